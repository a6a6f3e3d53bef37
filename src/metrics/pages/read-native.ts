import { type Family, nativeCells } from './family.ts';
import { ZERO_THRESHOLD } from '../histogram/native-scale.ts';
import { WindowReading } from '../histogram/window-reading.ts';

/** A native histogram as Prometheus stores it. Bucket `offset + i` has `counts[i]` values, above 2^((offset + i - 1) / 2^schema) and up to 2^((offset + i) / 2^schema). */
export interface NativeReading {
  readonly schema: number;
  /** Values from 0 up to here are counted by `zeroCount`. */
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  /** All values: those of the zero bucket and of `counts`. */
  readonly count: number;
  readonly sum: number;
  /** The index of the first bucket in `counts`; 0 when there is none. */
  readonly offset: number;
  /** From the lowest to the highest bucket that has values; those between may be 0. Empty when no value is above the zero threshold. */
  readonly counts: Float64Array;
}

/** Reads the native buckets of the series of one family, also while another thread counts. */
export class NativeReader {
  readonly #family: Family;
  readonly #at: number;
  readonly #window: WindowReading | undefined;

  constructor(family: Family) {
    const cells = nativeCells(family);
    this.#family = family;
    this.#at = cells?.at ?? 0;
    this.#window = cells === undefined ? undefined : new WindowReading(cells.capacity);
  }

  /**
   * The native buckets of the series whose cells begin at `offset`, as they are until the next call. Undefined when the family has none, or when buckets moved at every try.
   * Buckets never mix two schemas. A value that is counted meanwhile may be in `counts` and not in `sum`, or the other way round; `count` always is what the buckets add up to.
   */
  read(page: Float64Array, offset: number): NativeReading | undefined {
    const window = this.#window;
    if (window?.read(page, offset + this.#at) !== true) return undefined;
    const { schema, zeroCount, count, first, from, to } = window;
    const sum = page[offset + this.#family.buckets.length + 1] ?? 0;
    const counts = window.counts.subarray(from, to);
    return { schema, zeroThreshold: ZERO_THRESHOLD, zeroCount, count, sum, offset: to === 0 ? 0 : first + from, counts };
  }
}
