/** Values that are cheap to make again, by a numeric key. When it is full it starts afresh, so that traffic cannot make it grow. */
export class BoundedCache<T> {
  readonly #values = new Map<number, T>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  get(key: number): T | undefined {
    return this.#values.get(key);
  }

  set(key: number, value: T): T {
    if (this.#values.size >= this.#max) this.#values.clear();
    this.#values.set(key, value);
    return value;
  }
}
