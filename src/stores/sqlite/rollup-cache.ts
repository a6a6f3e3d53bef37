import type { CallGroups } from '../call-groups.ts';
import { numberColumn } from './column.ts';
import type { DayFile } from './day-file.ts';
import { readRollup } from './rollup-table.ts';

/** Rollups that stay decoded, about 40 kB each: the hours of two days and the five minutes at their ends. */
const KEPT = 128;
const IDS_PER_DAY = 10_000;

/** Reads rollups decoded: those of a dashboard are nearly all the same from one question to the next. */
export interface RollupCache {
  /** The rollups of a day with numbers from `first` to `last`. They are shared: read them only. */
  read(file: DayFile, first: number, last: number): CallGroups[];
}

interface Kept {
  readonly file: DayFile;
  readonly version: number;
  readonly groups: CallGroups;
}

/** Holds a bounded number of rollups; one that was written since, or whose file was opened anew, is read again. */
export function createRollupCache(): RollupCache {
  // The one that was used last is last.
  const kept = new Map<number, Kept>();

  function read(file: DayFile, id: number, version: number): CallGroups | undefined {
    const key = file.day * IDS_PER_DAY + id;
    const known = kept.get(key);
    const groups = known?.file === file && known.version === version ? known.groups : readRollup(file, id);
    if (groups === undefined) return undefined;
    kept.delete(key);
    kept.set(key, { file, version, groups });
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return groups;
  }

  return {
    read(file, first, last) {
      const rows = file.prepare('SELECT id, version FROM rollup WHERE id BETWEEN ? AND ?').all(first, last);
      return rows.flatMap((row) => read(file, numberColumn(row, 'id') ?? 0, numberColumn(row, 'version') ?? 0) ?? []);
    },
  };
}
