import { numberColumn } from '../database/column.ts';
import type { DayFile } from '../day/day-file.ts';

/** Rollups that stay decoded, about 40 kB each: the hours of two days and the five minutes at their ends. */
const KEPT = 128;
const IDS_PER_DAY = 10_000;

/** Reads rollups decoded: those of a dashboard are nearly all the same from one question to the next. */
export interface RollupCache<T> {
  /** The rollups of a day with numbers from `first` to `last`. They are shared: read them only. */
  read(file: DayFile, first: number, last: number): T[];
}

interface Kept<T> {
  readonly file: DayFile;
  readonly version: number;
  readonly rollup: T;
}

/** Holds a bounded number of rollups; one that was written since, or whose file was opened anew, is read again. */
export function createRollupCache<T>(
  table: 'rollup' | 'latency_rollup',
  readOne: (file: DayFile, id: number) => T | undefined,
): RollupCache<T> {
  const versions = `SELECT id, version FROM ${table} WHERE id BETWEEN ? AND ?`;
  // The one that was used last is last.
  const kept = new Map<number, Kept<T>>();

  function read(file: DayFile, id: number, version: number): T | undefined {
    const key = file.day * IDS_PER_DAY + id;
    const known = kept.get(key);
    const rollup = known?.file === file && known.version === version ? known.rollup : readOne(file, id);
    if (rollup === undefined) return undefined;
    kept.delete(key);
    kept.set(key, { file, version, rollup });
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return rollup;
  }

  return {
    read(file, first, last) {
      const rows = file.prepare(versions).all(first, last);
      return rows.flatMap((row) => read(file, numberColumn(row, 'id') ?? 0, numberColumn(row, 'version') ?? 0) ?? []);
    },
  };
}
