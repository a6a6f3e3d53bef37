import type { StoredCall, StoredPrivate } from '../../../core/index.ts';
import { type CallColumns, microseconds, seconds, STATE_NUMBERS } from '../../../format/index.ts';
import type { SqliteValue } from '../database/sqlite-driver.ts';
import { column, numberColumn } from '../database/column.ts';
import { packMask, unpackMask } from './packed-mask.ts';
import { packScore, unpackScore } from './packed-score.ts';
import type { Words } from './words.ts';

/** The columns of a call beside `seq`, in the order in which `createCallRows` writes them. */
export const CALL_COLUMNS = [
  'us',
  'direction',
  'outcome',
  'cause',
  'ended',
  'trunk',
  'codec',
  'agent',
  'sip',
  'talk',
  'setup',
  'pdd',
  'span',
  'response',
  'mos',
  'flags',
  'caller',
  'callee',
  'detail',
  'timeline',
] as const;

/** What counting needs: `seq`, and the columns that tallies and groups look at. */
export const COUNTED_COLUMNS = [
  'seq',
  'us',
  'direction',
  'outcome',
  'cause',
  'ended',
  'trunk',
  'codec',
  'sip',
  'talk',
  'setup',
  'pdd',
  'response',
  'mos',
  'flags',
] as const;

/** Bits of the column `flags`; the number of the state takes three bits, from 256 on. */
export const FLAG = {
  emergency: 1,
  rung: 2,
  challenged: 4,
  provisional: 8,
  transcriptKnown: 16,
  transcript: 32,
  failure: 64,
  completed: 128,
  answerOnlyKnown: 2048,
  answerOnly: 4096,
} as const;
const STATE_UNIT = 256;
/** Numbers of states are below it. */
const MOST_STATES = 8;
const STATES = new Map(Object.entries(STATE_NUMBERS).map(([state, number]) => [number, state as StoredCall['state']]));

/** Adds the values between `us` and `detail`. */
export function addColumns(values: SqliteValue[], call: CallColumns, words: Words): void {
  const wordId = (word: string | undefined): number | null => (word === undefined ? null : words.idOf(word));
  values.push(
    wordId(call.direction),
    wordId(call.outcome),
    wordId(call.cause),
    wordId(call.ended),
    wordId(call.trunk),
    wordId(call.codec),
    wordId(call.agent),
    call.sipCode ?? null,
    micros(call.talkSeconds),
    micros(call.setupSeconds),
    micros(call.pddSeconds),
    call.endedAt === undefined ? null : microseconds(call.endedAt) - microseconds(call.startedAt),
    micros(call.agentResponseSeconds),
    call.mos === undefined ? null : packScore(call.mos),
    flagsOf(call),
    call.caller === undefined ? null : packMask(call.caller.mask),
    call.callee === undefined ? null : packMask(call.callee.mask),
  );
}

// Hot: once per call that is listed, counted or exported.
/** What the columns of a row tell of a call that started at a time; of the columns that were not read, nothing. What is absent is undefined. */
export function readColumns(row: unknown, words: Words, startedAt: number): CallColumns {
  const flags = numberColumn(row, 'flags') ?? 0;
  const span = numberColumn(row, 'span');
  const mos = numberColumn(row, 'mos');
  const word = (name: string): string | undefined => {
    const id = numberColumn(row, name);
    return id === undefined ? undefined : words.textOf(id);
  };
  const duration = (name: string): number | undefined => {
    const whole = numberColumn(row, name);
    return whole === undefined ? undefined : seconds(whole);
  };
  const columns = {
    startedAt,
    endedAt: span === undefined ? undefined : seconds(microseconds(startedAt) + span),
    state: STATES.get(Math.floor(flags / STATE_UNIT) % MOST_STATES),
    isProvisional: (flags & FLAG.provisional) !== 0,
    isEmergency: (flags & FLAG.emergency) !== 0,
    hasRung: (flags & FLAG.rung) !== 0,
    isChallenged: (flags & FLAG.challenged) !== 0,
    isCompleted: (flags & FLAG.completed) !== 0,
    isAnswerOnly: (flags & FLAG.answerOnlyKnown) === 0 ? undefined : (flags & FLAG.answerOnly) !== 0,
    hasTranscript: (flags & FLAG.transcriptKnown) === 0 ? undefined : (flags & FLAG.transcript) !== 0,
    direction: word('direction'),
    outcome: word('outcome'),
    cause: word('cause'),
    ended: word('ended'),
    trunk: word('trunk') ?? '',
    agent: word('agent') ?? '',
    codec: word('codec'),
    sipCode: numberColumn(row, 'sip'),
    mos: mos === undefined ? undefined : unpackScore(mos),
    talkSeconds: duration('talk'),
    setupSeconds: duration('setup'),
    pddSeconds: duration('pdd'),
    agentResponseSeconds: duration('response'),
    caller: personOf(row, 'caller'),
    callee: personOf(row, 'callee'),
  };
  // The columns were made of these fields of the declaration.
  return columns as CallColumns;
}

/** A person by the mask of a column. */
function personOf(row: unknown, name: string): StoredPrivate | undefined {
  const mask = unpackMask(column(row, name));
  return mask === undefined ? undefined : { hash: '', mask };
}

function micros(duration: number | undefined): number | null {
  return duration === undefined ? null : microseconds(duration);
}

function flagsOf(call: CallColumns): number {
  return (
    (call.isEmergency ? FLAG.emergency : 0) |
    (call.hasRung ? FLAG.rung : 0) |
    (call.isChallenged ? FLAG.challenged : 0) |
    (call.isProvisional ? FLAG.provisional : 0) |
    (call.hasTranscript === undefined ? 0 : FLAG.transcriptKnown) |
    (call.hasTranscript === true ? FLAG.transcript : 0) |
    (isUnsuccessful(call) ? FLAG.failure : 0) |
    (call.isCompleted ? FLAG.completed : 0) |
    (call.isAnswerOnly === undefined ? 0 : FLAG.answerOnlyKnown) |
    (call.isAnswerOnly === true ? FLAG.answerOnly : 0) |
    (STATE_NUMBERS[call.state] * STATE_UNIT)
  );
}

/** Meaning of the flag since the first row: refused other than by a challenge, failed, or never answered. It includes declined calls, which `sqlOf` leaves out of failures. */
function isUnsuccessful({ outcome, isChallenged }: CallColumns): boolean {
  return !isChallenged && (outcome === 'rejected' || outcome === 'failed' || outcome === 'unknown');
}
