/** The times of the last samplings, and where the values of each lie: a column is one value for each place. */
export class SampleRing {
  readonly #times: Float64Array;
  /** Where the oldest lies, and how many there are. */
  #first = 0;
  #count = 0;

  constructor(places: number) {
    this.#times = new Float64Array(places);
  }

  /** The place of the newest. */
  get slot(): number {
    return this.#place(this.#count - 1);
  }

  /** The place of the one before it; undefined when there is none. */
  get slotBefore(): number | undefined {
    return this.#count < 2 ? undefined : this.#place(this.#count - 2);
  }

  /** Its time; undefined when there is none yet. */
  get newest(): number | undefined {
    return this.#count === 0 ? undefined : this.#times[this.slot];
  }

  get oldest(): number | undefined {
    return this.#count === 0 ? undefined : this.#times[this.#first];
  }

  /** Makes room for the next sampling, where there is none instead of the oldest one; returns its place. `at` is later than all before. */
  begin(at: number): number {
    if (this.#count < this.#times.length) this.#count += 1;
    else this.#first = this.#place(1);
    const { slot } = this;
    this.#times[slot] = at;
    return slot;
  }

  /** Takes away those of a time and of later ones. */
  forgetFrom(at: number): void {
    this.#count = this.#countUntil((one) => one < at);
  }

  /** A column without a value. */
  column(): Float64Array {
    return new Float64Array(this.#times.length).fill(Number.NaN);
  }

  /** The times of a window, ends included, oldest first. */
  times(from: number, to: number): Float64Array {
    return this.cut(this.#times, from, to);
  }

  /** What a column has of a window. */
  cut(column: Float64Array, from: number, to: number): Float64Array {
    const [begin, end] = [this.#countUntil((at) => at < from), this.#countUntil((at) => at <= to)];
    const cut = new Float64Array(Math.max(0, end - begin));
    for (let index = begin; index < end; index += 1) cut[index - begin] = column[this.#place(index)] ?? Number.NaN;
    return cut;
  }

  /** How many of the first are so; of those behind none is. */
  #countUntil(isBefore: (at: number) => boolean): number {
    let [low, high] = [0, this.#count];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBefore(this.#times[this.#place(middle)] ?? 0)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #place(index: number): number {
    const place = this.#first + index;
    return place < this.#times.length ? place : place - this.#times.length;
  }
}
