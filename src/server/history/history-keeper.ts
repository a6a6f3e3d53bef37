import { type Clock, type TeleError } from '../../core/index.ts';
import { seriesKey } from '../../expressions/index.ts';
import type { SeriesValues } from '../../format/index.ts';
import { BLOCK_SECONDS, type HistoryFile, PART_SERIES, type PackedBlock } from '../../stores/index.ts';
import type { KnownTime } from '../clock-watch.ts';
import { asTeleError } from '../thread-port.ts';
import { KeptSeries } from './kept-series.ts';
import { COARSE_SECONDS, FINE_SECONDS, type MemoryHistory, SAMPLE_SECONDS } from './memory-history.ts';

/** Of how much time one row has samplings at most. */
const ROW_SECONDS = 60 * SAMPLE_SECONDS;
/** A series that had no value for so long, and is in no block, is forgotten. */
const UNUSED_SECONDS = 86_400;
const AFTER = 0.0005;

interface KeeperContext {
  readonly file: HistoryFile;
  readonly memory: MemoryHistory;
  /** For how long blocks are kept; Infinity: for ever. */
  readonly keepSeconds: number;
  readonly mostBytes: number;
  readonly clock: () => KnownTime;
  readonly now: Clock;
  /** Blocks have changed. */
  readonly changed: () => void;
  /** So many values could not be written in time. */
  readonly lost: (count: number) => void;
}

/** Why nothing can be written at the moment. */
export interface KeeperFailure {
  readonly error: TeleError;
  readonly since: number;
}

/** Keeps in a file what is in memory, and takes it back from there. */
export class HistoryKeeper {
  readonly #context: KeeperContext;
  #nextId = 1;
  /** Series that have a number and are not in the file yet. */
  #unwritten: KeptSeries[] = [];
  /** Until when fine and coarse values are in the file, and until when blocks are. */
  #fineUntil = Number.NEGATIVE_INFINITY;
  #coarseUntil = Number.NEGATIVE_INFINITY;
  #blocksUntil = Number.NEGATIVE_INFINITY;
  #isLoaded = false;
  #failure: KeeperFailure | undefined;

  constructor(context: KeeperContext) {
    this.#context = context;
  }

  get failure(): KeeperFailure | undefined {
    return this.#failure;
  }

  /** Takes back what was kept until now. Done before the first sampling. */
  load(): void {
    this.#try(() => this.#load());
  }

  /** Writes what is not in the file yet, and deletes what is not kept. */
  write(): void {
    if (!this.#try(() => this.#write())) this.#countLost();
  }

  /** The clock was set back. */
  forgetFrom(at: number): void {
    const before = at - 2 * AFTER;
    this.#fineUntil = Math.min(this.#fineUntil, before);
    this.#coarseUntil = Math.min(this.#coarseUntil, before);
    this.#blocksUntil = Math.min(this.#blocksUntil, before);
    this.#try(() => this.#context.file.forgetFrom(at));
  }

  close(): void {
    this.#context.file.close();
  }

  #try(work: () => void): boolean {
    const { now } = this.#context;
    try {
      work();
      this.#failure = undefined;
      return true;
    } catch (thrown) {
      const error = asTeleError(thrown);
      this.#failure = { error, since: this.#failure?.since ?? now() };
      if (error.code === 'STORE_CORRUPT') this.#beginAnew();
      return false;
    }
  }

  /** A file that is damaged makes way for a new one, which gets all that is in memory. */
  #beginAnew(): void {
    const { file, memory, changed } = this.#context;
    for (const series of memory.table.all()) {
      series.id = undefined;
      if (series.coarse === undefined) memory.table.remove(series);
    }
    this.#isLoaded = true;
    this.#nextId = 1;
    this.#unwritten = [];
    this.#fineUntil = this.#coarseUntil = this.#blocksUntil = Number.NEGATIVE_INFINITY;
    changed();
    try {
      file.setAside();
    } catch {
      // The next try says why nothing can be written.
    }
  }

  #load(): void {
    const { file, memory, now } = this.#context;
    const byId = new Map<number, KeptSeries>();
    for (const { id, name, labels } of file.series()) {
      const read = Object.fromEntries(labelsOf(labels));
      const series = memory.table.find(name, read) ?? new KeptSeries(name, read);
      series.id = id;
      memory.table.add(series);
      byId.set(id, series);
      this.#nextId = Math.max(this.#nextId, id + 1);
    }
    this.#isLoaded = true;
    // Too late, when there are newer values.
    if (memory.lastAt !== undefined) return;
    const seriesOf = (id: number): KeptSeries | undefined => byId.get(id);
    const until = now();
    for (const row of file.recent(until)) memory.restore('coarse', row, seriesOf);
    for (const row of file.fine(until)) if ((row.times.at(-1) ?? 0) > until - FINE_SECONDS) memory.restore('fine', row, seriesOf);
    this.#fineUntil = memory.rings.fine.newest ?? this.#fineUntil;
    this.#coarseUntil = memory.rings.coarse.newest ?? this.#coarseUntil;
  }

  #write(): void {
    // By the numbers of series in the file.
    if (!this.#isLoaded) this.#load();
    const { file, memory, clock, keepSeconds, mostBytes, changed } = this.#context;
    const until = memory.lastAt;
    if (until === undefined) return;
    this.#number();
    const current = Math.floor(until / BLOCK_SECONDS);
    const packed = this.#packedBlocks(current);
    file.write({
      newSeries: this.#unwritten.map(({ id, name, labels }) => ({ id: id ?? 0, name, labels: seriesKey(labels) })),
      fine: this.#fineRows(until),
      fineSince: until - FINE_SECONDS - ROW_SECONDS,
      recent: memory.cut('coarse', Math.max(this.#coarseFrom(), current * BLOCK_SECONDS), until),
      packed,
    });
    this.#unwritten = [];
    this.#fineUntil = until;
    this.#coarseUntil = memory.rings.coarse.newest ?? this.#coarseUntil;
    this.#blocksUntil = current * BLOCK_SECONDS;
    const { now, doubt } = clock();
    const keepFrom = doubt === undefined ? now - keepSeconds : Number.NEGATIVE_INFINITY;
    const unused = file.deleteOldest({ keepFrom, mostBytes, unusedSince: until - UNUSED_SECONDS });
    if (unused !== undefined) this.#forget(new Set(unused));
    if (unused !== undefined || packed.length > 0) changed();
  }

  /** Gives a number to each series that has none. */
  #number(): void {
    for (const series of this.#context.memory.table.all()) {
      if (series.id !== undefined) continue;
      series.id = this.#nextId;
      this.#nextId += 1;
      this.#unwritten.push(series);
    }
  }

  #fineRows(until: number): readonly SeriesValues[] {
    const rows: SeriesValues[] = [];
    const { memory } = this.#context;
    // The last one that is in the file goes there again: meanwhile it may have become known that a series was 0 at that time.
    const oldest = Math.max(this.#fineUntil, memory.rings.fine.oldest ?? until);
    for (let from = oldest; from <= until; from += ROW_SECONDS)
      rows.push(memory.cut('fine', from, Math.min(until, from + ROW_SECONDS - AFTER)));
    return rows;
  }

  /** As with fine rows, the last coarse values that are in the file go there again with the next ones. */
  #coarseFrom(): number {
    const { newest } = this.#context.memory.rings.coarse;
    return newest !== undefined && newest > this.#coarseUntil ? this.#coarseUntil : this.#coarseUntil + AFTER;
  }

  /** The blocks that are over and not in the file yet. */
  #packedBlocks(current: number): readonly PackedBlock[] {
    const { memory } = this.#context;
    const times = memory.rings.coarse.times(this.#blocksUntil, current * BLOCK_SECONDS - AFTER);
    const blocks = new Set(Array.from(times, (at) => Math.floor(at / BLOCK_SECONDS)));
    return [...blocks].map((block) => {
      const { times: own, series } = memory.cut('coarse', block * BLOCK_SECONDS, (block + 1) * BLOCK_SECONDS - AFTER);
      const parts = new Map<number, SeriesValues['series'][number][]>();
      for (const one of series) {
        const part = Math.floor(one.id / PART_SERIES);
        parts.set(part, [...(parts.get(part) ?? []), one]);
      }
      return { block, parts: new Map([...parts].map(([part, all]) => [part, { times: own, series: all }])) };
    });
  }

  /** Lets go of series that the file does not have any more. */
  #forget(unused: ReadonlySet<number>): void {
    const { table } = this.#context.memory;
    for (const series of table.all()) {
      if (series.id === undefined || !unused.has(series.id)) continue;
      series.id = undefined;
      if (series.coarse === undefined) table.remove(series);
    }
  }

  /** Coarse values that have left memory unwritten are lost. */
  #countLost(): void {
    const { memory, lost } = this.#context;
    const { oldest } = memory.rings.coarse;
    if (oldest === undefined || !Number.isFinite(this.#coarseUntil)) return;
    const gone = Math.floor((oldest - this.#coarseUntil) / COARSE_SECONDS) - 1;
    if (gone <= 0) return;
    lost(gone * memory.count);
    this.#coarseUntil = oldest - COARSE_SECONDS;
  }
}

function labelsOf(key: string): readonly (readonly [string, string])[] {
  // The one writer writes a `seriesKey`.
  return JSON.parse(key) as readonly (readonly [string, string])[];
}
