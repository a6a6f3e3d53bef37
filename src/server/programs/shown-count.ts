/** Float64s: how often metrics were moved by what programs told, twice each; up to which change they were; and up to which a scrape has shown them. */
const CELLS = 3;

/**
 * Which of the changes that hold what programs told have moved the metrics, and which a scrape has shown, readable by all threads: main moves, http shows, the
 * store forgets what was shown.
 */
export class ShownCount {
  /** To be handed to another thread, which makes its own `ShownCount` of it. */
  readonly buffer: SharedArrayBuffer;
  readonly #version: Int32Array;
  readonly #lsn: Float64Array;

  /** Without a buffer it makes a new one. */
  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(CELLS * Float64Array.BYTES_PER_ELEMENT)) {
    this.buffer = buffer;
    this.#version = new Int32Array(buffer, 0, 1);
    this.#lsn = new Float64Array(buffer, Float64Array.BYTES_PER_ELEMENT);
  }

  /** Main moves metrics by what the changes up to a number hold. */
  move(lsn: number, work: () => void): void {
    Atomics.add(this.#version, 0, 1);
    work();
    this.#lsn[0] = Math.max(this.#lsn[0] ?? 0, lsn);
    Atomics.add(this.#version, 0, 1);
  }

  /** What `work` reads of the metrics, and up to which change they were moved then. It is read again when they were being moved meanwhile, but not for ever. */
  read<T>(work: () => T, discard: (read: T) => void, tries = 8): { readonly read: T; readonly lsn: number } {
    for (let left = tries; ; left -= 1) {
      const version = Atomics.load(this.#version, 0);
      const lsn = this.#lsn[0] ?? 0;
      const read = work();
      if (left <= 1 || (version % 2 === 0 && Atomics.load(this.#version, 0) === version)) return { read, lsn };
      discard(read);
    }
  }

  /** A scrape has shown everything up to this number. */
  shown(lsn: number): void {
    this.#lsn[1] = Math.max(this.#lsn[1] ?? 0, lsn);
  }

  get shownLsn(): number {
    return this.#lsn[1] ?? 0;
  }
}
