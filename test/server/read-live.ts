/** One server-sent event. */
export interface SentEvent {
  readonly name: string;
  readonly id?: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test reads what it expects.
  readonly data: any;
}

/** A reader of a live feed. */
export interface SentEvents {
  readonly status: number;
  /** All that came so far. */
  readonly seen: readonly SentEvent[];
  /** Waits until some event of this name meets it, and gives the first one. */
  until(name: string, meets?: (event: SentEvent) => boolean): Promise<SentEvent>;
  /** Resolves when the server has ended it. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Reads the live feed of a server. */
export async function readLive(url: string, query = '', headers: Record<string, string> = {}): Promise<SentEvents> {
  const cut = new AbortController();
  const answer = await fetch(`${url}/api/v1/live${query}`, { headers, signal: cut.signal });
  const seen: SentEvent[] = [];
  const waiting = new Set<() => void>();
  const ended = (async () => {
    const decoder = new TextDecoder();
    let text = '';
    try {
      for await (const chunk of answer.body ?? []) {
        text += decoder.decode(chunk, { stream: true });
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) {
          const event = readEvent(block);
          if (event !== undefined) seen.push(event);
        }
        for (const look of waiting) look();
      }
    } catch {
      // It was cut.
    }
  })();
  return {
    status: answer.status,
    seen,
    ended,
    until: async (name, meets = () => true) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = seen.find((event) => event.name === name && meets(event));
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    close: () => cut.abort(),
  };
}

function readEvent(block: string): SentEvent | undefined {
  const fields = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as const));
  const name = fields.get('event');
  const id = fields.get('id');
  if (name === undefined) return undefined;
  return { name, data: JSON.parse(fields.get('data') ?? '{}'), ...(id === undefined ? {} : { id }) };
}
