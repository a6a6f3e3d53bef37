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
/** Longer runs than any identifier has are not decoded: a message as a whole is looked through for what it says in the clear. */
const MAX_RUN = 512;

/** Reads a text in all its forms. */
export function textForms(text: string): TextForms {
  const rounds = decodeRounds(text);
  const plain = rounds.map((one) => one.normalize('NFKC').toLowerCase());
  const encoded = rounds.flatMap((one) => [...fromBase64(one), ...fromHex(one)]);
  return {
    plain,
    bare: [...plain, ...encoded.map((one) => one.toLowerCase())].map(withoutSeparators),
  };
}

/** A text without what people put between the digits of a number. */
export function withoutSeparators(text: string): string {
  return text.replace(SEPARATORS, '');
}

/** The text and what its percent escapes say, round after round. */
export function decodeRounds(text: string): readonly string[] {
  const rounds = [text];
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
function fromBase64(text: string): readonly string[] {
  const runs = (text.match(/[\w+/-]{6,}/g) ?? []).filter((run) => run.length <= MAX_RUN);
  return runs.flatMap((run) => [0, 1, 2, 3].map((from) => decodeBase64(run, from)));
}

function decodeBase64(letters: string, from: number): string {
  const codes: number[] = [];
  let bits = 0;
  let held = 0;
  for (let at = from; at < letters.length; at += 1) {
    bits = ((bits << 6) | (SIX_BITS[letters.charCodeAt(at)] ?? 0)) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    codes.push((bits >> held) & 255);
  }
  return String.fromCharCode(...codes);
}

/** What each run of hex digits says, from both places at which its first byte may begin. */
function fromHex(text: string): readonly string[] {
  const runs = text.match(/[0-9a-f]{8,}/gi)?.filter((run) => run.length <= MAX_RUN) ?? [];
  return runs.flatMap((run) => [decodeHex(run), decodeHex(run.slice(1))]);
}

function decodeHex(digits: string): string {
  const codes: number[] = [];
  for (let at = 0; at + 1 < digits.length; at += 2) codes.push(Number.parseInt(digits.slice(at, at + 2), 16));
  return String.fromCharCode(...codes);
}
