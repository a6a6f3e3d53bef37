import { CallGroups, type GroupedCall } from '../call-groups.ts';
import { bytesColumn } from './column.ts';
import { microsecondsInDay } from './day.ts';
import type { DayFile } from './day-file.ts';

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
/** Rollups that stay in memory after a commit; nearly all calls belong to the newest few. */
const KEPT = 8;

/** The row of the rollup that a time lies in. */
export function rollupId(at: number, day: number, width: RollupWidth): number {
  return width.firstId + Math.floor(microsecondsInDay(at, day) / (width.seconds * 1e6));
}

/** Keeps the rollups of one day file exact: in memory while a batch is applied, written with its commit. */
export class RollupWriter {
  readonly #file: DayFile;
  /** The ones that were touched last are last. */
  readonly #hot = new Map<number, CallGroups>();
  readonly #dirty = new Set<number>();

  constructor(file: DayFile) {
    this.#file = file;
  }

  add(call: GroupedCall): void {
    for (const width of WIDTHS) this.#touch(rollupId(call.startedAt, this.#file.day, width)).add(call);
  }

  remove(call: GroupedCall): void {
    for (const width of WIDTHS) this.#touch(rollupId(call.startedAt, this.#file.day, width)).remove(call);
  }

  /** Counts a call among those that were erased; all else still counts it too. */
  addErased(call: GroupedCall): void {
    this.#touch(rollupId(call.startedAt, this.#file.day, ERASED)).add(call);
  }

  /** Writes what changed, within the transaction that is open. */
  flush(): void {
    const write = this.#file.prepare(WRITE);
    for (const id of this.#dirty) {
      const groups = this.#hot.get(id);
      if (groups !== undefined) write.run(id, groups.slim.encode(), groups.encode());
    }
    this.#dirty.clear();
    for (const id of this.#hot.keys()) {
      if (this.#hot.size <= KEPT) break;
      this.#hot.delete(id);
    }
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
  const row = file.prepare('SELECT slim, groups FROM rollup WHERE id = ?').get(id);
  return row === undefined ? undefined : CallGroups.decode(bytesColumn(row, 'groups'), bytesColumn(row, 'slim'));
}
