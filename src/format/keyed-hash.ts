import { ByteWriter, lettersOf } from '../core/index.ts';

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

/** The whole bytes that stand for the beginning of such a text. Undefined for what none begins with. */
export function keyedHashStart(text: string): Uint8Array | undefined {
  if (text.length > HASH_LETTERS || !/^[a-z2-7]*$/.test(text)) return undefined;
  const out = new ByteWriter();
  writeKeyedHash(out, text.padEnd(HASH_LETTERS, 'a'));
  return out.take().subarray(0, Math.floor((text.length * 5) / 8));
}

function twentyBits(text: string, at: number): number {
  return (fiveBits(text, at) << 15) | (fiveBits(text, at + 1) << 10) | (fiveBits(text, at + 2) << 5) | fiveBits(text, at + 3);
}

function fiveBits(text: string, at: number): number {
  return FIVE_BITS[text.charCodeAt(at)] ?? -1;
}

/** The text of the ten bytes from a place on. */
export function readKeyedHash(bytes: Uint8Array, from: number): string {
  return lettersOf(upperBits(bytes, from), lowerBits(bytes, from + 2), upperBits(bytes, from + 5), lowerBits(bytes, from + 7));
}

/** The first twenty of the bits from a place on. */
function upperBits(bytes: Uint8Array, at: number): number {
  return (byteAt(bytes, at) << 12) | (byteAt(bytes, at + 1) << 4) | (byteAt(bytes, at + 2) >> 4);
}

/** The twenty bits behind the first four from a place on. */
function lowerBits(bytes: Uint8Array, at: number): number {
  return ((byteAt(bytes, at) & 15) << 16) | (byteAt(bytes, at + 1) << 8) | byteAt(bytes, at + 2);
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}
