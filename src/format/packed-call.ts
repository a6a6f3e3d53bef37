import { CALL_FIELDS, type StoredCall, TeleError, type TimelineEntry } from '../core/index.ts';
import { CALL_NUMBERS, CHANGE_NUMBERS, hasColumn } from './field-numbers.ts';
import { FieldReader } from './field-reader.ts';
import { type FieldWriter, type TimelinePart, USUAL_LONG_LENGTH } from './field-writer.ts';
import { microseconds, seconds } from './microseconds.ts';
import { createRecordCodec } from './record-codec.ts';
import { decodeTimeline } from './timeline.ts';
import { STATE_NUMBERS } from './word-numbers.ts';

/** What of a call has columns in the file of its day. */
const COLUMNS = createRecordCodec<CallColumns>(CALL_FIELDS, CALL_NUMBERS, { base: 'startedAt', isIn: hasColumn });
/** All else. */
const DETAIL = createRecordCodec<StoredCall>(CALL_FIELDS, CALL_NUMBERS, { base: 'startedAt', isIn: (number) => !hasColumn(number) });
const NOTHING = new Uint8Array(0);

/** What of a call has columns: `detail` lacks it. Of a person, this is only the mask. */
export type CallColumns = Pick<
  StoredCall,
  | 'startedAt'
  | 'endedAt'
  | 'state'
  | 'isProvisional'
  | 'isEmergency'
  | 'hasRung'
  | 'isChallenged'
  | 'isCompleted'
  | 'isAnswerOnly'
  | 'hasTranscript'
  | 'direction'
  | 'trunk'
  | 'agent'
  | 'codec'
  | 'outcome'
  | 'ended'
  | 'cause'
  | 'sipCode'
  | 'pddSeconds'
  | 'setupSeconds'
  | 'talkSeconds'
  | 'agentResponseSeconds'
  | 'mos'
  | 'caller'
  | 'callee'
>;

/** What a record of a call is made of. */
export type CallHalf = 'captured' | 'reported' | 'both';

/** By what a call is found, and its Call-ID. */
export interface CallHead {
  readonly id: string;
  readonly callKey: string;
  /** Undefined when the call has no caller. */
  readonly callerHash: string | undefined;
  readonly calleeHash: string | undefined;
  readonly callId: string;
  /** It was generated. Undefined when it is real. */
  readonly isSynthetic?: boolean | undefined;
  /** Other keys by which it is found. */
  readonly aliases: readonly string[];
  /** What is kept of the ends of its numbers. */
  readonly ends: readonly string[];
}

/** What is written of a call. */
interface WrittenCall extends TimelinePart {
  readonly isOpen: boolean;
  readonly record: StoredCall;
}

/** A change of a call as bytes, of which only that is read which is asked for: most changes of a call in progress are replaced before anyone asks. */
export class PackedCall implements TimelinePart {
  readonly kind = 'call';
  /** As `writeCall` wrote it. */
  readonly bytes: Uint8Array;
  readonly isOpen: boolean;
  readonly id: string;
  readonly version: number;
  /** Unix seconds. */
  readonly startedAt: number;
  /** Whether it is over. */
  readonly isEnded: boolean;
  readonly timelineBytes: Uint8Array;
  /** What has no columns. */
  readonly detail: Uint8Array;
  readonly #columnBytes: Uint8Array;
  #columns: CallColumns | undefined;
  #half: CallHalf | undefined;

  /** `like`: one with the same record. Throws `STORE_CORRUPT` for bytes that are no call; what lies in it may only show when it is asked for. */
  constructor(bytes: Uint8Array, like?: PackedCall) {
    const { isOpen, columns, detail, timeline } = partsOf(bytes);
    this.bytes = bytes;
    this.isOpen = isOpen;
    this.#columnBytes = columns;
    this.detail = detail;
    this.timelineBytes = timeline;
    const { id, version, startedAt, isEnded } = like ?? readBeginning(columns, detail);
    this.id = id;
    this.version = version;
    this.startedAt = startedAt;
    this.isEnded = isEnded;
    this.#half = like?.half;
  }

  get head(): CallHead {
    return readHead(this.detail);
  }

  /** What columns have of it, which is also all that tallies and groups look at. */
  get columns(): CallColumns {
    this.#columns ??= COLUMNS.decode(new FieldReader(this.#columnBytes));
    return this.#columns;
  }

  get record(): StoredCall {
    return joinCall(this.columns, this.detail);
  }

  /** Whose half of a call it is: that of a program alone, that of a capture alone, or both. */
  get half(): CallHalf {
    this.#half ??= readHalf(this.detail);
    return this.#half;
  }

  get hasTimeline(): boolean {
    return this.timelineBytes.length > 0;
  }

  get timeline(): TimelineEntry[] {
    return decodeTimeline(this.timelineBytes);
  }

  /** The same with another timeline, in memory of its own. */
  keep(to: FieldWriter, timeline: readonly TimelinePart[]): PackedCall {
    to.begin();
    writeFlag(to, this.isOpen);
    to.bytes(CHANGE_NUMBERS.columns, this.#columnBytes);
    to.bytes(CHANGE_NUMBERS.detail, this.detail);
    if (timeline.length > 0) to.parts(CHANGE_NUMBERS.timeline, timeline);
    return new PackedCall(to.out.take(), this);
  }
}

/** Writes a change of a call. Throws `INTERNAL` for a number that cannot be stored. */
export function writeCall(to: FieldWriter, { isOpen, record, timelineBytes }: WrittenCall): void {
  const base = microseconds(record.startedAt);
  writeFlag(to, isOpen);
  to.nested(CHANGE_NUMBERS.columns, COLUMNS, record, base);
  to.nested(CHANGE_NUMBERS.detail, DETAIL, record, base, USUAL_LONG_LENGTH);
  if (timelineBytes.length > 0) to.bytes(CHANGE_NUMBERS.timeline, timelineBytes);
}

function writeFlag(to: FieldWriter, isOpen: boolean): void {
  if (isOpen) to.whole(CHANGE_NUMBERS.isOpen, 1);
}

/** Puts a call together of what has columns and of its `detail`. Throws `STORE_CORRUPT` for bytes that are none. */
export function joinCall(columns: CallColumns, detail: Uint8Array): StoredCall {
  return DETAIL.decode(new FieldReader(detail), columns);
}

// Hot: asked of each change, while all columns are asked for once the call is over.
function readBeginning(columns: Uint8Array, detail: Uint8Array): Pick<PackedCall, 'id' | 'version' | 'startedAt' | 'isEnded'> {
  const first = new FieldReader(columns);
  const startedAt = first.goTo(CALL_NUMBERS.startedAt) ? seconds(first.number()) : 0;
  const isEnded = first.goTo(CALL_NUMBERS.state.number) && first.number() === STATE_NUMBERS.ended;
  const begin = new FieldReader(detail);
  const id = begin.goTo(CALL_NUMBERS.id) ? begin.text() : '';
  const version = begin.goTo(CALL_NUMBERS.version) ? begin.number() : 0;
  return { id, version, startedAt, isEnded };
}

/** The beginning of a `detail`. */
export function readHead(detail: Uint8Array): CallHead {
  const from = new FieldReader(detail);
  const id = from.goTo(CALL_NUMBERS.id) ? from.text() : '';
  const callKey = from.goTo(CALL_NUMBERS.callKey) ? from.text() : '';
  const callerHash = from.goTo(CALL_NUMBERS.caller.hash) ? from.text() : undefined;
  const calleeHash = from.goTo(CALL_NUMBERS.callee.hash) ? from.text() : undefined;
  const callId = from.goTo(CALL_NUMBERS.callId) ? from.text() : '';
  const aliases = textsOf(from, CALL_NUMBERS.aliases);
  const isSynthetic = from.goTo(CALL_NUMBERS.isSynthetic) ? from.number() === 1 : undefined;
  const ends = textsOf(from, CALL_NUMBERS.ends);
  return { id, callKey, callerHash, calleeHash, callId, isSynthetic, aliases, ends };
}

function readHalf(detail: Uint8Array): CallHalf {
  const from = new FieldReader(detail);
  if (from.goTo(CALL_NUMBERS.isReported) && from.number() === 1) return 'reported';
  return from.goTo(CALL_NUMBERS.told.number) ? 'both' : 'captured';
}

/** The texts of a list. */
function textsOf(from: FieldReader, number: number): string[] {
  const texts: string[] = [];
  for (let isThere = from.goTo(number); isThere; isThere = from.next() && from.field === number) texts.push(from.text());
  return texts;
}

interface CallParts {
  readonly isOpen: boolean;
  readonly columns: Uint8Array;
  readonly detail: Uint8Array;
  readonly timeline: Uint8Array;
}

function partsOf(bytes: Uint8Array): CallParts {
  const from = new FieldReader(bytes);
  const isOpen = from.goTo(CHANGE_NUMBERS.isOpen) && from.number() === 1;
  if (!from.goTo(CHANGE_NUMBERS.columns)) throw new TeleError('STORE_CORRUPT', 'A change of a call lacks the call.');
  const columns = from.bytes();
  if (!from.goTo(CHANGE_NUMBERS.detail)) throw new TeleError('STORE_CORRUPT', 'A change of a call lacks the call.');
  const detail = from.bytes();
  const timeline = from.goTo(CHANGE_NUMBERS.timeline) ? from.bytes() : NOTHING;
  return { isOpen, columns, detail, timeline };
}
