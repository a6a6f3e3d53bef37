import { numberOfHeader } from './number-of-header.ts';
import { withoutSeparators } from './text-forms.ts';

/** What a private value is, which decides how it is masked. */
export const PRIVATE_KIND = ['number', 'name', 'user', 'text'] as const;
export type PrivateKind = (typeof PRIVATE_KIND)[number];

/**
 * A value that must not leave the process as it is: a phone number, a user part, a name, a body, a SIM identity.
 * It has no text form: JSON leaves it out, structured clone makes it `{}`, inspection shows no content. Only `reveal` opens it.
 */
export class Private {
  readonly #value: string;
  readonly #kind: PrivateKind;
  /** What its keeper made of it. */
  #kept: Kept | undefined;

  constructor(value: string, kind: PrivateKind) {
    this.#value = value;
    this.#kind = kind;
  }

  /** What it is, which decides its mask. */
  get kind(): PrivateKind {
    return this.#kind;
  }

  /** Leaves the value out of `JSON.stringify`. */
  toJSON(): undefined {
    return undefined;
  }

  /** The content. Used by `reveal`, by the comparisons below, by what tells whom the settings let be shown, by what looks for people in texts or shows metadata, and by what encrypts; nowhere else. */
  static open(secret: Private): string {
    return secret.#value;
  }

  /**
   * What `keeper` makes of a value, made once and kept with it: it lives as long as the value does, and needs no cache that holds it longer. The value remembers one keeper.
   */
  static kept<T>(secret: Private, keeper: PrivateKeeper<T>): T {
    // Only a keeper puts something there, and only what it made itself.
    if (secret.#kept?.keeper === keeper) return secret.#kept.made as T;
    const made = keeper.make(secret);
    secret.#kept = { keeper, made };
    return made;
  }

  /** Lets go of what its keeper made of a value: it is made again when it is asked for. */
  static letGo(secret: Private): void {
    secret.#kept = undefined;
  }
}

/** Makes something of private values: always the same of equal ones. */
export interface PrivateKeeper<T> {
  readonly make: (secret: Private) => T;
}

interface Kept {
  readonly keeper: object;
  readonly made: unknown;
}

/** How much of a private value an output shows. `raw` needs a role and an audit event from its caller. */
export const REVEAL = ['off', 'pseudonym', 'masked', 'raw'] as const;
export type Reveal = (typeof REVEAL)[number];

/** What a number is once it is normalised. */
export interface PhoneNumber {
  /** The E.164 form, with a leading plus. */
  readonly e164: string;
  /** The country calling code without a plus, e.g. `49`. */
  readonly callingCode: string;
}

/** What `reveal` needs to know. The functions come from the platform: core has neither a key nor a numbering plan. */
export interface RevealPolicy {
  readonly mode: Reveal;
  /** Keyed hash of a text (HMAC-SHA-256, shortened by the caller as it likes). Equal texts of two kinds have two hashes. */
  readonly hash: (text: string, kind: PrivateKind) => string;
  /** The number behind a dialled text, or undefined when it is not a number of the plan. */
  readonly parseNumber: (text: string) => PhoneNumber | undefined;
}

/** Numbers of six digits or fewer are masked whole: their last four digits would be most of them. */
const MASK_WHOLE_DIGITS = 6;
const VISIBLE_TAIL = 4;

/** Shows a private value as the policy allows. Absent when the policy is `off`. */
export function reveal(secret: Private, policy: RevealPolicy): string | undefined {
  switch (policy.mode) {
    case 'off':
      return undefined;
    case 'raw':
      return Private.open(secret);
    case 'pseudonym':
      return policy.hash(canonical(secret, policy), secret.kind);
    case 'masked':
      return mask(secret, policy);
  }
}

/**
 * The form in which equal people are equal texts: E.164 for a number of the plan, the dialled digits for any other, lower case for a user. All else is as it is.
 */
function canonical(secret: Private, policy: RevealPolicy): string {
  const text = Private.open(secret);
  if (secret.kind !== 'number' && secret.kind !== 'user') return text;
  const number = policy.parseNumber(text)?.e164;
  if (number !== undefined) return number;
  return /^\+?[\d\s().\-/]+$/.test(text) ? withoutSeparators(text) : text.toLowerCase();
}

function mask(secret: Private, policy: RevealPolicy): string {
  const text = Private.open(secret);
  const digits = text.replace(/[\s().-]/g, '');
  if (!/^\+?\d+$/.test(digits)) return '***';
  const count = digits.startsWith('+') ? digits.length - 1 : digits.length;
  if (count <= MASK_WHOLE_DIGITS) return '***';
  const callingCode = policy.parseNumber(text)?.callingCode;
  return `${callingCode === undefined ? '' : `+${callingCode}`}***${digits.slice(-VISIBLE_TAIL)}`;
}

/** Closes a text of a program. A number may come as a SIP header or a URI. */
export function toldPrivate(text: string, kind: PrivateKind): Private {
  return new Private(kind === 'number' ? numberOfHeader(text) : text, kind);
}

/** Whether two private values hold the same text. */
export function samePrivate(a: Private, b: Private): boolean {
  return Private.open(a) === Private.open(b);
}

/** Whether a private value begins with a text that is no secret. */
export function startsWithText(secret: Private, text: string): boolean {
  return Private.open(secret).startsWith(text);
}

/** The lines of a private text, each by itself. */
export function linesOf(secret: Private): readonly Private[] {
  return Private.open(secret)
    .split('\n')
    .map((line) => new Private(line, secret.kind));
}
