/** A text in the forms in which it may name somebody: each a list, because a text may be written in another way than it is meant. */
export interface TextForms {
  /** As it is and percent-decoded, in lower case. */
  readonly plain: readonly string[];
  /** The same without what stands between the digits of a number, and what base64 and hex digits in it say. */
  readonly bare: readonly string[];
}

/** What people put between the digits of a number: anything of ASCII but letters, digits, what a percent escape and a plus begin with, and the @ before a host. */
export const SEPARATORS = /[\s!-$&-*,-/:-?[-`{-~]/g;
/** A percent sign that is itself escaped is decoded again, so many times. */
const MAX_ROUNDS = 3;
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** The six bits of each letter, also of those that URLs have instead of the last two. */
const SIX_BITS = Uint8Array.from({ length: 128 }, (_, code) =>
  Math.max(0, BASE64.indexOf(String.fromCharCode(code).replace('-', '+').replace('_', '/'))),
);
/** The value of each hex digit. */
const FOUR_BITS = Uint8Array.from({ length: 128 }, (_, code) =>
  Math.max(0, '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase())),
);
/** Each byte as a character in lower case, or -1 for what people put between the digits of a number. */
const BARE_CODES = Int16Array.from({ length: 256 }, (_, byte) => {
  const bare = withoutSeparators(String.fromCharCode(byte).toLowerCase());
  return bare === '' ? -1 : bare.charCodeAt(0);
});
/** Longer runs than any identifier has are not decoded: a message as a whole is looked through for what it says in the clear. */
const MAX_RUN = 512;

/** Reads a text in all its forms. */
export function textForms(text: string): TextForms {
  const rounds = decodeRounds(text);
  const plain = rounds.map((one) => one.normalize('NFKC').toLowerCase());
  const bare = plain.map(withoutSeparators);
  for (const one of rounds) {
    addBase64(bare, one);
    addHex(bare, one);
  }
  return { plain, bare };
}

/** A text without what people put between the digits of a number. */
export function withoutSeparators(text: string): string {
  return text.replace(SEPARATORS, '');
}

/** The text and what its percent escapes say, round after round. */
export function decodeRounds(text: string): readonly string[] {
  const rounds = [text];
  // Hot: nearly no text has escapes.
  if (!text.includes('%')) return rounds;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const last = rounds.at(-1) ?? '';
    const next = last.replace(/(?:%[0-9a-f]{2})+/gi, decodeEscapes);
    if (next === last) break;
    rounds.push(next);
  }
  return rounds;
}

function decodeEscapes(escapes: string): string {
  try {
    return decodeURIComponent(escapes);
  } catch {
    // No UTF-8: each escape is a character by itself.
    return escapes.replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }
}

/** What each run of base64 says, from each of the four places at which its first letter may stand. */
function addBase64(bare: string[], text: string): void {
  for (const run of text.match(/[\w+/-]{6,}/g) ?? [])
    if (run.length <= MAX_RUN) for (let from = 0; from < 4; from += 1) bare.push(decode(run, from, SIX_BITS, 6));
}

/** What each run of hex digits says, from both places at which its first byte may begin. */
function addHex(bare: string[], text: string): void {
  for (const run of text.match(/[0-9a-f]{8,}/gi) ?? [])
    if (run.length <= MAX_RUN) for (let from = 0; from < 2; from += 1) bare.push(decode(run, from, FOUR_BITS, 4));
}

/** The whole bytes that letters of so many bits say, as bare text. Hot: in one pass, for each Call-ID is read in a handful of ways. */
function decode(letters: string, from: number, values: Uint8Array, width: number): string {
  const codes: number[] = [];
  let bits = 0;
  let held = 0;
  for (let at = from; at < letters.length; at += 1) {
    bits = ((bits << width) | (values[letters.charCodeAt(at)] ?? 0)) & 0xffff;
    held += width;
    if (held < 8) continue;
    held -= 8;
    const code = BARE_CODES[(bits >> held) & 255] ?? -1;
    if (code >= 0) codes.push(code);
  }
  return String.fromCharCode(...codes);
}
