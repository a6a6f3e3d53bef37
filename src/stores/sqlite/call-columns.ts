import { type ByteReader, type ByteWriter, CALL_FIELDS, isFailure, type StoredCall, TeleError } from '../../core/index.ts';
import type { GroupedCall } from '../call-groups.ts';
import type { SqliteValue } from '../sqlite-driver.ts';
import { numberColumn } from './column.ts';
import { microseconds, seconds } from './day.ts';
import { readNumber, readSigned, type WordTable, writeNumber, writeSigned } from './record-codec.ts';
import type { Words } from './words.ts';

/** One bit each in the column `flags`; the state takes the two above. */
export const FLAG = { emergency: 1, rung: 2, challenged: 4, provisional: 8, transcriptKnown: 16, transcript: 32, failure: 64 } as const;
export const STATE_UNIT = 128;
export const STATES = CALL_FIELDS.state.values ?? [];

/** The columns of a call beside `seq`, in the order of `valuesOf`. */
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
export const IN_COLUMNS: ReadonlySet<string> = new Set([
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

/** What tallies, groups and conditions look at. Durations are whole microseconds; what is not known is undefined. */
export interface CallColumns {
  readonly flags: number;
  readonly direction: string;
  readonly trunk: string;
  readonly agent: string;
  readonly outcome: string | undefined;
  readonly cause: string | undefined;
  readonly ended: string | undefined;
  readonly codec: string | undefined;
  readonly sip: number | undefined;
  readonly talk: number | undefined;
  readonly setup: number | undefined;
  readonly pdd: number | undefined;
  /** From start to end. */
  readonly span: number | undefined;
  readonly response: number | undefined;
  readonly mos: number | undefined;
}

/** Throws `INTERNAL` for a duration that cannot be stored. */
export function columnsOfCall(call: StoredCall): CallColumns {
  return {
    flags: flagsOf(call),
    direction: call.direction,
    trunk: call.trunk,
    agent: call.agent,
    outcome: call.outcome,
    cause: call.cause,
    ended: call.ended,
    codec: call.codec,
    sip: call.sipCode,
    talk: micros(call.talkSeconds),
    setup: micros(call.setupSeconds),
    pdd: micros(call.pddSeconds),
    span: call.endedAt === undefined ? undefined : microseconds(call.endedAt) - microseconds(call.startedAt),
    response: micros(call.agentResponseSeconds),
    mos: call.mos,
  };
}

/** Of a row that may lack `detail`. */
export function columnsOfRow(row: unknown, words: Words): CallColumns {
  return {
    flags: numberColumn(row, 'flags') ?? 0,
    direction: wordOf(row, 'direction', words) ?? '',
    trunk: wordOf(row, 'trunk', words) ?? '',
    agent: wordOf(row, 'agent', words) ?? '',
    outcome: wordOf(row, 'outcome', words),
    cause: wordOf(row, 'cause', words),
    ended: wordOf(row, 'ended', words),
    codec: wordOf(row, 'codec', words),
    sip: numberColumn(row, 'sip'),
    talk: numberColumn(row, 'talk'),
    setup: numberColumn(row, 'setup'),
    pdd: numberColumn(row, 'pdd'),
    span: numberColumn(row, 'span'),
    response: numberColumn(row, 'response'),
    mos: numberColumn(row, 'mos'),
  };
}

/** The values of the columns between `us` and `caller`. */
export function valuesOf(columns: CallColumns, words: Words): SqliteValue[] {
  return [
    words.idOf(columns.direction),
    wordId(columns.outcome, words),
    wordId(columns.cause, words),
    wordId(columns.ended, words),
    words.idOf(columns.trunk),
    wordId(columns.codec, words),
    words.idOf(columns.agent),
    columns.sip ?? null,
    columns.talk ?? null,
    columns.setup ?? null,
    columns.pdd ?? null,
    columns.span ?? null,
    columns.response ?? null,
    columns.mos ?? null,
    columns.flags,
  ];
}

/** What of a call tallies and groups need; also what it is in a record, with `undefined` for what is absent. */
export function countedOf(columns: CallColumns, startedAt: number): GroupedCall {
  const { flags } = columns;
  const counted = {
    startedAt,
    state: STATES[Math.floor(flags / STATE_UNIT) % STATES.length],
    isProvisional: (flags & FLAG.provisional) !== 0,
    isEmergency: (flags & FLAG.emergency) !== 0,
    hasRung: (flags & FLAG.rung) !== 0,
    isChallenged: (flags & FLAG.challenged) !== 0,
    hasTranscript: (flags & FLAG.transcriptKnown) === 0 ? undefined : (flags & FLAG.transcript) !== 0,
    direction: columns.direction,
    outcome: columns.outcome,
    cause: columns.cause,
    ended: columns.ended,
    trunk: columns.trunk,
    codec: columns.codec,
    sipCode: columns.sip,
    mos: columns.mos,
    talkSeconds: duration(columns.talk),
    setupSeconds: duration(columns.setup),
    pddSeconds: duration(columns.pdd),
    agentResponseSeconds: duration(columns.response),
  };
  // `columnsOfCall` made them of these fields of the declaration.
  return counted as GroupedCall;
}

/** What may be absent, one bit each. */
const HAS = {
  outcome: 1,
  cause: 2,
  ended: 4,
  codec: 8,
  sip: 16,
  talk: 32,
  setup: 64,
  pdd: 128,
  span: 256,
  response: 512,
  mos: 1024,
} as const;

/** Writes all but `flags`. Throws `INTERNAL` for a number that cannot be stored. */
export function writeColumns(out: ByteWriter, columns: CallColumns, words: WordTable): void {
  const { outcome, cause, ended, codec, sip, talk, setup, pdd, span, response, mos } = columns;
  out.varint(
    bit(outcome, HAS.outcome) |
      bit(cause, HAS.cause) |
      bit(ended, HAS.ended) |
      bit(codec, HAS.codec) |
      bit(sip, HAS.sip) |
      bit(talk, HAS.talk) |
      bit(setup, HAS.setup) |
      bit(pdd, HAS.pdd) |
      bit(span, HAS.span) |
      bit(response, HAS.response) |
      bit(mos, HAS.mos),
  );
  out.varint(words.idOf(columns.direction));
  out.varint(words.idOf(columns.trunk));
  out.varint(words.idOf(columns.agent));
  for (const word of [outcome, cause, ended, codec]) if (word !== undefined) out.varint(words.idOf(word));
  for (const value of [sip, talk, setup, pdd, span, response]) if (value !== undefined) writeSigned(out, value);
  if (mos !== undefined) writeNumber(out, mos);
}

// Hot: once per finished call.
/** What `writeColumns` wrote. */
export function readColumns(input: ByteReader, flags: number, words: WordTable): CallColumns {
  const has = input.varint();
  const word = (mask: number): string | undefined => ((has & mask) === 0 ? undefined : words.textOf(input.varint()));
  const number = (mask: number): number | undefined => ((has & mask) === 0 ? undefined : readSigned(input));
  return {
    flags,
    direction: words.textOf(input.varint()),
    trunk: words.textOf(input.varint()),
    agent: words.textOf(input.varint()),
    outcome: word(HAS.outcome),
    cause: word(HAS.cause),
    ended: word(HAS.ended),
    codec: word(HAS.codec),
    sip: number(HAS.sip),
    talk: number(HAS.talk),
    setup: number(HAS.setup),
    pdd: number(HAS.pdd),
    span: number(HAS.span),
    response: number(HAS.response),
    mos: (has & HAS.mos) === 0 ? undefined : readNumber(input),
  };
}

function bit(value: unknown, mask: number): number {
  return value === undefined ? 0 : mask;
}

function wordId(word: string | undefined, words: Words): number | null {
  return word === undefined ? null : words.idOf(word);
}

function wordOf(row: unknown, name: string, words: Words): string | undefined {
  const id = numberColumn(row, name);
  return id === undefined ? undefined : words.textOf(id);
}

function micros(value: number | undefined): number | undefined {
  if (value === undefined) return undefined;
  const whole = microseconds(value);
  if (!Number.isSafeInteger(whole)) throw new TeleError('INTERNAL', `A call with a duration of ${value} seconds cannot be stored.`);
  return whole;
}

function duration(value: number | undefined): number | undefined {
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
