import { ByteWriter, TeleError } from '../core/index.ts';
import { PART_CALL_NUMBERS, PART_NUMBERS } from './field-numbers.ts';
import { FieldReader } from './field-reader.ts';
import { FieldWriter } from './field-writer.ts';
import { microseconds, seconds } from './microseconds.ts';

/** A call of a part. */
export interface PartCall {
  /** A small number that stands for the call as long as it is in progress, and then for another one. */
  readonly place: number;
  readonly isReopened: boolean;
  readonly isEnded: boolean;
  /** Unix seconds. */
  readonly startedAt: number;
  /** As `PackedCall` has it. */
  readonly bytes: Uint8Array;
}

/** A part of the log of calls in progress. Places that are free again come first, for they may be taken at once. */
export interface OpenPart {
  readonly removed: readonly number[];
  readonly calls: readonly PartCall[];
}

const PART_CALL = {
  write(to: FieldWriter, call: object): void {
    // It is called for these alone.
    const { place, isReopened, isEnded, startedAt, bytes } = call as PartCall;
    to.whole(PART_CALL_NUMBERS.place, place);
    if (isReopened) to.whole(PART_CALL_NUMBERS.isReopened, 1);
    if (isEnded) to.whole(PART_CALL_NUMBERS.isEnded, 1);
    to.whole(PART_CALL_NUMBERS.startedAt, microseconds(startedAt));
    to.bytes(PART_CALL_NUMBERS.change, bytes);
  },
};

/** Returns the function that encodes a part: bytes that are only there until the next one. */
export function createPartEncoder(): (part: OpenPart) => Uint8Array {
  // Hot: used again and again, because making it grow costs as much as what is written.
  const out = new ByteWriter();
  const to = new FieldWriter(out);
  return ({ removed, calls }) => {
    // A batch that failed may have left something.
    out.clear();
    to.begin();
    for (const place of removed) to.whole(PART_NUMBERS.removed, place);
    for (const call of calls) to.nested(PART_NUMBERS.call, PART_CALL, call);
    return out.view();
  };
}

/** The part of these bytes. Throws `STORE_CORRUPT` for bytes that are none; what lies in a call may only show when it is asked for. */
export function decodePart(bytes: Uint8Array): OpenPart {
  const removed: number[] = [];
  const calls: PartCall[] = [];
  const from = new FieldReader(bytes);
  while (from.next()) {
    if (from.field === PART_NUMBERS.removed) removed.push(from.number());
    else if (from.field === PART_NUMBERS.call) calls.push(readPartCall(from.nested()));
  }
  return { removed, calls };
}

// Hot: a reader beside a busy writer takes in some ten thousand of these a second.
function readPartCall(from: FieldReader): PartCall {
  let [place, startedAt, isReopened, isEnded] = [0, 0, false, false];
  let change: Uint8Array | undefined;
  while (from.next()) {
    if (from.field === PART_CALL_NUMBERS.place) place = from.number();
    else if (from.field === PART_CALL_NUMBERS.isReopened) isReopened = from.number() === 1;
    else if (from.field === PART_CALL_NUMBERS.isEnded) isEnded = from.number() === 1;
    else if (from.field === PART_CALL_NUMBERS.startedAt) startedAt = seconds(from.number());
    else if (from.field === PART_CALL_NUMBERS.change) change = from.bytes();
  }
  if (change === undefined) throw new TeleError('STORE_CORRUPT', 'A part of the calls in progress has a call without its change.');
  return { place, isReopened, isEnded, startedAt, bytes: change };
}
