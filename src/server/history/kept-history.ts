import { type History, isMatch, type Matcher, type SeriesHistory } from '../../expressions/index.ts';
import { BLOCK_SECONDS } from '../../stores/index.ts';
import type { BlockReader } from './block-reader.ts';
import type { KeptSeries } from './kept-series.ts';
import { COARSE_SECONDS, type MemoryHistory, type Resolution, SAMPLE_SECONDS } from './memory-history.ts';

/** Below the least step of times, which are whole milliseconds. */
const BEFORE = 0.0005;

/** A stretch of time of which values are in one place. */
interface Piece {
  readonly times: ArrayLike<number>;
  /** Undefined when the series has none there. */
  readonly valuesOf: (series: KeptSeries) => ArrayLike<number> | undefined;
}

/** The values of series of all times: from memory, and before that from the file. */
export class KeptHistory implements History {
  readonly #memory: MemoryHistory;
  readonly #blocks: BlockReader | undefined;

  /** Without `blocks` there is what memory has. */
  constructor(memory: MemoryHistory, blocks?: BlockReader) {
    this.#memory = memory;
    this.#blocks = blocks;
  }

  read(name: string, matchers: readonly Matcher[], from: number, to: number): readonly SeriesHistory[] {
    return this.readEach(this.find(name, matchers), from, to);
  }

  /** All series of a name that match. */
  find(name: string, matchers: readonly Matcher[]): readonly KeptSeries[] {
    return this.#memory.table.named(name).filter(({ labels }) => isMatch(labels, matchers));
  }

  /** The values of these series. */
  readEach(found: readonly KeptSeries[], from: number, to: number): readonly SeriesHistory[] {
    if (found.length === 0) return [];
    const pieces = this.#pieces(found, from, to).filter(({ times }) => times.length > 0);
    return found.flatMap((series) => joined(series, pieces));
  }

  stepAt(at: number): number {
    return at >= (this.#memory.rings.fine.oldest ?? Number.NEGATIVE_INFINITY) ? SAMPLE_SECONDS : COARSE_SECONDS;
  }

  /** About how many values a series has between two times. */
  countBetween(from: number, to: number): number {
    const fineFrom = Math.min(Math.max(from, this.#memory.rings.fine.oldest ?? to), to);
    return Math.ceil((fineFrom - from) / COARSE_SECONDS + (to - fineFrom) / SAMPLE_SECONDS);
  }

  /** The first time from `since` on of which values are kept. Undefined when none are. */
  oldestFrom(since: number): number | undefined {
    const { fine, coarse } = this.#memory.rings;
    const inMemory = Math.min(coarse.oldest ?? Number.POSITIVE_INFINITY, fine.oldest ?? Number.POSITIVE_INFINITY);
    if (!Number.isFinite(inMemory)) return undefined;
    for (let block = Math.floor(since / BLOCK_SECONDS); block * BLOCK_SECONDS < inMemory; block += 1) {
      const first = this.#blocks?.part(block, 0)?.times.find((at) => at >= since);
      if (first !== undefined) return first;
    }
    return Math.max(inMemory, since);
  }

  #pieces(found: readonly KeptSeries[], from: number, to: number): readonly Piece[] {
    const { fine, coarse } = this.#memory.rings;
    const fineFrom = fine.oldest ?? Number.POSITIVE_INFINITY;
    const coarseFrom = Math.min(coarse.oldest ?? fineFrom, fineFrom);
    return [
      ...(from < coarseFrom ? this.#read(found, from, Math.min(to, coarseFrom - BEFORE)) : []),
      ...(from < fineFrom && to >= coarseFrom ? [this.#cut('coarse', from, Math.min(to, fineFrom - BEFORE))] : []),
      ...(to >= fineFrom ? [this.#cut('fine', from, to)] : []),
    ];
  }

  #cut(resolution: Resolution, from: number, to: number): Piece {
    const ring = this.#memory.rings[resolution];
    return {
      times: ring.times(from, to),
      valuesOf: (series) => {
        const column = series[resolution];
        return column && ring.cut(column, from, to);
      },
    };
  }

  /** What blocks have of a window. */
  #read(found: readonly KeptSeries[], from: number, to: number): readonly Piece[] {
    const pieces: Piece[] = [];
    for (let block = Math.floor(from / BLOCK_SECONDS); block <= Math.floor(to / BLOCK_SECONDS); block += 1) {
      const parts = new Map(found.map((series) => [series, series.id === undefined ? undefined : this.#blocks?.part(block, series.id)]));
      const times = [...parts.values()].find((part) => part !== undefined)?.times ?? [];
      const [begin, end] = [countUntil(times, from - BEFORE), countUntil(times, to)];
      pieces.push({
        times: times.slice(begin, end),
        valuesOf: (series) => {
          const values = series.id === undefined ? undefined : parts.get(series)?.byId.get(series.id);
          return values && Array.prototype.slice.call(values, begin, end);
        },
      });
    }
    return pieces;
  }
}

/** How many times are not later than a moment. */
function countUntil(times: readonly number[], at: number): number {
  const later = times.findIndex((one) => one > at);
  return later === -1 ? times.length : later;
}

/** What all pieces have of a series: nothing where it never had a value. */
function joined(series: KeptSeries, pieces: readonly Piece[]): readonly SeriesHistory[] {
  const [times, values]: [number[], number[]] = [[], []];
  let hasValue = false;
  for (const piece of pieces) {
    const own = piece.valuesOf(series);
    for (let index = 0; index < piece.times.length; index += 1) {
      const value = own?.[index] ?? Number.NaN;
      times.push(piece.times[index] ?? 0);
      values.push(value);
      hasValue ||= !Number.isNaN(value);
    }
  }
  return hasValue ? [{ labels: series.labels, times, values }] : [];
}
