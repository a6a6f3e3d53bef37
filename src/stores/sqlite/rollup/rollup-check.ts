import { statSync } from 'node:fs';
import { TeleError } from '../../../core/index.ts';
import { decodeTally } from '../../answers/call-groups.ts';
import { bytesColumn, numberColumn } from '../database/column.ts';
import { DAY_SECONDS } from '../folder/day.ts';
import type { DayFile } from '../day/day-file.ts';
import { ERASED, FIVE_MINUTES, HOUR, type RollupWidth } from './rollup-table.ts';

const WIDTHS = [FIVE_MINUTES, HOUR, ERASED] as const;
/** All that a day has counted, in one statement: a batch that is written meanwhile is in all of it or in nothing. */
const READ = 'SELECT id, slim, (SELECT calls FROM meta) AS calls FROM rollup ORDER BY id';

/**
 * Returns the function that throws `STORE_CORRUPT` for a day whose rollups do not fit each other or its calls. A page whose row numbers are damaged gives no error:
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
  const rows = file.prepare(READ).all();
  const attempts = attemptsOf(file, rows);
  const of = (width: RollupWidth): number => attempts.get(width) ?? 0;
  const calls = (rows.length === 0 ? file.readState().calls : numberColumn(rows[0], 'calls')) ?? 0;
  // A call that was over and is open again stays in the file and is counted among those in progress: there may be fewer attempts than calls.
  const isTooMany = of(HOUR) - of(ERASED) > calls;
  if (of(HOUR) !== of(FIVE_MINUTES) || isTooMany || (rows.length === 0 && calls > 0)) throw damaged(file);
}

/** What the rollups of each width count together. */
function attemptsOf(file: DayFile, rows: readonly unknown[]): Map<RollupWidth, number> {
  const attempts = new Map<RollupWidth, number>();
  let before = -1;
  for (const row of rows) {
    const id = numberColumn(row, 'id') ?? -1;
    const width = WIDTHS.find(({ firstId, seconds }) => id >= firstId && id < firstId + DAY_SECONDS / seconds);
    if (width === undefined || id <= before) throw damaged(file);
    before = id;
    attempts.set(width, (attempts.get(width) ?? 0) + decodeTally(bytesColumn(row, 'slim')).attempts);
  }
  return attempts;
}

function damaged({ path }: DayFile): TeleError {
  return new TeleError('STORE_CORRUPT', `The store file ${path} is damaged (its counts are not those of its calls).`);
}
