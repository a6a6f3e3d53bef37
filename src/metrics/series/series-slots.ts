/** Up to this many possible series, a metric looks its series up in an array made at once. */
export const MAX_ARRAY = 4096;

const FIRST_CAPACITY = 64;

/** Spreads neighbouring numbers over a table whose size is a power of two (Knuth's multiplicative hashing). */
const SPREAD = 0x9e3779b1;

/** The series of one metric by their number. Absent until first touched. */
export interface Slots<T> {
  get(index: number): T | undefined;
  set(index: number, series: T): void;
  /** Forgets the series of this number. */
  delete(index: number): void;
}

/** The same with a handle for each series. */
export class SeriesSlots<T> implements Slots<T> {
  /** All series by number, absent ones undefined; empty above `MAX_ARRAY` possible series. */
  readonly array: (T | undefined)[];
  readonly #isArray: boolean;
  // Open addressing beyond the array: a Map keeps large numbers as objects.
  #numbers = new Float64Array(0);
  #series: (T | undefined)[] = [];
  #count = 0;

  /** `size`: how many series could exist. */
  constructor(size: number) {
    this.#isArray = size <= MAX_ARRAY;
    this.array = this.#isArray ? emptySlots(size) : [];
    if (!this.#isArray) this.#resize(FIRST_CAPACITY);
  }

  get(index: number): T | undefined {
    return this.#isArray ? this.array[index] : this.#series[this.#placeOf(index)];
  }

  set(index: number, series: T): void {
    if (this.#isArray) {
      this.array[index] = series;
      return;
    }
    if (this.#count * 2 >= this.#series.length) this.#resize(this.#series.length * 2);
    const place = this.#placeOf(index);
    if (this.#series[place] === undefined) this.#count += 1;
    this.#numbers[place] = index;
    this.#series[place] = series;
  }

  delete(index: number): void {
    if (this.#isArray) {
      this.array[index] = undefined;
      return;
    }
    const mask = this.#series.length - 1;
    let hole = this.#placeOf(index);
    if (this.#series[hole] === undefined) return;
    this.#count -= 1;
    this.#series[hole] = undefined;
    // What was put behind the hole because its own place was taken must stay findable.
    for (let place = (hole + 1) & mask; this.#series[place] !== undefined; place = (place + 1) & mask) {
      const home = homeOf(this.#numbers[place] ?? 0) & mask;
      if (((place - home) & mask) < ((place - hole) & mask)) continue;
      this.#numbers[hole] = this.#numbers[place] ?? 0;
      this.#series[hole] = this.#series[place];
      this.#series[place] = undefined;
      hole = place;
    }
  }

  /** Where the series of this number is, or the free place where it would be. */
  #placeOf(index: number): number {
    const mask = this.#series.length - 1;
    let place = homeOf(index) & mask;
    while (this.#series[place] !== undefined && this.#numbers[place] !== index) place = (place + 1) & mask;
    return place;
  }

  #resize(capacity: number): void {
    const numbers = this.#numbers;
    const all = this.#series;
    this.#numbers = new Float64Array(capacity);
    this.#series = emptySlots(capacity);
    for (const [place, series] of all.entries()) {
      if (series === undefined) continue;
      const index = numbers[place] ?? 0;
      const free = this.#placeOf(index);
      this.#numbers[free] = index;
      this.#series[free] = series;
    }
  }
}

/** Where in a table the search for a number begins, before it is cut to the size of the table. */
export function homeOf(index: number): number {
  return Math.imul(index, SPREAD) >>> 8;
}

/** Filled at once, since an array written far beyond its end turns into a slow dictionary. */
function emptySlots<T>(size: number): (T | undefined)[] {
  return Array.from({ length: size }, () => undefined);
}
