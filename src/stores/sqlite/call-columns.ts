import { type ByteReader, type ByteWriter, type StoredCall, TeleError } from '../../core/index.ts';
import type { GroupedCall } from '../call-groups.ts';
import { type CallShape, FLAG, STATE_UNIT, STATES } from './call-shape.ts';
import { numberColumn } from './column.ts';
import { microseconds, seconds } from './day.ts';
import { readNumber, readSigned, writeNumber, writeSigned } from './packed-number.ts';
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

/** What stands in columns, in the beginning of the shape or in the head of `detail`, and therefore not in the rest of it. */
export const IN_COLUMNS: ReadonlySet<string> = new Set([
  'id',
  'callKey',
  'callId',
  'version',
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
  'isCompleted',
  'isProvisional',
  'hasTranscript',
]);

/** What calls of one shape share of what tallies, groups and conditions look at. */
export type SharedColumns = Pick<CallShape, 'flags' | 'outcome' | 'cause' | 'ended' | 'sip'>;

/** The labels of a call that have a column. */
export interface CallLabels {
  readonly direction: string;
  readonly trunk: string;
  readonly agent: string;
  readonly codec: string | undefined;
}

/** The numbers that they look at. Durations are whole microseconds; what is not known is undefined. */
export interface CallNumbers {
  readonly talk: number | undefined;
  readonly setup: number | undefined;
  readonly pdd: number | undefined;
  /** From start to end. */
  readonly span: number | undefined;
  readonly response: number | undefined;
  /** By `packScore`. */
  readonly mos: number | undefined;
}

/** Throws `INTERNAL` for a duration that cannot be stored. */
export function numbersOfCall(call: StoredCall): CallNumbers {
  return {
    talk: micros(call.talkSeconds),
    setup: micros(call.setupSeconds),
    pdd: micros(call.pddSeconds),
    span: call.endedAt === undefined ? undefined : microseconds(call.endedAt) - microseconds(call.startedAt),
    response: micros(call.agentResponseSeconds),
    mos: call.mos === undefined ? undefined : packScore(call.mos),
  };
}

/** Of a row that may lack `detail`. */
export function sharedOfRow(row: unknown, words: Words): SharedColumns {
  return {
    flags: numberColumn(row, 'flags') ?? 0,
    outcome: wordOf(row, 'outcome', words),
    cause: wordOf(row, 'cause', words),
    ended: wordOf(row, 'ended', words),
    sip: numberColumn(row, 'sip'),
  };
}

/** Of the same. */
export function labelsOfRow(row: unknown, words: Words): CallLabels {
  return {
    direction: wordOf(row, 'direction', words) ?? '',
    trunk: wordOf(row, 'trunk', words) ?? '',
    agent: wordOf(row, 'agent', words) ?? '',
    codec: wordOf(row, 'codec', words),
  };
}

/** Of the same. */
export function numbersOfRow(row: unknown): CallNumbers {
  return {
    talk: numberColumn(row, 'talk'),
    setup: numberColumn(row, 'setup'),
    pdd: numberColumn(row, 'pdd'),
    span: numberColumn(row, 'span'),
    response: numberColumn(row, 'response'),
    mos: numberColumn(row, 'mos'),
  };
}

// Hot: once per finished call.
/** What of a call tallies and groups need; also what it is in a record, with `undefined` for what is absent. */
export function countedOf(shared: SharedColumns, labels: CallLabels, numbers: CallNumbers, startedAt: number): GroupedCall {
  const { flags } = shared;
  const counted = {
    startedAt,
    state: STATES[Math.floor(flags / STATE_UNIT) % STATES.length],
    isProvisional: (flags & FLAG.provisional) !== 0,
    isEmergency: (flags & FLAG.emergency) !== 0,
    hasRung: (flags & FLAG.rung) !== 0,
    isChallenged: (flags & FLAG.challenged) !== 0,
    isCompleted: (flags & FLAG.completed) !== 0,
    hasTranscript: (flags & FLAG.transcriptKnown) === 0 ? undefined : (flags & FLAG.transcript) !== 0,
    direction: labels.direction,
    outcome: shared.outcome,
    cause: shared.cause,
    ended: shared.ended,
    trunk: labels.trunk,
    codec: labels.codec,
    sipCode: shared.sip,
    mos: numbers.mos === undefined ? undefined : unpackScore(numbers.mos),
    talkSeconds: duration(numbers.talk),
    setupSeconds: duration(numbers.setup),
    pddSeconds: duration(numbers.pdd),
    agentResponseSeconds: duration(numbers.response),
  };
  // All were made of these fields of the declaration.
  return counted as GroupedCall;
}

/** Writes those that the shape of the call says it has. Throws `INTERNAL` for a number that cannot be stored. */
export function writeNumbers(out: ByteWriter, { talk, setup, pdd, span, response, mos }: CallNumbers): void {
  if (talk !== undefined) writeSigned(out, talk);
  if (setup !== undefined) writeSigned(out, setup);
  if (pdd !== undefined) writeSigned(out, pdd);
  if (span !== undefined) writeSigned(out, span);
  if (response !== undefined) writeSigned(out, response);
  if (mos !== undefined) writeNumber(out, mos);
}

/** What `writeNumbers` wrote. */
export function readNumbers(input: ByteReader, shape: CallShape): CallNumbers {
  return {
    talk: shape.has('talk') ? readSigned(input) : undefined,
    setup: shape.has('setup') ? readSigned(input) : undefined,
    pdd: shape.has('pdd') ? readSigned(input) : undefined,
    span: shape.has('span') ? readSigned(input) : undefined,
    response: shape.has('response') ? readSigned(input) : undefined,
    mos: shape.has('mos') ? readNumber(input) : undefined,
  };
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
