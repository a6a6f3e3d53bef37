import { createHmac } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
/** 16 letters of 5 bits: 80 bits, of which two texts in a billion share one with a chance below one in a million. */
const HASH_LETTERS = 16;

/** HMAC-SHA-256 of a text, shortened to 16 lower-case base32 letters. Base32, since hex digits may read like a number. */
export function keyedHash(key: Uint8Array, text: string): string {
  const digest = createHmac('sha256', key).update(text, 'utf8').digest();
  let letters = '';
  let bits = 0;
  let value = 0;
  for (const byte of digest) {
    value = ((value << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5 && letters.length < HASH_LETTERS) {
      bits -= 5;
      letters += ALPHABET.charAt((value >> bits) & 31);
    }
    if (letters.length === HASH_LETTERS) break;
  }
  return letters;
}

/** A 32-bit seed that the key determines and that tells nothing of it. */
export function keyedSeed(key: Uint8Array): number {
  return createHmac('sha256', key).update('ringscope hash seed', 'utf8').digest().readUInt32BE(0);
}
