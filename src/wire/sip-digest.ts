import { paramValueStart, startsWith, tokenEnd, valueEnd, word } from './sip-scan.ts';

const QUOTE = 34;
const RESPONSE = word('response');
const STALE = word('stale');
const TRUE = word('true');

/** Whether credentials answer a challenge. A phone of a mobile network sends its first ones with an empty response (3GPP TS 24.229 5.1.1.2.2). */
export function hasResponse(bytes: Uint8Array, start: number, end: number): boolean {
  const value = digestParamStart(bytes, start, end, RESPONSE);
  return value < 0 || bytes[value] !== QUOTE || bytes[value + 1] !== QUOTE;
}

/** Whether a challenge says that the nonce was too old and the password may be right (RFC 7616 3.3). */
export function isStaleChallenge(bytes: Uint8Array, start: number, end: number): boolean {
  const value = digestParamStart(bytes, start, end, STALE);
  return value >= 0 && startsWith(bytes, bytes[value] === QUOTE ? value + 1 : value, end, TRUE);
}

/** Where the value of a parameter of `Digest a=b, c="d"` begins, or -1 without it. */
function digestParamStart(bytes: Uint8Array, start: number, end: number, name: Uint8Array): number {
  let at = tokenEnd(bytes, start, end);
  while (at < end) {
    const value = paramValueStart(bytes, at, end, name);
    if (value >= 0) return value;
    at = valueEnd(bytes, at + 1, end);
  }
  return -1;
}
