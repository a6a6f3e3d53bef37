import { ByteWriter } from '../../core/index.ts';
import { textEnd, writeText } from './packed-text.ts';

/** By what a row is found. The number stands in the file: those of one kind lie together, and two kinds never have a hash in common. */
const KIND = { callId: 0, callKey: 1, number: 2, registrationId: 3, user: 4, latencyId: 5, latencyCall: 6 } as const;
type LookupKind = keyof typeof KIND;

/** Bits of a hash below its kind; both together are a signed number of 32 bits, which SQLite keeps in four bytes. */
const HASH_BITS = 29;

/** By what rows of a kind are found that have a text. */
export function lookupHash(kind: LookupKind, text: string): number {
  const out = new ByteWriter();
  writeText(out, text);
  const bytes = out.take();
  return packedHash(kind, bytes, 0, bytes.length);
}

/** The hash of the id at the beginning of the `detail` of a call, which begins at a place among some bytes. */
export function idHash(bytes: Uint8Array, detailAt: number): number {
  return packedHash('callId', bytes, detailAt + 1, textEnd(bytes, detailAt + 1));
}

// Hot: four a call, so no text is made of the bytes.
/** Hands over the hash of each text that leads to a call whose `detail` begins at a place among some bytes. */
export function eachHash(bytes: Uint8Array, detailAt: number, use: (hash: number) => void): void {
  const has = bytes[detailAt] ?? 0;
  let from = detailAt + 1;
  let end = textEnd(bytes, from);
  use(packedHash('callId', bytes, from, end));
  from = end;
  end = textEnd(bytes, from);
  use(packedHash('callKey', bytes, from, end));
  for (const person of [1, 2]) {
    if ((has & person) === 0) continue;
    from = end;
    end = textEnd(bytes, from);
    use(packedHash('number', bytes, from, end));
  }
}

/** FNV-1a of a text as `writeText` packed it. The texts are keyed hashes already, so nobody can choose them to collide. */
function packedHash(kind: LookupKind, bytes: Uint8Array, from: number, end: number): number {
  let value = 0x811c9dc5;
  for (let at = from; at < end; at += 1) value = Math.imul(value ^ (bytes[at] ?? 0), 0x01000193);
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  value ^= value >>> 13;
  return (KIND[kind] << HASH_BITS) | (value >>> (32 - HASH_BITS));
}
