import { ByteReader, type ByteWriter, CALL_FIELDS, present, type StoredCall, TeleError, type TimelineEntry } from '../../core/index.ts';
import type { SqliteValue } from '../sqlite-driver.ts';
import { type CallColumns, columnsOfCall, countedOf, IN_COLUMNS, readColumns, STATE_UNIT, STATES, writeColumns } from './call-columns.ts';
import { type CallHead, readHead } from './call-head.ts';
import { microseconds, seconds } from './day.ts';
import { packMask, unpackMask } from './packed-mask.ts';
import { copyText, readText, writeText } from './packed-text.ts';
import { createRecordCodec, whole, type WordTable } from './record-codec.ts';
import { decodeTimeline } from './timeline-reader.ts';
import type { WordList } from './word-list.ts';

/** The fields of a call that have no column. */
const REST = createRecordCodec(CALL_FIELDS, IN_COLUMNS);
/** The form of a mask: none, a number of `packMask`, or its text. */
const MASK = { none: 0, number: 1, text: 2 } as const;

/** Writes the record of a call: first what every step looks at, last the columns. `detail` is an empty writer that is
 * empty afterwards. Throws `INTERNAL` for a number that cannot be stored. */
export function writeCall(out: ByteWriter, detail: ByteWriter, call: StoredCall, words: WordTable): void {
  const columns = columnsOfCall(call);
  out.varint(columns.flags);
  out.varint(whole(call.version));
  out.varint(whole(microseconds(call.startedAt)));
  detail.byte((call.caller === undefined ? 0 : 1) + (call.callee === undefined ? 0 : 2));
  writeText(detail, call.id);
  writeText(detail, call.callKey);
  if (call.caller !== undefined) writeText(detail, call.caller.hash);
  if (call.callee !== undefined) writeText(detail, call.callee.hash);
  REST.write(detail, call, call.startedAt, words);
  out.move(detail);
  writeMask(out, call.caller?.mask);
  writeMask(out, call.callee?.mask);
  writeColumns(out, columns, words);
}

/** A change of a call as bytes, of which only that is read which is asked for: most changes of a call in progress are replaced before anyone asks. */
export class PackedCall {
  readonly kind = 'call';
  readonly isOpen: boolean;
  readonly id: string;
  readonly version: number;
  /** Unix seconds. */
  readonly startedAt: number;
  /** What `writeCall` wrote. */
  readonly bytes: Uint8Array;
  /** What a `TimelineWriter` wrote, once or several times. */
  readonly timelineBytes: Uint8Array;
  /** Of its record. */
  readonly words: WordList;
  readonly #flags: number;
  /** Its head and the fields that have no column. */
  readonly detail: Uint8Array;
  #columns: CallColumns | undefined;
  #callerMask: SqliteValue = null;
  #calleeMask: SqliteValue = null;

  /** Throws `STORE_CORRUPT` for bytes that are cut short. */
  constructor(bytes: Uint8Array, timelineBytes: Uint8Array, words: WordList, isOpen: boolean) {
    const input = new ByteReader(bytes);
    this.isOpen = isOpen;
    this.bytes = bytes;
    this.timelineBytes = timelineBytes;
    this.words = words;
    this.#flags = input.varint();
    this.version = input.varint();
    this.startedAt = seconds(input.varint());
    this.detail = input.block();
    const head = new ByteReader(this.detail);
    head.byte();
    this.id = readText(head);
    if (input.isBroken || head.isBroken) throw new TeleError('STORE_CORRUPT', 'A call is cut short.');
  }

  /** Whether it is over. */
  get isEnded(): boolean {
    return STATES[Math.floor(this.#flags / STATE_UNIT) % STATES.length] === 'ended';
  }

  get head(): CallHead {
    return readHead(new ByteReader(this.detail));
  }

  get columns(): CallColumns {
    this.#columns ??= this.#readColumns();
    return this.#columns;
  }

  /** As the column has it. */
  get callerMask(): SqliteValue {
    this.#columns ??= this.#readColumns();
    return this.#callerMask;
  }

  get calleeMask(): SqliteValue {
    this.#columns ??= this.#readColumns();
    return this.#calleeMask;
  }

  get record(): StoredCall {
    const input = new ByteReader(this.detail);
    const { id, callKey, callerHash, calleeHash } = readHead(input);
    return recordOf({
      startedAt: this.startedAt,
      columns: this.columns,
      id,
      callKey,
      rest: REST.read(input, this.startedAt, this.words),
      caller: personOf(callerHash, this.callerMask),
      callee: personOf(calleeHash, this.calleeMask),
    });
  }

  get timeline(): TimelineEntry[] {
    return decodeTimeline(this.timelineBytes);
  }

  /** The same with another timeline, in memory of its own where `timeline` is. */
  keep(timeline: Uint8Array): PackedCall {
    return new PackedCall(this.bytes.slice(), timeline, this.words, this.isOpen);
  }

  /** The value of the column `detail`, in the words of its file. */
  writeDetail(out: ByteWriter, words: Pick<WordTable, 'idOf'>): void {
    const input = new ByteReader(this.detail);
    const has = input.byte();
    out.byte(has);
    copyText(input, out);
    copyText(input, out);
    if ((has & 1) !== 0) copyText(input, out);
    if ((has & 2) !== 0) copyText(input, out);
    REST.copy(input, out, (id) => words.idOf(this.words.textOf(id)));
    if (input.isBroken) throw new TeleError('STORE_CORRUPT', 'A call is cut short.');
  }

  #readColumns(): CallColumns {
    const input = new ByteReader(this.bytes);
    input.varint();
    input.varint();
    input.varint();
    input.block();
    this.#callerMask = readMask(input);
    this.#calleeMask = readMask(input);
    const columns = readColumns(input, this.#flags, this.words);
    if (input.isBroken) throw new TeleError('STORE_CORRUPT', 'A call is cut short.');
    return columns;
  }
}

interface CallParts {
  readonly startedAt: number;
  readonly columns: CallColumns;
  readonly id: string;
  readonly callKey: string;
  readonly rest: Record<string, unknown>;
  readonly caller: StoredCall['caller'];
  readonly callee: StoredCall['callee'];
}

/** Puts a record together again. */
export function recordOf({ startedAt, columns, rest, ...others }: CallParts): StoredCall {
  const endedAt = columns.span === undefined ? undefined : seconds(microseconds(startedAt) + columns.span);
  const record: Record<string, unknown> = { ...countedOf(columns, startedAt), agent: columns.agent, ...rest, ...others, endedAt };
  // It was written with every field of the declaration.
  return present(record) as StoredCall;
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
