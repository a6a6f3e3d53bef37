import type { GroupedCall } from '../call-groups.ts';
import { type CallLabels, type CallNumbers, countedOf, type SharedColumns } from './call-columns.ts';
import { millisecondOf, SEQ_PER_MILLISECOND } from './call-row.ts';
import { readCall } from './call-table.ts';
import { CharNumbers, long, optionalLong } from './char-numbers.ts';
import { bytesColumn } from './column.ts';
import { microsecondsInDay, timeInDay } from './day.ts';
import type { DayFile } from './day-file.ts';
import { isUsual, WHOLE_SCORE } from './packed-score.ts';
import type { Words } from './words.ts';

/** What is read of a row. The order is that of `AT`. */
const ROW = `char(
  ${long('seq')}, us, flags, outcome, cause, ended, sip, direction, trunk, codec,
  ${['talk', 'setup', 'pdd', 'response'].map(optionalLong).join(', ')}, mos IS NOT NULL, ${WHOLE_SCORE}
)`;
const READ = `SELECT CAST(group_concat(${ROW}, '') AS BLOB) AS rows FROM calls WHERE seq BETWEEN ? AND ?`;

/** Where the numbers of a row stand. */
const AT = {
  seq: 0,
  us: 2,
  flags: 3,
  outcome: 4,
  cause: 5,
  ended: 6,
  sip: 7,
  direction: 8,
  trunk: 9,
  codec: 10,
  talk: 11,
  setup: 13,
  pdd: 15,
  response: 17,
  hasMos: 19,
  mos: 20,
} as const;
const NUMBERS = 21;

// Hot: a dashboard reads some thousand rows.
/** The calls of a day that started from `from` until before `to`, as tallies need them; both lie in the day or at its end. */
export function countedCalls(file: DayFile, from: number, to: number): GroupedCall[] {
  const [first, end] = [from, to].map((at) => Math.floor(microsecondsInDay(at, file.day) / 1000) * SEQ_PER_MILLISECOND);
  // The times themselves decide in the milliseconds at both ends.
  const rows = new CharNumbers(bytesColumn(file.prepare(READ).get(first ?? 0, (end ?? 0) + SEQ_PER_MILLISECOND - 1), 'rows'), NUMBERS);
  const calls: GroupedCall[] = [];
  while (rows.next()) {
    const call = callOf(file, rows);
    if (call !== undefined && call.startedAt >= from && call.startedAt < to) calls.push(call);
  }
  return calls;
}

/** One that holds what does not fit into the numbers is read by itself. */
function callOf(file: DayFile, row: CharNumbers): GroupedCall | undefined {
  const numbers = numbersOf(row);
  const seq = row.long(AT.seq);
  if (row.isOdd || numbers === undefined) return readCall({ file, seq });
  const startedAt = timeInDay(file.day, millisecondOf(seq) * 1000 + row.number(AT.us));
  return countedOf(sharedOf(row, file.words), labelsOf(row, file.words), numbers, startedAt);
}

function sharedOf(row: CharNumbers, words: Words): SharedColumns {
  return {
    flags: row.number(AT.flags),
    outcome: wordOf(row, AT.outcome, words),
    cause: wordOf(row, AT.cause, words),
    ended: wordOf(row, AT.ended, words),
    sip: row.number(AT.sip) || undefined,
  };
}

/** Tallies do not look at the agent. */
function labelsOf(row: CharNumbers, words: Words): CallLabels {
  return {
    direction: wordOf(row, AT.direction, words) ?? '',
    trunk: wordOf(row, AT.trunk, words) ?? '',
    agent: '',
    codec: wordOf(row, AT.codec, words),
  };
}

/** Undefined when one of them does not fit. */
function numbersOf(row: CharNumbers): CallNumbers | undefined {
  const mos = row.number(AT.hasMos) === 0 ? undefined : row.number(AT.mos);
  const talk = row.optionalLong(AT.talk);
  const setup = row.optionalLong(AT.setup);
  const pdd = row.optionalLong(AT.pdd);
  const response = row.optionalLong(AT.response);
  const isFit = (mos === undefined || isUsual(mos)) && isDuration(talk) && isDuration(setup) && isDuration(pdd) && isDuration(response);
  return isFit ? { talk, setup, pdd, span: undefined, response, mos } : undefined;
}

function isDuration(value: number | undefined): boolean {
  return value === undefined || value >= 0;
}

function wordOf(row: CharNumbers, at: number, words: Words): string | undefined {
  const id = row.number(at);
  return id === 0 ? undefined : words.textOf(id);
}
