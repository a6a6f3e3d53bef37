import { endPart } from '../../../core/index.ts';
import type { CallHead } from '../../../format/index.ts';

/** By what a row is found. The number stands in the file: those of one kind lie together, and two kinds never have a hash in common. */
const KIND = { callId: 0, callKey: 1, number: 2, registrationId: 3, user: 4, latencyId: 5, latencyCall: 6, end: 7 } as const;
type LookupKind = keyof typeof KIND;

/** Bits of a hash below its kind; both together are a signed number of 32 bits, which SQLite keeps in four bytes. */
const HASH_BITS = 29;

/** By what rows of a kind are found that have a text (FNV-1a). The texts are keyed hashes already, so nobody can choose them to collide. */
export function lookupHash(kind: LookupKind, text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  value ^= value >>> 13;
  return (KIND[kind] << HASH_BITS) | (value >>> (32 - HASH_BITS));
}

/** The hash of each text that leads to a call. */
export function callHashes({ id, callKey, callerHash, calleeHash, aliases, ends }: Omit<CallHead, 'callId'>): number[] {
  const hashes = [lookupHash('callId', id), lookupHash('callKey', callKey)];
  if (callerHash !== undefined) hashes.push(lookupHash('number', callerHash));
  if (calleeHash !== undefined) hashes.push(lookupHash('number', calleeHash));
  for (const alias of aliases) hashes.push(lookupHash('callKey', alias));
  for (const tail of new Set(ends.map((end) => endPart(end, 'tail')))) hashes.push(lookupHash('end', tail));
  return hashes;
}

/** Leads to nothing: it stands in a file whose calls are all found by the ends of their numbers. One that was begun before these were kept lacks it. */
export const HAS_ENDS = { hash: lookupHash('end', ''), seq: 0 } as const;
