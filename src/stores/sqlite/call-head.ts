import { type ByteReader, CALL_FIELDS, present, type StoredCall } from '../../core/index.ts';
import { readText, skipText } from './packed-text.ts';

/** By what a call is found. */
export interface CallHead {
  readonly id: string;
  readonly callKey: string;
  /** Absent when the call has no caller. */
  readonly callerHash?: string;
  readonly calleeHash?: string;
}

/** The head of a record. */
export function headOf({ id, callKey, caller, callee }: StoredCall): CallHead {
  return present({ id, callKey, callerHash: caller?.hash, calleeHash: callee?.hash });
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
