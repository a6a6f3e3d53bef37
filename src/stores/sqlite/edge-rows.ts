import { type CallRecord, TeleError } from '../../core/index.ts';
import type { GroupedCall } from '../call-groups.ts';
import { FLAG, STATE_UNIT, STATES } from './call-shape.ts';
import { millisecondOf, SEQ_PER_MILLISECOND } from './call-row.ts';
import { column } from './column.ts';
import { microsecondsInDay, seconds, timeInDay } from './day.ts';
import type { DayFile } from './day-file.ts';
import { unpackScore } from './packed-score.ts';
import { ERASED, FIVE_MINUTES, rollupId } from './rollup-table.ts';

/** What tallies need of a row, in the order of `CountedRow`. */
const COLUMNS = ['direction', 'outcome', 'cause', 'ended', 'trunk', 'codec', 'sip', 'talk', 'setup', 'pdd', 'response', 'flags'];
// As text: all its digits, which a number in JSON does not have in every SQLite.
const MOS = "iif(mos IS NULL, NULL, printf('%!.17g', mos))";
/** One text for many rows: each row that crosses over from SQLite by itself costs more than all else here. */
const READ = `SELECT json_group_array(json_array(seq, us, ${COLUMNS.join(', ')}, ${MOS})) AS rows FROM calls WHERE seq BETWEEN ? AND ?`;

/** Calls are read so many seconds at a time; a busy minute holds some hundred. */
export const MINUTE = 60;
/** Calls that stay in memory, about 200 bytes each. */
const KEPT_CALLS = 50_000;

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
  mos: string | null,
];

/** Reads calls as tallies need them. */
export interface EdgeRows {
  /** The calls of a day that started from `from` until before `to`, both in the same minute or at its end. */
  read(file: DayFile, from: number, to: number): GroupedCall[];
}

interface KeptMinute {
  readonly file: DayFile;
  readonly version: number;
  readonly calls: readonly GroupedCall[];
}

/** Keeps the minutes that were read last, as a dashboard that is asked for again ends in the same ones. */
export function createEdgeRows(): EdgeRows {
  // The one that was used last is last.
  const kept = new Map<number, KeptMinute>();
  let count = 0;

  function drop(key: number): void {
    count -= kept.get(key)?.calls.length ?? 0;
    kept.delete(key);
  }
  function keep(key: number, minute: KeptMinute): void {
    drop(key);
    kept.set(key, minute);
    count += minute.calls.length;
    for (const oldest of kept.keys()) {
      if (count <= KEPT_CALLS) return;
      drop(oldest);
    }
  }

  return {
    read(file, from, to) {
      const minute = Math.floor(from / MINUTE);
      const version = versionAt(file, from);
      const known = kept.get(minute);
      const isKnown = known?.file === file && known.version === version;
      const calls = isKnown ? known.calls : callsBetween(file, minute * MINUTE, (minute + 1) * MINUTE);
      keep(minute, { file, version, calls });
      return calls.filter(({ startedAt }) => startedAt >= from && startedAt < to);
    },
  };
}

/** Grows with every change of what is counted of the five minutes around a time, and with what is erased of them. */
function versionAt(file: DayFile, at: number): number {
  const ids = [FIVE_MINUTES, ERASED].map((width) => rollupId(at, file.day, width));
  return Number(column(file.prepare('SELECT sum(version) AS version FROM rollup WHERE id IN (?, ?)').get(...ids), 'version'));
}

/** The calls of a day that started from `from` until before `to`; both lie in the day or at its end. */
function callsBetween(file: DayFile, from: number, to: number): GroupedCall[] {
  const first = Math.floor(microsecondsInDay(from, file.day) / 1000) * SEQ_PER_MILLISECOND;
  const last = Math.floor(microsecondsInDay(to, file.day) / 1000) * SEQ_PER_MILLISECOND - 1;
  const text = column(file.prepare(READ).get(first, last), 'rows');
  return typeof text === 'string' ? (JSON.parse(text) as readonly CountedRow[]).map((row) => callOf(file, row)) : [];
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
    mos: mos === null ? undefined : unpackScore(Number(mos)),
    talkSeconds: inSeconds(talk),
    setupSeconds: inSeconds(setup),
    pddSeconds: inSeconds(pdd),
    agentResponseSeconds: inSeconds(response),
  } as GroupedCall;
}

function inSeconds(micros: number | null): number | undefined {
  return micros === null ? undefined : seconds(micros);
}
