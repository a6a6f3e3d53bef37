const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
/** 16 letters of 5 bits: 80 bits, of which two texts in a billion share one with a chance below one in a million. */
const HASH_LETTERS = 16;

/** The first 80 bits of a digest as 16 lower-case base32 letters (RFC 4648). Base32, since hex digits may read like a number. */
export function hashLetters(digest: Uint8Array): string {
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
