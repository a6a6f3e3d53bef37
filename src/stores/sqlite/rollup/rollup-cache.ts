import { numberColumn } from '../database/column.ts';
import type { DayFile } from '../day/day-file.ts';
import { createVersionCache } from './version-cache.ts';

/** Rollups that stay decoded, about 40 kB each: the hours of two days and the five minutes at their ends. */
const KEPT = 128;
const IDS_PER_DAY = 10_000;

/**
 * Returns the function that reads the rollups of a day with numbers from `first` to `last`, and keeps them decoded: those of a dashboard are nearly all the same
 * from one question to the next. They are shared: read them only.
 */
export function createRollupCache<T>(
  table: 'rollup' | 'latency_rollup',
  readOne: (file: DayFile, id: number) => T | undefined,
): (file: DayFile, first: number, last: number) => T[] {
  const versions = `SELECT id, version FROM ${table} WHERE id BETWEEN ? AND ?`;
  const keep = createVersionCache<T>(KEPT);
  return (file, first, last) =>
    file
      .prepare(versions)
      .all(first, last)
      .flatMap((row) => {
        const id = numberColumn(row, 'id') ?? 0;
        return keep(file.day * IDS_PER_DAY + id, file, numberColumn(row, 'version') ?? 0, () => readOne(file, id)) ?? [];
      });
}
