import type { Cells } from './page-writer.ts';

/**
 * A trace that a move belongs to, and when it was, Unix time in seconds. The ids are those of W3C Trace Context: 32 and 16 lower-case hexadecimal digits, not all 0.
 * It has no room for anything else, so no text from outside gets into an exposition.
 */
export interface Exemplar {
  readonly traceId: string;
  readonly spanId: string;
  readonly at: number;
}

/** An exemplar as a reader finds it, with the value of its move. */
export interface ExemplarReading extends Exemplar {
  readonly value: number;
}

/** Cells of one exemplar. As Int32 words: a version, which is 0 before the first and odd while one is written, the trace in four, the span in two, the value and the time in two each. */
export const EXEMPLAR_CELLS = 6;
const WORDS = EXEMPLAR_CELLS * 2;
const TRACE = 1;
const SPAN = 5;
const NUMBERS = 7;
const END = 11;

/** How often an exemplar is read again that is written meanwhile. */
const MAX_ATTEMPTS = 3;

const TRACE_ID = /^(?!0{32})[0-9a-f]{32}$/;
const SPAN_ID = /^(?!0{16})[0-9a-f]{16}$/;

/** The exemplars of one series, one for each of its places; the last one stays. */
export class ExemplarCells {
  /** From the first cell of the series to the first of its exemplars. */
  readonly #at: number;
  readonly #places: number;
  readonly #refuse: () => void;
  #words: Int32Array;

  /** `refuse` hears of exemplars that are none. */
  constructor(cells: Cells, at: number, places: number, refuse: () => void) {
    this.#at = at;
    this.#places = places;
    this.#refuse = refuse;
    this.#words = wordsOf(cells, at, places);
  }

  /** Goes on in the cells of another series. */
  moveTo(cells: Cells): void {
    this.#words = wordsOf(cells, this.#at, this.#places);
  }

  /** Keeps an exemplar of a move by `value`. */
  set(place: number, { traceId, spanId, at }: Exemplar, value: number): void {
    if (!TRACE_ID.test(traceId) || !SPAN_ID.test(spanId) || !(at > 0 && at < Infinity)) {
      this.#refuse();
      return;
    }
    const start = place * WORDS;
    const numbers = new Int32Array(new Float64Array([value, at]).buffer);
    Atomics.add(this.#words, start, 1);
    // Every word is stored in order, so that a reader with the same version before and after has read one exemplar.
    for (let word = 0; word < 4; word += 1) Atomics.store(this.#words, start + TRACE + word, wordOf(traceId, word));
    for (let word = 0; word < 2; word += 1) Atomics.store(this.#words, start + SPAN + word, wordOf(spanId, word));
    for (const [word, half] of numbers.entries()) Atomics.store(this.#words, start + NUMBERS + word, half);
    Atomics.add(this.#words, start, 1);
  }
}

/** Reads the exemplar that begins at `offset`. Undefined when there is none, or when it is written again and again meanwhile. */
export function readExemplar(page: Float64Array, offset: number): ExemplarReading | undefined {
  const words = wordsOf({ page, offset }, 0, 1);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const version = Atomics.load(words, 0);
    if (version === 0) return undefined;
    const read = Int32Array.from({ length: END }, (_, word) => Atomics.load(words, word));
    if (version % 2 !== 0 || Atomics.load(words, 0) !== version) continue;
    const [value = 0, at = 0] = new Float64Array(read.slice(NUMBERS, END).buffer);
    return { traceId: hexOf(read.subarray(TRACE, SPAN)), spanId: hexOf(read.subarray(SPAN, NUMBERS)), value, at };
  }
  return undefined;
}

function wordsOf({ page, offset }: Cells, at: number, places: number): Int32Array {
  return new Int32Array(page.buffer, page.byteOffset + (offset + at) * 8, places * WORDS);
}

function wordOf(id: string, word: number): number {
  return Number.parseInt(id.slice(word * 8, word * 8 + 8), 16) | 0;
}

function hexOf(words: Int32Array): string {
  return Array.from(words, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}
