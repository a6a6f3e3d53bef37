import { ByteReader, type ByteWriter, CALL_FIELDS, present, type StoredCall, TeleError, type TimelineEntry } from '../../core/index.ts';
import type { GroupedCall } from '../call-groups.ts';
import type { SqliteValue } from '../sqlite-driver.ts';
import {
  type CallLabels,
  type CallNumbers,
  type SharedColumns,
  countedOf,
  IN_COLUMNS,
  numbersOfCall,
  readNumbers,
  writeNumbers,
} from './call-columns.ts';
import { type CallHead, isFoundBy, readHead, writeHead } from './call-head.ts';
import { type CallShape, writeShape } from './call-shape.ts';
import { microseconds, seconds } from './day.ts';
import { eachHash, idHash } from './lookup-hash.ts';
import { packMask, unpackMask } from './packed-mask.ts';
import { readText, writeText } from './packed-text.ts';
import { createRecordCodec } from './record-codec.ts';
import { RecordReader, type RecordWriter, whole, WHOLE_WORDS } from './record-stream.ts';
import { decodeTimeline } from './timeline-reader.ts';

/** The fields of a call that have no column. */
const REST = createRecordCodec(CALL_FIELDS, IN_COLUMNS);
/** The form of a mask: none, a number of `packMask`, or its text. */
const MASK = { none: 0, number: 1, text: 2 } as const;

/** Bytes that the length of a `detail` most likely takes. */
const USUAL_LENGTH = 2;

/**
 * Writes the record of a call: into the shape what all calls like it share, which is empty before; what is its own is the value of the column `detail`, with what
 * every step looks at before it and the numbers behind it. Throws `INTERNAL` for a number that cannot be stored.
 */
export function writeCall(to: RecordWriter, call: StoredCall): void {
  const out = to.own;
  const startedAt = whole(microseconds(call.startedAt));
  const numbers = numbersOfCall(call);
  writeShape(to.shape, call);
  out.varint(startedAt);
  const detailAt = out.hold(USUAL_LENGTH);
  writeHead(out, call);
  to.begin(startedAt);
  to.know(numbers.pdd);
  to.know(numbers.setup);
  to.know(numbers.talk);
  to.know(numbers.span);
  to.know(numbers.response);
  REST.write(to, call);
  out.fillLength(detailAt, USUAL_LENGTH);
  writeMask(out, call.caller?.mask);
  writeMask(out, call.callee?.mask);
  writeNumbers(out, numbers);
}

/** What stands before the bytes of a call. */
export interface CallBegin {
  readonly isOpen: boolean;
  readonly shape: CallShape;
  readonly labels: CallLabels;
}

/** Entries of a timeline. */
export interface TimelinePart {
  /** As a `TimelineWriter` wrote them, once or several times. */
  readonly timelineBytes: Uint8Array;
}

/** A change of a call as bytes, of which only that is read which is asked for: most changes of a call in progress are replaced before anyone asks. */
export class PackedCall implements TimelinePart {
  readonly kind = 'call';
  readonly isOpen: boolean;
  readonly id: string;
  /** Unix seconds. */
  readonly startedAt: number;
  readonly shape: CallShape;
  readonly labels: CallLabels;
  readonly #buffer: Uint8Array;
  // Hot: where the parts begin and end. Pairs of these would be as many objects as all else of a batch.
  readonly #callAt: number;
  readonly #callEnd: number;
  readonly #detailAt: number;
  readonly #detailEnd: number;
  readonly #timelineAt: number;
  readonly #timelineEnd: number;
  #numbers: CallNumbers | undefined;
  #callerMask: SqliteValue = null;
  #calleeMask: SqliteValue = null;

  /** `input` reads `buffer`, and stands before the bytes of a call with their length and those of its timeline with theirs. Throws `STORE_CORRUPT` for bytes that are cut short. */
  constructor(input: ByteReader, buffer: Uint8Array, { isOpen, shape, labels }: CallBegin) {
    this.isOpen = isOpen;
    this.shape = shape;
    this.labels = labels;
    this.#buffer = buffer;
    const callEnd = input.varint() + input.at;
    this.#callAt = input.at;
    this.#callEnd = callEnd;
    this.startedAt = seconds(input.varint());
    const detailEnd = input.varint() + input.at;
    this.#detailAt = input.at;
    this.#detailEnd = detailEnd;
    input.byte();
    this.id = readText(input);
    if (detailEnd < input.at || callEnd < detailEnd) throw new TeleError('STORE_CORRUPT', 'A call is cut short.');
    input.goTo(callEnd);
    const timelineEnd = input.varint() + input.at;
    this.#timelineAt = input.at;
    this.#timelineEnd = timelineEnd;
    input.goTo(timelineEnd);
    if (input.isBroken) throw new TeleError('STORE_CORRUPT', 'A call is cut short.');
  }

  get version(): number {
    return this.shape.version;
  }

  /** Whether it is over. */
  get isEnded(): boolean {
    return this.shape.state === 'ended';
  }

  get head(): CallHead {
    return readHead(new ByteReader(this.detail));
  }

  /** Where among its bytes its head begins. */
  get headAt(): number {
    return this.#detailAt - this.#callAt;
  }

  /** Whether `writeText` wrote its id or its `callKey` like this. */
  isFoundBy(key: Uint8Array): boolean {
    return isFoundBy(this.#buffer, this.#detailAt, key);
  }

  get numbers(): CallNumbers {
    this.#numbers ??= this.#readNumbers();
    return this.#numbers;
  }

  /** As the column has it. */
  get callerMask(): SqliteValue {
    this.#numbers ??= this.#readNumbers();
    return this.#callerMask;
  }

  get calleeMask(): SqliteValue {
    this.#numbers ??= this.#readNumbers();
    return this.#calleeMask;
  }

  /** What tallies and groups need of it. */
  get counted(): GroupedCall {
    return countedOf(this.shape, this.labels, this.numbers, this.startedAt);
  }

  get record(): StoredCall {
    const { detail, shape, labels, numbers, startedAt, callerMask, calleeMask } = this;
    return recordOf({ detail: new ByteReader(detail), shape, shared: shape, labels, numbers, startedAt, callerMask, calleeMask });
  }

  get timelineBytes(): Uint8Array {
    return this.#buffer.subarray(this.#timelineAt, this.#timelineEnd);
  }

  get hasTimeline(): boolean {
    return this.#timelineEnd > this.#timelineAt;
  }

  get timeline(): TimelineEntry[] {
    return decodeTimeline(this.timelineBytes);
  }

  /** What `writeCall` wrote. */
  get bytes(): Uint8Array {
    return this.#buffer.subarray(this.#callAt, this.#callEnd);
  }

  /** The value of the column `detail` behind its shape. */
  get detail(): Uint8Array {
    return this.#buffer.subarray(this.#detailAt, this.#detailEnd);
  }

  /** The hash by which its id is looked up. */
  get idHash(): number {
    return idHash(this.#buffer, this.#detailAt);
  }

  /** Hands over each hash by which it is looked up, that of its id among them. */
  eachHash(use: (hash: number) => void): void {
    eachHash(this.#buffer, this.#detailAt, use);
  }

  /** The same with another timeline, in memory of its own. `out` is an empty writer that is empty afterwards. */
  keep(out: ByteWriter, timeline: readonly TimelinePart[]): PackedCall {
    out.block(this.bytes);
    writeTimeline(out, timeline);
    const buffer = out.take();
    return new PackedCall(new ByteReader(buffer), buffer, { isOpen: this.isOpen, shape: this.shape.keep(), labels: this.labels });
  }

  #readNumbers(): CallNumbers {
    const input = new ByteReader(this.#buffer);
    input.goTo(this.#detailEnd);
    this.#callerMask = readMask(input);
    this.#calleeMask = readMask(input);
    const numbers = readNumbers(input, this.shape);
    if (input.isBroken || input.at > this.#callEnd) throw new TeleError('STORE_CORRUPT', 'A call is cut short.');
    return numbers;
  }
}

/** Writes the parts of a timeline as one, with its length before it. */
export function writeTimeline(out: ByteWriter, parts: readonly TimelinePart[]): void {
  const at = out.hold(USUAL_LENGTH);
  for (const { timelineBytes } of parts) out.bytes(timelineBytes);
  out.fillLength(at, USUAL_LENGTH);
}

interface CallParts {
  readonly startedAt: number;
  readonly shape: CallShape;
  /** Behind its shape. */
  readonly detail: ByteReader;
  readonly shared: SharedColumns;
  readonly labels: CallLabels;
  readonly numbers: CallNumbers;
  readonly callerMask: unknown;
  readonly calleeMask: unknown;
}

/** Puts a record together again. Throws `STORE_CORRUPT` when it is cut short. */
export function recordOf({ startedAt, shape, detail, shared, labels, numbers, callerMask, calleeMask }: CallParts): StoredCall {
  const { id, callKey, callId, callerHash, calleeHash } = readHead(detail);
  const { pdd, setup, talk, span, response } = numbers;
  const ofShape = new ByteReader(shape.bytes);
  ofShape.goTo(shape.restAt);
  const record = REST.read(new RecordReader(ofShape, detail, WHOLE_WORDS, microseconds(startedAt), pdd, setup, talk, span, response));
  if (detail.isBroken || ofShape.isBroken) throw new TeleError('STORE_CORRUPT', 'A call is cut short.');
  // Hot: objects of so many fields are slow to copy.
  Object.assign(record, present(countedOf(shared, labels, numbers, startedAt)));
  const own = {
    agent: labels.agent,
    id,
    callKey,
    callId,
    version: shape.version,
    caller: personOf(callerHash, callerMask),
    callee: personOf(calleeHash, calleeMask),
    endedAt: span === undefined ? undefined : seconds(microseconds(startedAt) + span),
  };
  // It was written with every field of the declaration.
  return Object.assign(record, present(own)) as StoredCall;
}

/** A person by the keyed hash and the mask of its column; absent without a mask. */
export function personOf(hash: string | undefined, packedMask: unknown): StoredCall['caller'] {
  const mask = unpackMask(packedMask);
  return mask === undefined ? undefined : { hash: hash ?? '', mask };
}

function writeMask(out: ByteWriter, mask: string | undefined): void {
  const packed = mask === undefined ? undefined : packMask(mask);
  if (packed === undefined) out.byte(MASK.none);
  else if (typeof packed === 'number') {
    out.byte(MASK.number);
    out.varint(packed);
  } else {
    out.byte(MASK.text);
    writeText(out, packed);
  }
}

function readMask(input: ByteReader): SqliteValue {
  switch (input.byte()) {
    case MASK.number:
      return input.varint();
    case MASK.text:
      return readText(input);
    default:
      return null;
  }
}
