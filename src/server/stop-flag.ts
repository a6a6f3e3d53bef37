/** Says to other threads that they shall stop: it is seen in the midst of work, where no message is. */
export class StopFlag {
  readonly buffer: SharedArrayBuffer;
  readonly #cell: Int32Array;

  /** Without a buffer it is a new one, which is not set. */
  constructor(buffer = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.buffer = buffer;
    this.#cell = new Int32Array(buffer);
  }

  get isSet(): boolean {
    return Atomics.load(this.#cell, 0) > 0;
  }

  /** Whether what is not begun yet shall not be begun. */
  get isHurried(): boolean {
    return Atomics.load(this.#cell, 0) > 1;
  }

  set(): void {
    Atomics.compareExchange(this.#cell, 0, 0, 1);
  }

  hurry(): void {
    Atomics.store(this.#cell, 0, 2);
  }
}
