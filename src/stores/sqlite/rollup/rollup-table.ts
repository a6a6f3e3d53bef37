import { ByteWriter } from '../../../core/index.ts';
import { CallGroups, type GroupedCall } from '../../answers/call-groups.ts';
import { bytesColumn } from '../database/column.ts';
import { microsecondsInDay } from '../folder/day.ts';
import type { DayFile } from '../day/day-file.ts';

/** The two widths of a rollup in seconds, and where the numbers of their rows begin. */
export const FIVE_MINUTES = { seconds: 300, firstId: 0 } as const;
export const HOUR = { seconds: 3600, firstId: 1000 } as const;
/** What of five minutes was erased: it is still counted, but has no rows. */
export const ERASED = { seconds: 300, firstId: 2000 } as const;
export type RollupWidth = typeof FIVE_MINUTES | typeof HOUR | typeof ERASED;

const WIDTHS = [FIVE_MINUTES, HOUR] as const;
/** Tells readers by its version that a rollup is not what they have read before. */
const WRITE = `INSERT INTO rollup (id, version, slim, groups) VALUES (?, 1, ?, ?)
ON CONFLICT (id) DO UPDATE SET version = version + 1, slim = excluded.slim, groups = excluded.groups`;
/** Rollups that stay in memory after a commit, some 25 kB each: calls that end now began within the last hour or so. */
const KEPT = 24;

/** The row of the rollup that a time lies in. */
export function rollupId(at: number, day: number, width: RollupWidth): number {
  return width.firstId + Math.floor(microsecondsInDay(at, day) / (width.seconds * 1e6));
}

/** The hour that five minutes lie in. */
function hourOf(id: number): number {
  return HOUR.firstId + Math.floor((id * FIVE_MINUTES.seconds) / HOUR.seconds);
}

/** Keeps the rollups of one day file exact: in memory while a batch is applied, written with its commit. */
export class RollupWriter {
  readonly #file: DayFile;
  /** The ones that were touched last are last. */
  readonly #hot = new Map<number, CallGroups>();
  readonly #dirty = new Set<number>();
  /** What was added since the last flush, by its five minutes. */
  readonly #added = new Map<number, CallGroups>();
  // Hot: used again and again, because making them grow costs as much as what is written.
  readonly #out = new ByteWriter();
  readonly #block = new ByteWriter();

  constructor(file: DayFile) {
    this.#file = file;
  }

  // Hot: a call is counted once, for the rollups of all widths take in what was added together.
  add(call: GroupedCall): void {
    const id = rollupId(call.startedAt, this.#file.day, FIVE_MINUTES);
    let added = this.#added.get(id);
    if (added === undefined) {
      added = new CallGroups();
      this.#added.set(id, added);
    }
    added.add(call);
  }

  remove(call: GroupedCall): void {
    this.#mergeAdded();
    for (const width of WIDTHS) this.#touch(rollupId(call.startedAt, this.#file.day, width)).remove(call);
  }

  /** Counts a call among those that were erased; all else still counts it too. */
  addErased(call: GroupedCall): void {
    this.#touch(rollupId(call.startedAt, this.#file.day, ERASED)).add(call);
  }

  /** Writes what changed, within the transaction that is open. */
  flush(): void {
    this.#mergeAdded();
    const write = this.#file.prepare(WRITE);
    for (const id of this.#dirty) {
      const groups = this.#hot.get(id);
      if (groups === undefined) continue;
      groups.total.write(this.#out, 'slim');
      const slim = this.#out.take();
      groups.write(this.#out, this.#block);
      write.run(id, slim, this.#out.take());
    }
    this.#dirty.clear();
    for (const id of this.#hot.keys()) {
      if (this.#hot.size <= KEPT) break;
      this.#hot.delete(id);
    }
  }

  #mergeAdded(): void {
    for (const [id, added] of this.#added) {
      this.#touch(id).merge(added);
      this.#touch(hourOf(id)).merge(added);
    }
    this.#added.clear();
  }

  #touch(id: number): CallGroups {
    const known = this.#hot.get(id);
    if (known !== undefined) {
      if (!this.#dirty.has(id)) {
        this.#dirty.add(id);
        this.#hot.delete(id);
        this.#hot.set(id, known);
      }
      return known;
    }
    const groups = readRollup(this.#file, id) ?? new CallGroups();
    this.#hot.set(id, groups);
    this.#dirty.add(id);
    return groups;
  }
}

/** One rollup of a day; undefined when no call started in it. */
export function readRollup(file: DayFile, id: number): CallGroups | undefined {
  const row = file.prepare('SELECT groups FROM rollup WHERE id = ?').get(id);
  return row === undefined ? undefined : CallGroups.decode(bytesColumn(row, 'groups'));
}

/** Whether calls of the day are counted in the five minutes that begin at a time, or in later ones. */
export function hasRollupFrom(file: DayFile, at: number): boolean {
  const found = file
    .prepare('SELECT 1 FROM rollup WHERE id >= ? AND id < ? LIMIT 1')
    .get(rollupId(at, file.day, FIVE_MINUTES), HOUR.firstId);
  return found !== undefined;
}
