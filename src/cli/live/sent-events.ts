/** One server-sent event as it came. */
export interface SentEvent {
  readonly name: string;
  /** Absent: it has none. */
  readonly id?: string;
  readonly data: string;
}

/** More than any event of a server of ours: what is longer is no event. */
const MAX_LENGTH = 16 * 1024 * 1024;

/** Reads server-sent events from texts as they come, however they are cut. Comments are passed over. */
export class SentEventReader {
  #rest = '';

  /** The events that are whole with this text. Throws when one is longer than any may be. */
  take(text: string): readonly SentEvent[] {
    const blocks = (this.#rest + text).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    if (this.#rest.length > MAX_LENGTH) throw new Error('An event is too long.');
    return blocks.flatMap(readBlock);
  }
}

function readBlock(block: string): readonly SentEvent[] {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    const [, field, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (field !== undefined && value !== undefined) fields.set(field, value);
  }
  const [name, id, data] = [fields.get('event'), fields.get('id'), fields.get('data')];
  if (name === undefined || data === undefined) return [];
  return [{ name, data, ...(id === undefined ? {} : { id }) }];
}
