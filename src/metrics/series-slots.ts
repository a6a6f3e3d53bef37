/** Up to this many possible series, a metric looks its series up in an array. */
const MAX_ARRAY = 65_536;

/** The series of one metric by their number. Absent until first touched. */
export class SeriesSlots<T> {
  readonly #array: (T | undefined)[] | undefined;
  readonly #map = new Map<number, T>();

  /** `size`: how many series could exist. */
  constructor(size: number) {
    this.#array = size <= MAX_ARRAY ? [] : undefined;
  }

  get(index: number): T | undefined {
    return this.#array === undefined ? this.#map.get(index) : this.#array[index];
  }

  set(index: number, series: T): void {
    if (this.#array === undefined) this.#map.set(index, series);
    else this.#array[index] = series;
  }
}
