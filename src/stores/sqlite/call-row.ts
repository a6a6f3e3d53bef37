import { ByteReader, ByteWriter, CALL_FIELDS, isFailure, present, type StoredCall, TeleError } from '../../core/index.ts';
import type { SqliteValue } from '../sqlite-driver.ts';
import { bytesColumn, column, numberColumn } from './column.ts';
import { microseconds, microsecondsInDay, seconds, timeInDay } from './day.ts';
import { readText, skipText, writeText } from './packed-text.ts';
import { createRecordCodec } from './record-codec.ts';
import type { Words } from './words.ts';

/** One bit each in the column `flags`; the state takes the two above. */
export const FLAG = { emergency: 1, rung: 2, challenged: 4, provisional: 8, transcriptKnown: 16, transcript: 32, failure: 64 } as const;
export const STATE_UNIT = 128;
export const STATES = CALL_FIELDS.state.values ?? [];

/** The columns of a call beside `seq`, in the order of `rowOf`. */
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
] as const;

/** What stands in columns and therefore not in `detail`, which begins with id, key and the hashes of the numbers. */
const IN_COLUMNS: ReadonlySet<string> = new Set([
  'id',
  'callKey',
  'caller',
  'callee',
  'startedAt',
  'endedAt',
  'direction',
  'outcome',
  'cause',
  'ended',
  'trunk',
  'codec',
  'agent',
  'sipCode',
  'talkSeconds',
  'setupSeconds',
  'pddSeconds',
  'agentResponseSeconds',
  'mos',
  'state',
  'isEmergency',
  'hasRung',
  'isChallenged',
  'isProvisional',
  'hasTranscript',
]);

const MASKED_NUMBER = /^(?:\+([1-9]\d{0,2}))?\*\*\*(\d{4})$/;
const TAIL_UNIT = 10_000;

/** `seq` is the millisecond in the day times this, plus a number that tells rows of one millisecond apart. */
export const SEQ_PER_MILLISECOND = 1024;

/** The millisecond in the day at which a row stands. */
export function millisecondOf(seq: number): number {
  return Math.floor(seq / SEQ_PER_MILLISECOND);
}

/** Turns calls into rows of one day file and back. */
export interface CallRows {
  /** The values of `CALL_COLUMNS`. Throws `INTERNAL` for a number that cannot be stored. */
  rowOf(call: StoredCall, seq: number): SqliteValue[];
  callOf(row: unknown): StoredCall;
}

/** The calls of a UTC day. */
export function createCallRows(day: number, words: Words): CallRows {
  const codec = createRecordCodec(CALL_FIELDS, words, IN_COLUMNS);
  const startedAtOf = (row: unknown): number =>
    timeInDay(day, millisecondOf(Number(column(row, 'seq'))) * 1000 + Number(column(row, 'us')));

  return {
    rowOf(call, seq) {
      const out = new ByteWriter();
      writeHead(out, call);
      codec.write(out, call, call.startedAt);
      return [microsecondsInDay(call.startedAt, day) - millisecondOf(seq) * 1000, ...columnsOf(call, words), out.take()];
    },
    callOf(row) {
      const input = new ByteReader(bytesColumn(row, 'detail'));
      const head = readHead(input);
      const startedAt = startedAtOf(row);
      const span = numberColumn(row, 'span');
      const caller = unpackMask(column(row, 'caller'));
      const callee = unpackMask(column(row, 'callee'));
      const record: Record<string, unknown> = {
        ...countedOf(row, words),
        agent: wordOf(row, 'agent', words),
        ...codec.read(input, startedAt),
        startedAt,
        id: head.id,
        callKey: head.callKey,
        endedAt: span === undefined ? undefined : seconds(microseconds(startedAt) + span),
        caller: caller === undefined ? undefined : { hash: head.callerHash ?? '', mask: caller },
        callee: callee === undefined ? undefined : { hash: head.calleeHash ?? '', mask: callee },
      };
      if (input.isBroken) throw new TeleError('STORE_CORRUPT', 'A call is cut short.');
      // `rowOf` wrote every field of the declaration.
      return present(record) as StoredCall;
    },
  };
}

/** The columns of a call between `us` and `detail`. */
function columnsOf(call: StoredCall, words: Words): SqliteValue[] {
  const { endedAt } = call;
  return [
    words.idOf(call.direction),
    wordId(call.outcome, words),
    wordId(call.cause, words),
    wordId(call.ended, words),
    words.idOf(call.trunk),
    wordId(call.codec, words),
    words.idOf(call.agent),
    call.sipCode ?? null,
    micros(call.talkSeconds),
    micros(call.setupSeconds),
    micros(call.pddSeconds),
    endedAt === undefined ? null : microseconds(endedAt) - microseconds(call.startedAt),
    micros(call.agentResponseSeconds),
    call.mos ?? null,
    flagsOf(call),
    packMask(call.caller?.mask),
    packMask(call.callee?.mask),
  ];
}

/** What of the columns tallies and groups need. */
function countedOf(row: unknown, words: Words): object {
  const flags = numberColumn(row, 'flags') ?? 0;
  return {
    state: STATES[Math.floor(flags / STATE_UNIT) % 4],
    isProvisional: (flags & FLAG.provisional) !== 0,
    isEmergency: (flags & FLAG.emergency) !== 0,
    hasRung: (flags & FLAG.rung) !== 0,
    isChallenged: (flags & FLAG.challenged) !== 0,
    hasTranscript: (flags & FLAG.transcriptKnown) === 0 ? undefined : (flags & FLAG.transcript) !== 0,
    direction: wordOf(row, 'direction', words),
    outcome: wordOf(row, 'outcome', words),
    cause: wordOf(row, 'cause', words),
    ended: wordOf(row, 'ended', words),
    trunk: wordOf(row, 'trunk', words),
    codec: wordOf(row, 'codec', words),
    sipCode: numberColumn(row, 'sip'),
    mos: numberColumn(row, 'mos'),
    talkSeconds: duration(row, 'talk'),
    setupSeconds: duration(row, 'setup'),
    pddSeconds: duration(row, 'pdd'),
    agentResponseSeconds: duration(row, 'response'),
  };
}

function wordId(word: string | undefined, words: Words): number | null {
  return word === undefined ? null : words.idOf(word);
}

function wordOf(row: unknown, name: string, words: Words): string | undefined {
  const id = numberColumn(row, name);
  return id === undefined ? undefined : words.textOf(id);
}

function micros(value: number | undefined): number | null {
  if (value === undefined) return null;
  const whole = microseconds(value);
  if (!Number.isSafeInteger(whole)) throw new TeleError('INTERNAL', `A call with a duration of ${value} seconds cannot be stored.`);
  return whole;
}

function duration(row: unknown, name: string): number | undefined {
  const value = numberColumn(row, name);
  return value === undefined ? undefined : seconds(value);
}

function flagsOf(call: StoredCall): number {
  return (
    (call.isEmergency ? FLAG.emergency : 0) |
    (call.hasRung ? FLAG.rung : 0) |
    (call.isChallenged ? FLAG.challenged : 0) |
    (call.isProvisional ? FLAG.provisional : 0) |
    (call.hasTranscript === undefined ? 0 : FLAG.transcriptKnown) |
    (call.hasTranscript === true ? FLAG.transcript : 0) |
    (isFailure(call) ? FLAG.failure : 0) |
    (STATES.indexOf(call.state) * STATE_UNIT)
  );
}

/** By what a call is found. */
export interface CallHead {
  readonly id: string;
  readonly callKey: string;
  /** Absent when the call has no caller. */
  readonly callerHash?: string;
  readonly calleeHash?: string;
}

function writeHead(out: ByteWriter, call: StoredCall): void {
  out.byte((call.caller === undefined ? 0 : 1) + (call.callee === undefined ? 0 : 2));
  writeText(out, call.id);
  writeText(out, call.callKey);
  if (call.caller !== undefined) writeText(out, call.caller.hash);
  if (call.callee !== undefined) writeText(out, call.callee.hash);
}

/** The beginning of the `detail` of a row. */
export function readHead(input: ByteReader): CallHead {
  const has = input.byte();
  const id = readText(input);
  const callKey = readText(input);
  return {
    id,
    callKey,
    ...(has & 1 ? { callerHash: readText(input) } : {}),
    ...(has & 2 ? { calleeHash: readText(input) } : {}),
  };
}

/** The number of the field before a raw Call-ID in `detail`. */
const CALL_ID_TAG = Object.keys(CALL_FIELDS).indexOf('callId') + 1;

/** What an export needs of a `detail`, or of its beginning; undefined when that is too short. Without `hasHashes` those are left out. */
export function readNames(input: ByteReader, hasHashes: boolean): (Omit<CallHead, 'callKey'> & { readonly callId: string }) | undefined {
  const has = input.byte();
  const id = readText(input);
  skipText(input);
  const hash = (bit: number): string => {
    if ((has & bit) === 0) return '';
    if (hasHashes) return readText(input);
    skipText(input);
    return '';
  };
  const callerHash = hash(1);
  const calleeHash = hash(2);
  // An empty one is not written.
  const callId = input.byte() === CALL_ID_TAG ? readText(input) : '';
  return input.isBroken ? undefined : { id, callerHash, calleeHash, callId };
}

/** The usual masks, such as `+49***0123`, as a number; any other as it is. */
function packMask(mask: string | undefined): SqliteValue {
  if (mask === undefined) return null;
  const match = MASKED_NUMBER.exec(mask);
  return match === null ? mask : Number(match[1] ?? 0) * TAIL_UNIT + Number(match[2]);
}

export function unpackMask(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return undefined;
  const code = Math.floor(value / TAIL_UNIT);
  return `${code === 0 ? '' : `+${code}`}***${String(value % TAIL_UNIT).padStart(4, '0')}`;
}
