/** A queue of bounded length that drops its oldest for a new one. Putting and taking cost the same at any length. */
export class DroppingQueue<T> {
  readonly #ring: (T | undefined)[] = [];
  readonly #room: number;
  #first = 0;
  #count = 0;

  /** `room`: the most that waits, 1 or more. */
  constructor(room: number) {
    this.#room = Math.max(1, Math.floor(room));
  }

  /** Puts one behind the others. False when the oldest was dropped for it. */
  put(value: T): boolean {
    const isFull = this.#count === this.#room;
    if (isFull) this.take();
    this.#ring[(this.#first + this.#count) % this.#room] = value;
    this.#count += 1;
    return !isFull;
  }

  /** Takes the oldest; undefined when there is none. */
  take(): T | undefined {
    if (this.#count === 0) return undefined;
    const value = this.#ring[this.#first];
    this.#ring[this.#first] = undefined;
    this.#first = (this.#first + 1) % this.#room;
    this.#count -= 1;
    return value;
  }

  /** Forgets all that waits. */
  clear(): void {
    while (this.take() !== undefined);
  }
}
