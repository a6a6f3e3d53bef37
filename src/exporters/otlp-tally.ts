/** What is counted of the export: calls that are done with, spans that were made of calls, spans and lines that the collector has taken. */
const CELLS = ['calls', 'made', 'traces', 'logs'] as const;
type Cell = (typeof CELLS)[number];

/** What the thread that exports has done with what it was given. It writes here at once, into memory that main has too: what is lost with it is known to the last one. */
export class OtlpTally {
  readonly buffer: SharedArrayBuffer;
  readonly #counts: Float64Array;

  constructor(buffer = new SharedArrayBuffer(CELLS.length * Float64Array.BYTES_PER_ELEMENT)) {
    this.buffer = buffer;
    this.#counts = new Float64Array(buffer);
  }

  add(cell: Cell, count: number): void {
    const index = CELLS.indexOf(cell);
    this.#counts[index] = (this.#counts[index] ?? 0) + count;
  }

  of(cell: Cell): number {
    return this.#counts[CELLS.indexOf(cell)] ?? 0;
  }
}
