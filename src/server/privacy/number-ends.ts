import {
  boundedCache,
  LEAST_END_DIGITS,
  MOST_END_DIGITS,
  type NumberEnd,
  type PhoneNumber,
  Private,
  type StoredPrivate,
  TeleError,
  withoutSeparators,
} from '../../core/index.ts';
import type { HashDomain } from './keyed-hash.ts';

/** How many digits each part of what is kept of an end covers, and how many letters it has. */
const PARTS = { tail: { digits: 4, letters: 4 }, seven: { digits: 7, letters: 3 }, ten: { digits: 10, letters: 3 } } as const;
const CODE_LETTERS = 1;
const WHOLE_LETTERS = 4;
/** All tails there are. */
const TAILS = 10_000;
/** As many as calling codes of three digits. */
const CODES = 1000;
const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** Digits at the end of a text, and what people put between them. */
const LAST_DIGITS = /\d[\d\s().\-/]*$/;
const NUMBER = /^\+?[\d\s().\-/]+$/;
/** An end as people write it, or as a mask shows it: what stands before the digits, dots or stars, and the digits. */
const END = /^(.*?)(?:\.{2,}|\u2026|\*+)(.*)$/;
const CALLING_CODE = /^(?:\+|00)(\d{1,3})$/;

/** What leads to calls by what somebody asked for. */
export interface PersonSearch {
  /** The hash of the whole. */
  readonly hash?: string;
  /** What ends in it. With a hash either of the two is meant. */
  readonly end?: NumberEnd;
  /** What the pseudonym begins with, where somebody was named by it. */
  readonly start?: string;
}

/** What is kept of the ends of numbers, and what is looked for there. */
export interface NumberEnds {
  /** What is kept of the end of a number, but for whose it is. Undefined for what is none. */
  readonly endOf: (secret: Private) => string | undefined;
  /** What a text means that somebody looks for. Throws `BAD_REQUEST` for an end of too few digits, or of too many. */
  readonly search: (text: string) => PersonSearch;
  /** What is erased with a person: the ends that a text may be the number of. Undefined for a text that is no number. */
  readonly erased: (text: string) => NumberEnd | undefined;
}

/** What is known of a private value, and of all that are equal to it. */
export interface KnownPrivate {
  readonly stored: StoredPrivate;
  /** What is kept of its end, once somebody asked; empty for what has none. */
  end?: string;
}

/** What numbers are hashed with. */
interface EndHashes {
  readonly hash: (domain: HashDomain, text: string) => string;
  /** The number behind a dialled text, as in `RevealPolicy`. */
  readonly parseNumber: (text: string) => PhoneNumber | undefined;
  /** What is known of a private value. */
  readonly know: (secret: Private) => KnownPrivate;
}

/** Makes it for an installation. */
export function createNumberEnds({ hash, parseNumber, know }: EndHashes): NumberEnds {
  const tails = Array.from<string | undefined>({ length: TAILS });
  const partOf = (part: 'seven' | 'ten', digits: string): string =>
    hash('end', `${part} ${digits.slice(-PARTS[part].digits)}`).slice(0, PARTS[part].letters);
  const codeOf = boundedCache(CODES, (code) => hash('end', `code ${code}`).slice(0, CODE_LETTERS));
  const makeTail = (tail: string): string => hash('end', `tail ${tail}`).slice(0, PARTS.tail.letters);
  // Hot: a map with all of them costs more than a hash. With a plus and three digits somebody looks for a number as short as that.
  const tailOf = (digits: string): string => {
    const tail = digits.slice(-PARTS.tail.digits);
    return tail.startsWith('+') ? makeTail(tail) : (tails[Number(tail)] ??= makeTail(tail));
  };
  const callingCodeOf = (text: string): string => codeOf(parseNumber(text)?.callingCode ?? '');
  const wholeOf = ({ stored }: KnownPrivate): string => stored.hash.slice(0, WHOLE_LETTERS);
  /** What is kept of the end of a number; empty for what is too short. */
  const makeEnd = (text: string, known: KnownPrivate): string => {
    const digits = lastDigits(text);
    if (digits.length < LEAST_END_DIGITS) return '';
    return tailOf(digits) + partOf('seven', digits) + partOf('ten', digits) + callingCodeOf(text) + wholeOf(known);
  };
  /** What numbers keep that end in so many digits, which are at most ten. */
  const endingIn = (digits: string): NumberEnd => {
    const longer = (part: 'seven' | 'ten') => numbersEndingIn(digits, PARTS[part].digits).map((one) => partOf(part, one));
    const tail = tailOf(digits);
    if (digits.length <= PARTS.tail.digits) return { tail };
    return digits.length <= PARTS.seven.digits ? { tail, seven: longer('seven') } : { tail, seven: longer('seven'), ten: longer('ten') };
  };

  return {
    endOf(secret) {
      const text = Private.open(secret);
      // A display name or a user may end in digits that are no number of anybody.
      if (secret.kind !== 'number' && !NUMBER.test(text)) return undefined;
      const known = know(secret.kind === 'number' ? secret : new Private(text, 'number'));
      known.end ??= makeEnd(text, known);
      return known.end || undefined;
    },
    search(text) {
      const [, before, after] = END.exec(text) ?? [];
      if (before !== undefined && after !== undefined) return { end: askedEnd(before.trim(), after, endingIn, codeOf) };
      const known = know(new Private(text, 'number'));
      const { hash: whole } = known.stored;
      if (!NUMBER.test(text)) return { hash: whole };
      const digits = withoutSeparators(text);
      if (digits.length < LEAST_END_DIGITS) return { hash: whole };
      if (/^\d+$/.test(digits) && digits.length <= MOST_END_DIGITS) return { hash: whole, end: endingIn(digits) };
      return { hash: whole, end: { tail: tailOf(digits), callingCode: [callingCodeOf(text)], whole: [wholeOf(known)] } };
    },
    erased(text) {
      const digits = lastDigits(text);
      if (!NUMBER.test(text) || digits.length < LEAST_END_DIGITS) return undefined;
      return { tail: tailOf(digits), seven: [partOf('seven', digits)], ten: [partOf('ten', digits)] };
    },
  };
}

function askedEnd(before: string, after: string, endingIn: (digits: string) => NumberEnd, codeOf: (code: string) => string): NumberEnd {
  const digits = withoutSeparators(after);
  if (!/^\d+$/.test(digits) || digits.length < LEAST_END_DIGITS || digits.length > MOST_END_DIGITS)
    refuse(
      `The end of a number has ${LEAST_END_DIGITS} to ${MOST_END_DIGITS} digits: give more of them, such as ...2233, or the whole number.`,
    );
  if (before === '') return endingIn(digits);
  const [, code] = CALLING_CODE.exec(before) ?? [];
  if (code === undefined) refuse('Before the dots stands a calling code, such as +49...2233, or nothing: ...2233.');
  return { ...endingIn(digits), callingCode: [codeOf(code)] };
}

function refuse(message: string): never {
  throw new TeleError('BAD_REQUEST', message);
}

function lastDigits(text: string): string {
  return withoutSeparators(LAST_DIGITS.exec(text)?.[0] ?? '');
}

/** Some digits with each digit before them that there may be, or none, up to a length. What is longer is cut. */
function numbersEndingIn(digits: string, length: number): readonly string[] {
  if (digits.length >= length) return [digits.slice(-length)];
  return [digits, ...DIGITS.flatMap((digit) => numbersEndingIn(digit + digits, length))];
}
