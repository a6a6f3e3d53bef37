/** Server-sent event of an answer. */
export interface ServerEvent {
  readonly type: string;
  readonly data: string;
}

/** The text of a feed as far as it was read. */
export interface EventText {
  /** Begins with another answer: the rest of an event that was not whole goes. */
  begin(): void;
  /** Reads on. The result is the events that are whole by now. */
  read(text: string): readonly ServerEvent[];
  /** The id of the last event that had one. */
  readonly lastId: string | undefined;
  /** Milliseconds after which the server wants to be asked again. Absent until it has said so. */
  readonly retryMs: number | undefined;
}

/** Reads server-sent events as they come in pieces, as the WHATWG has them, whose lines end as those of this server do. */
export function createEventText(): EventText {
  let rest = '';
  let lastId: string | undefined;
  let retryMs: number | undefined;
  function readBlock(block: string): ServerEvent | undefined {
    const fields = block.split('\n').flatMap((line): readonly (readonly [string, string])[] => {
      const [, name, value] = /^(\w+):? ?(.*)$/u.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value]];
    });
    const valueOf = (name: string): string | undefined => fields.findLast(([given]) => given === name)?.[1];
    lastId = valueOf('id') ?? lastId;
    retryMs = Number(valueOf('retry')) || retryMs;
    const data = fields.filter(([name]) => name === 'data').map(([, value]) => value);
    return data.length === 0 ? undefined : { type: valueOf('event') ?? 'message', data: data.join('\n') };
  }
  return {
    begin() {
      rest = '';
    },
    read(text) {
      const blocks = `${rest}${text}`.split('\n\n');
      rest = blocks.pop() ?? '';
      return blocks.map(readBlock).filter((event) => event !== undefined);
    },
    get lastId() {
      return lastId;
    },
    get retryMs() {
      return retryMs;
    },
  };
}
