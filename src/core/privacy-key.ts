/** How long a privacy key is that ringscope makes. */
export const PRIVACY_KEY_BYTES = 32;
const HEX_KEY = /^[0-9a-f]{64}$/i;

/** The 32 bytes that the text of a key file means: 64 hex digits, with white space at its ends or none. Undefined: it is no such text. */
export function hexKeyOf(text: string): Uint8Array | undefined {
  const digits = text.trim();
  if (!HEX_KEY.test(digits)) return undefined;
  return Uint8Array.from({ length: PRIVACY_KEY_BYTES }, (_, place) => Number.parseInt(digits.slice(place * 2, place * 2 + 2), 16));
}
