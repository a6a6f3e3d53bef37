import { ByteReader, ByteWriter, TeleError } from '../../core/index.ts';
import { callReader, ChangeWriter } from '../change-codec.ts';
import { isFoundBy } from './call-head.ts';
import { bytesColumn } from './column.ts';
import { microseconds, seconds } from './day.ts';
import { OpenCall, type OpenView } from './open-call.ts';
import type { PackedCall } from './packed-call.ts';

/** What is known of a call without decoding it, one bit each. */
const MARK = { reopened: 1, ended: 2 } as const;

/** A call with its place: a small number that stands for it as long as it is in progress, and then for another one. */
export interface OpenWithPlace {
  readonly place: number;
  readonly open: OpenCall;
}

/** A part of the log of calls in progress, as its columns have it. */
export interface PartBytes {
  /**
   * Which places are free again; where the first change begins; of each call where its change begins behind that of the one before it, and its head behind
   * that, its place, its marks, its start.
   */
  readonly places: Uint8Array;
  readonly changes: Uint8Array;
}

/** Returns the function that packs a part. Places that are free again come first, for they may be taken at once. */
export function createPartEncoder(): (put: readonly OpenWithPlace[], removed: readonly number[]) => PartBytes {
  // Hot: used again and again, because making them grow costs as much as what is written.
  const changes = new ChangeWriter();
  const calls = new ByteWriter();
  const out = new ByteWriter();
  return (put, removed) => {
    // A batch that failed may have left something.
    for (const writer of [changes, calls, out]) writer.clear();
    let before = 0;
    for (const { place, open } of put) {
      const at = changes.length;
      calls.varint(at - before);
      calls.varint(changes.repack(open.packed) - at);
      calls.varint(place);
      calls.byte((open.isReopened ? MARK.reopened : 0) | (open.isEnded ? MARK.ended : 0));
      calls.varint(microseconds(open.startedAt));
      before = at;
    }
    const { length } = changes;
    changes.moveTo(out);
    const bytes = out.take();
    out.varint(removed.length);
    for (const place of removed) out.varint(place);
    out.varint(put.length);
    out.varint(bytes.length - length);
    out.append(calls);
    return { places: out.take(), changes: bytes };
  };
}

/** The part of a row that has these columns. Throws `STORE_CORRUPT` as `OpenPart` does. */
export function readPart(row: unknown): OpenPart {
  return new OpenPart({ places: bytesColumn(row, 'places'), changes: bytesColumn(row, 'changes') });
}

/** A part as it was read. */
export class OpenPart {
  /** Places that are free again. */
  readonly removed: readonly number[];
  readonly calls: readonly PartCall[];
  readonly changes: Uint8Array;
  #callAt: ((at: number) => PackedCall) | undefined;

  /** Throws `STORE_CORRUPT` for bytes that are no part; what lies in a call may only show when it is asked for. */
  constructor({ places, changes }: PartBytes) {
    this.changes = changes;
    const input = new ByteReader(places);
    const removed: number[] = [];
    for (let left = input.varint(); left > 0 && !input.isDone; left -= 1) removed.push(input.varint());
    const calls: PartCall[] = [];
    const count = input.varint();
    let at = input.varint();
    for (let left = count; left > 0 && !input.isDone; left -= 1) {
      const call = new PartCall(this, at, input);
      calls.push(call);
      ({ at } = call);
    }
    if (input.isBroken || !input.isDone) throw new TeleError('STORE_CORRUPT', 'A part of the calls in progress is cut short.');
    this.removed = removed;
    this.calls = calls;
  }

  /** The call whose change begins at a place. */
  callAt(at: number): PackedCall {
    this.#callAt ??= callReader(this.changes);
    return this.#callAt(at);
  }
}

// Hot: a reader beside a busy writer takes in some ten thousand of these a second and is asked for a few.
/** A call of a part, decoded when it is asked for. */
class PartCall implements OpenView {
  readonly place: number;
  /** Unix seconds. */
  readonly startedAt: number;
  /** Where its change begins. */
  readonly at: number;
  readonly #headAt: number;
  readonly #marks: number;
  readonly #part: OpenPart;

  /** `input` stands before it among the places. `before` is where the change of the call before it begins. */
  constructor(part: OpenPart, before: number, input: ByteReader) {
    this.#part = part;
    this.at = before + input.varint();
    this.#headAt = this.at + input.varint();
    this.place = input.varint();
    this.#marks = input.byte();
    this.startedAt = seconds(input.varint());
  }

  get isEnded(): boolean {
    return (this.#marks & MARK.ended) !== 0;
  }

  get isReopened(): boolean {
    return (this.#marks & MARK.reopened) !== 0;
  }

  isFoundBy(key: Uint8Array): boolean {
    return isFoundBy(this.#part.changes, this.#headAt, key);
  }

  unpack(): OpenCall {
    return new OpenCall(this.#part.callAt(this.at), this.isReopened);
  }
}
