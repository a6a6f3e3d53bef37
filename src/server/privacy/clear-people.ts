import { type PhoneNumber, Private, withoutSeparators } from '../../core/index.ts';

/** Most patterns of `privacy.clear`. */
export const MAX_CLEAR = 100;
/** A number: digits, `x` for any one digit. */
const NUMBER = /^\+?[\dx]{1,20}\*?$/;
/** A user: letters that are harmless in any output. */
const USER = /^[a-z\d_.-]{1,32}\*?$/;
/** So that nobody clears all numbers by mistake. */
const MOST_PLACES = 4;
const LEAST_BEFORE_STAR = 3;
const REST_OF_NUMBER = String.raw`\d{0,20}`;
const REST_OF_USER = String.raw`[a-z\d_.-]{0,32}`;

/** Tells the text of a person who may be shown as he is; undefined for all others. */
export type ClearPeople = (secret: Private, parseNumber: (text: string) => PhoneNumber | undefined) => string | undefined;

/** Whether a text is a pattern of people: an extension, a number or a user, with at most four `x` for any digit, or a `*` at the end behind three other characters. */
export function isClearPattern(text: string): boolean {
  const pattern = text.toLowerCase();
  const isNumber = NUMBER.test(pattern);
  if (!isNumber && !USER.test(pattern)) return false;
  const places = isNumber ? pattern.split('x').length - 1 : 0;
  const known = pattern.replace(/[+*]/g, '').length - places;
  return places <= MOST_PLACES && (!pattern.endsWith('*') || known >= LEAST_BEFORE_STAR);
}

/** Makes what tells the people that patterns name: a number as it was dialled or in its E.164 form, a user in lower case. What it tells has no character that means anything to an output. */
export function createClearPeople(patterns: readonly string[]): ClearPeople {
  if (patterns.length === 0) return () => undefined;
  const named = new RegExp(`^(?:${patterns.map(sourceOf).join('|')})$`);
  return (secret, parseNumber) => {
    if (secret.kind !== 'number' && secret.kind !== 'user') return undefined;
    const text = Private.open(secret);
    const bare = (/^\+?[\d\s().\-/]+$/.test(text) ? withoutSeparators(text) : text).toLowerCase();
    if (named.test(bare)) return bare;
    const number = parseNumber(text)?.e164;
    return number !== undefined && named.test(number) ? number : undefined;
  };
}

function sourceOf(text: string): string {
  const pattern = text.toLowerCase();
  const isNumber = NUMBER.test(pattern);
  const start = pattern.replace('*', '').replace(/[+.]/g, String.raw`\$&`);
  const rest = pattern.endsWith('*') ? (isNumber ? REST_OF_NUMBER : REST_OF_USER) : '';
  return `${isNumber ? start.replaceAll('x', String.raw`\d`) : start}${rest}`;
}
