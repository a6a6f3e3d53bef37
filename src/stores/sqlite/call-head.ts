import { type ByteReader, present, type StoredCall } from '../../core/index.ts';
import { readText } from './packed-text.ts';

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
