import { type ByteReader, type ByteWriter, present, type StoredCall } from '../../core/index.ts';
import { readCallId, writeCallId } from './packed-call-id.ts';
import { readText, textEnd, writeText } from './packed-text.ts';

/** By what a call is found. */
export interface CallHead {
  readonly id: string;
  readonly callKey: string;
  /** Absent when the call has no caller. */
  readonly callerHash?: string;
  readonly calleeHash?: string;
}

/** What else a head has, one bit each. */
const HEAD = { caller: 1, callee: 2, callId: 4 } as const;

/** The head of a record. */
export function headOf({ id, callKey, caller, callee }: StoredCall): CallHead {
  return present({ id, callKey, callerHash: caller?.hash, calleeHash: callee?.hash });
}

/** Writes the head of a call, and its Call-ID behind it. */
export function writeHead(out: ByteWriter, { id, callKey, callId, caller, callee }: StoredCall): void {
  out.byte((caller === undefined ? 0 : HEAD.caller) | (callee === undefined ? 0 : HEAD.callee) | (callId === '' ? 0 : HEAD.callId));
  writeText(out, id);
  writeText(out, callKey);
  if (caller !== undefined) writeText(out, caller.hash);
  if (callee !== undefined) writeText(out, callee.hash);
  if (callId !== '') writeCallId(out, callId);
}

/** What `writeHead` wrote. */
export function readHead(input: ByteReader): CallHead & { readonly callId: string } {
  const has = input.byte();
  const id = readText(input);
  const callKey = readText(input);
  return {
    id,
    callKey,
    ...(has & HEAD.caller ? { callerHash: readText(input) } : {}),
    ...(has & HEAD.callee ? { calleeHash: readText(input) } : {}),
    callId: has & HEAD.callId ? readCallId(input) : '',
  };
}

// Hot: once per call in progress of each search for one.
/** Whether `writeText` wrote the id or the `callKey` of a head, which begins at a place among some bytes, like this. */
export function isFoundBy(bytes: Uint8Array, headAt: number, key: Uint8Array): boolean {
  return standsAt(bytes, headAt + 1, key) || standsAt(bytes, textEnd(bytes, headAt + 1), key);
}

function standsAt(bytes: Uint8Array, at: number, key: Uint8Array): boolean {
  for (let index = 0; index < key.length; index += 1) if (key[index] !== bytes[at + index]) return false;
  return true;
}
