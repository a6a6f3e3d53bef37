import { statSync } from 'node:fs';
import { TeleError } from '../../core/index.ts';
import { decodeTally } from '../call-groups.ts';
import { bytesColumn, numberColumn } from './column.ts';
import { DAY_SECONDS } from './day.ts';
import type { DayFile } from './day-file.ts';
import { ERASED, FIVE_MINUTES, HOUR, type RollupWidth } from './rollup-table.ts';

/** All that a day has counted, in one statement: a batch that is written meanwhile is in all of it or in nothing. */
const READ = 'SELECT id, slim, (SELECT calls FROM meta) AS calls FROM rollup ORDER BY id';

/**
 * Returns the function that throws `STORE_CORRUPT` for a day whose rollups are not what its calls add up to. A page whose row numbers are damaged gives no error:
 * what is looked for in it is just not found. A file is looked at anew when it has changed.
 */
export function createRollupCheck(): (file: DayFile) => void {
  const sound = new Map<number, string>();
  return (file) => {
    const stat = statSync(file.path, { throwIfNoEntry: false, bigint: true });
    const stamp = stat === undefined ? undefined : `${stat.dev}:${stat.ino}:${stat.size}@${stat.mtimeNs}`;
    if (stamp !== undefined && sound.get(file.day) === stamp) return;
    sound.delete(file.day);
    checkRollups(file);
    if (stamp !== undefined) sound.set(file.day, stamp);
  };
}

function checkRollups(file: DayFile): void {
  const attempts = new Map<RollupWidth, number>();
  const rows = file.prepare(READ).all();
  let before = -1;
  for (const row of rows) {
    const id = numberColumn(row, 'id') ?? -1;
    const width = [FIVE_MINUTES, HOUR, ERASED].find(({ firstId, seconds }) => id >= firstId && id < firstId + DAY_SECONDS / seconds);
    if (width === undefined || id <= before) throw damaged(file);
    before = id;
    attempts.set(width, (attempts.get(width) ?? 0) + decodeTally(bytesColumn(row, 'slim')).attempts);
  }
  const counted = attempts.get(HOUR) ?? 0;
  const calls = rows.length === 0 ? file.readMeta().calls : (numberColumn(rows[0], 'calls') ?? -1);
  const areAlike = counted === (attempts.get(FIVE_MINUTES) ?? 0) && counted === calls + (attempts.get(ERASED) ?? 0);
  if (!areAlike) throw damaged(file);
}

function damaged({ path }: DayFile): TeleError {
  return new TeleError('STORE_CORRUPT', `The store file ${path} is damaged (its counts are not those of its calls).`);
}
