import type { ByteWriter } from '../core/index.ts';
import { HASH_BYTES } from './wire-type.ts';

/** Letters of a keyed hash. */
const HASH_LETTERS = 16;
/** The five bits of each letter; -1 for what is none. */
const FIVE_BITS = Int8Array.from({ length: 128 }, (_, code) =>
  code >= 97 && code <= 122 ? code - 97 : code >= 50 && code <= 55 ? code - 24 : -1,
);

/** Whether a text has the form of a keyed hash: 16 letters of base32 (RFC 4648), in lower case. */
export function isKeyedHash(text: string): boolean {
  if (text.length !== HASH_LETTERS) return false;
  let all = 0;
  for (let at = 0; at < HASH_LETTERS; at += 1) all |= fiveBits(text, at);
  return all >= 0;
}

/** Writes the bits of such a text, highest first. */
export function writeKeyedHash(out: ByteWriter, text: string): void {
  out.uint40(twentyBits(text, 0), twentyBits(text, 4));
  out.uint40(twentyBits(text, 8), twentyBits(text, 12));
}

function twentyBits(text: string, at: number): number {
  return (fiveBits(text, at) << 15) | (fiveBits(text, at + 1) << 10) | (fiveBits(text, at + 2) << 5) | fiveBits(text, at + 3);
}

function fiveBits(text: string, at: number): number {
  return FIVE_BITS[text.charCodeAt(at)] ?? -1;
}

// Hot: a text that was joined of parts is laid out anew when a map first asks for it.
/** The text of the ten bytes from a place on. */
export function readKeyedHash(bytes: Uint8Array, from: number): string {
  const codes: number[] = [];
  let bits = 0;
  let held = 0;
  for (let at = 0; at < HASH_BYTES; at += 1) {
    bits = ((bits << 8) | (bytes[from + at] ?? 0)) & 0xfff;
    for (held += 8; held >= 5;) {
      held -= 5;
      const value = (bits >>> held) & 31;
      codes.push(value < 26 ? value + 97 : value + 24);
    }
  }
  return String.fromCharCode(...codes);
}
