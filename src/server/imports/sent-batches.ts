/** Batches that whoever takes them may be behind. */
const MAX_WAITING = 2;

/** Items on their way, in batches, each sent when the one before was taken. */
export class SentBatches<T> {
  readonly #send: (items: readonly T[]) => Promise<void>;
  readonly #most: number;
  readonly #waiting: Promise<void>[] = [];
  #items: T[] = [];
  #sent = Promise.resolve();

  /** `send` resolves when a batch is taken; `most` items are one. */
  constructor(send: (items: readonly T[]) => Promise<void>, most: number) {
    this.#send = send;
    this.#most = most;
  }

  add(item: T): void {
    this.#items.push(item);
    if (this.#items.length >= this.#most) this.flush();
  }

  /** Sends what there is, although it is little. */
  flush(): void {
    if (this.#items.length === 0) return;
    const items = this.#items;
    this.#items = [];
    this.#sent = this.#sent.then(async () => this.#send(items));
    this.#waiting.push(this.#sent);
    // `finish` awaits the same promise and throws; until then a failure must not end the process.
    this.#sent.catch(() => undefined);
  }

  /** Resolves when all but the newest of what was sent is taken. Throws what sending threw. */
  async taken(): Promise<void> {
    while (this.#waiting.length > MAX_WAITING) await this.#waiting.shift();
  }

  /** Resolves when everything is taken. Throws what sending threw. */
  async finish(): Promise<void> {
    this.flush();
    await this.#sent;
  }
}
