import type { CallConditions } from '../../core/index.ts';
import { withFaults } from '../sqlite-fault.ts';
import { SEQ_PER_MILLISECOND } from './call-row.ts';
import { bytesColumn, numberColumn } from './column.ts';
import type { DayFile } from './day-file.ts';
import type { DayFiles } from './day-files.ts';
import { rangeInDay, type SeqSpan, sqlOf } from './list-calls.ts';
import { packedRowsSql } from './packed-rows.ts';

/** Rows that a portion should have: enough to read along the disk, and some milliseconds of work. */
const WANTED_ROWS = 2048;
/** With so many rows there may be more: the time of a portion is made shorter. It is more than a millisecond can hold. */
const MOST_ROWS = 4 * WANTED_ROWS;
/** How much longer or shorter than the one before a portion may be. */
const STEP = 8;
const MINUTE = 60_000 * SEQ_PER_MILLISECOND;
const FIRST_WIDTH = MINUTE / 15;
/** A portion without rows reads no longer than this. */
const MOST_WIDTH = 180 * MINUTE;

/** All calls of some part of a day. */
export interface Portion {
  readonly day: number;
  /** The walk goes on before this `seq`. */
  readonly first: number;
  /** In `seq`: how long the next portion should be. */
  readonly width: number;
  readonly rows: number;
  /** The rows in the order of `seq`, for `PackedRows`. */
  readonly packed: Uint8Array;
}

/**
 * The calls of all days in portions, the newest first. In a portion rows are read in the order in which they lie on the disk, where the system reads ahead;
 * backwards it does not. How much time a portion takes in follows from how many rows the one before had.
 */
export function* dayPortions(files: DayFiles, conditions: CallConditions): Generator<Portion, void> {
  let width = FIRST_WIDTH;
  for (const day of files.days()) {
    const range = rangeInDay(day, conditions, undefined);
    if (range === undefined) continue;
    for (let { last } = range; last >= range.first;) {
      // Opened anew for each portion: between two of them the file may be closed, or deleted with its day.
      const span = { first: range.first, last };
      const wanted = width;
      const portion = files.read(day, (file) => readPortion(file, conditions, span, wanted));
      if (portion === undefined) break;
      yield portion;
      last = portion.first - 1;
      ({ width } = portion);
    }
  }
}

/** The newest portion of a part of a day. Undefined when there is none. */
function readPortion(file: DayFile, conditions: CallConditions, { first: begin, last }: SeqSpan, wanted: number): Portion | undefined {
  return withFaults(file.path, () => {
    const where = sqlOf(file, conditions);
    const end = Math.min(last, numberColumn(file.prepare('SELECT max(seq) AS seq FROM calls').get(), 'seq') ?? -1);
    if (where === undefined || end < begin) return undefined;
    const statement = file.prepare(packedRowsSql(where.sql, MOST_ROWS));
    for (let width = wanted; ;) {
      const first = Math.max(begin, end - width + 1);
      const row = statement.get(first, end, ...where.values);
      const rows = numberColumn(row, 'rows') ?? 0;
      // One that the beginning cuts short tells nothing of what comes after it.
      const next = end - first + 1 < width ? width : nextWidth(width, rows);
      if (rows < MOST_ROWS) return { day: file.day, first, width: next, rows, packed: bytesColumn(row, 'packed') };
      width = Math.ceil((end - first + 1) / STEP);
    }
  });
}

function nextWidth(width: number, rows: number): number {
  const wanted = (width * WANTED_ROWS) / Math.max(1, rows);
  return Math.ceil(Math.min(Math.max(wanted, width / STEP), width * STEP, MOST_WIDTH));
}
