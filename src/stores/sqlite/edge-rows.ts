import { type CallRecord, TeleError } from '../../core/index.ts';
import type { GroupedCall } from '../call-groups.ts';
import { FLAG, STATE_UNIT, STATES } from './call-columns.ts';
import { millisecondOf, SEQ_PER_MILLISECOND } from './call-row.ts';
import { column } from './column.ts';
import { microsecondsInDay, seconds, timeInDay } from './day.ts';
import type { DayFile } from './day-file.ts';

/** What tallies need of a row, in the order of `CountedRow`. */
const COLUMNS = ['direction', 'outcome', 'cause', 'ended', 'trunk', 'codec', 'sip', 'talk', 'setup', 'pdd', 'response', 'flags'];
// All digits of `mos`, which the usual text of a number does not have.
const LINE = ['seq', 'us', ...COLUMNS.map((name) => `coalesce(${name}, 'null')`), "iif(mos IS NULL, 'null', printf('%!.17g', mos))"].join(
  ` || ',' || `,
);
/** One text for many rows: each row that crosses over from SQLite by itself costs more than all else here. */
const READ = `SELECT '[' || group_concat('[' || ${LINE} || ']') || ']' AS rows FROM calls WHERE seq BETWEEN ? AND ?`;

type CountedRow = readonly [
  seq: number,
  us: number,
  direction: number,
  outcome: number | null,
  cause: number | null,
  ended: number | null,
  trunk: number,
  codec: number | null,
  sip: number | null,
  talk: number | null,
  setup: number | null,
  pdd: number | null,
  response: number | null,
  flags: number,
  mos: number | null,
];

/** What tallies need of the calls of a day that started from `from` until before `to`; both lie in the day or at its end. */
export function callsBetween(file: DayFile, from: number, to: number): GroupedCall[] {
  const first = Math.floor(microsecondsInDay(from, file.day) / 1000) * SEQ_PER_MILLISECOND;
  const last = Math.floor(microsecondsInDay(to, file.day) / 1000) * SEQ_PER_MILLISECOND + SEQ_PER_MILLISECOND - 1;
  const text = column(file.prepare(READ).get(first, last), 'rows');
  if (typeof text !== 'string') return [];
  const calls = (JSON.parse(text) as readonly CountedRow[]).map((row) => callOf(file, row));
  return calls.filter(({ startedAt }) => startedAt >= from && startedAt < to);
}

/** Whether a call of the day started at a time or later. One of the same millisecond counts as later. */
export function hasCallsFrom(file: DayFile, at: number): boolean {
  const last = column(file.prepare('SELECT max(seq) AS seq FROM calls').get(), 'seq');
  return typeof last === 'number' && millisecondOf(last) >= Math.floor(microsecondsInDay(at, file.day) / 1000);
}

// Hot: a dashboard reads some thousand of these.
function callOf(file: DayFile, row: CountedRow): GroupedCall {
  const [seq, us, direction, outcome, cause, ended, trunk, codec, sip, talk, setup, pdd, response, flags, mos] = row;
  const state = STATES[Math.floor(flags / STATE_UNIT) % 4];
  if (state === undefined) throw new TeleError('STORE_CORRUPT', 'A call has no state.');
  const word = (id: number | null): string | undefined => (id === null ? undefined : file.words.textOf(id));
  // The writer put words of these closed domains there.
  return {
    startedAt: timeInDay(file.day, millisecondOf(seq) * 1000 + us),
    state: state as CallRecord['state'],
    isProvisional: (flags & FLAG.provisional) !== 0,
    isEmergency: (flags & FLAG.emergency) !== 0,
    hasRung: (flags & FLAG.rung) !== 0,
    isChallenged: (flags & FLAG.challenged) !== 0,
    hasTranscript: (flags & FLAG.transcriptKnown) === 0 ? undefined : (flags & FLAG.transcript) !== 0,
    direction: word(direction),
    outcome: word(outcome),
    cause: word(cause),
    ended: word(ended),
    trunk: word(trunk),
    codec: word(codec),
    sipCode: sip ?? undefined,
    mos: mos ?? undefined,
    talkSeconds: inSeconds(talk),
    setupSeconds: inSeconds(setup),
    pddSeconds: inSeconds(pdd),
    agentResponseSeconds: inSeconds(response),
  } as GroupedCall;
}

function inSeconds(micros: number | null): number | undefined {
  return micros === null ? undefined : seconds(micros);
}
