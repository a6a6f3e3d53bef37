/** Spreads neighbouring keys, such as those of two ports of one address. */
const SPREAD = 0x9e37_79b1;

/**
 * Values that are cheap to make again, by a whole number. Each key has two places, which it shares with others: the last two that came there have them. So traffic cannot
 * make it grow, and two keys in turns do not drive each other out. Hot: a `Map` makes an object of each key beyond 2^31, and looks it up in three times the time.
 */
export class TwoPlaceCache<T> {
  readonly #keys: Float64Array;
  readonly #values: (T | undefined)[];
  readonly #shift: number;

  /** Has 2^`bits` places. */
  constructor(bits: number) {
    this.#keys = new Float64Array(2 ** bits);
    this.#values = Array.from({ length: 2 ** bits }, () => undefined);
    this.#shift = 32 - bits;
  }

  get(key: number): T | undefined {
    const place = this.#placeOf(key);
    if (this.#keys[place] === key) return this.#values[place];
    return this.#keys[place + 1] === key ? this.#values[place + 1] : undefined;
  }

  set(key: number, value: T): T {
    const place = this.#placeOf(key);
    this.#keys[place + 1] = this.#keys[place] ?? 0;
    this.#values[place + 1] = this.#values[place];
    this.#keys[place] = key;
    this.#values[place] = value;
    return value;
  }

  /** The first of the two places of a key. */
  #placeOf(key: number): number {
    return (Math.imul((key / 0x1_0000_0000) ^ key, SPREAD) >>> this.#shift) & ~1;
  }
}
