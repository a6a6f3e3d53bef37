import {
  holdsNeedle,
  needlesOf,
  samePrivate,
  SEPARATORS,
  textForms,
  type Private,
  type PrivateKind,
  type TextForms,
} from '../core/index.ts';

/** Longer than any Call-ID that a program makes: what it holds is not looked through. */
const MAX_LENGTH = 256;
/** Nobody writes like this but to hide something, be it from a parser. */
const ESCAPE = /%[0-9a-f]{2}/i;
/** What a Call-ID is made of. */
const PRINTABLE = /^[\x21-\x7e]*$/;
/** The same with blanks: digits of other scripts are none of these. */
const DECODED = /^[\x20-\x7e]*$/;
const UUID = /(?<![0-9a-z])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-z])/gi;
/** Hex digits as hashes and random numbers have them, also in groups of four or more. */
const HEX_RUN = /(?<![0-9a-z])(?=[0-9-]*[a-f])[0-9a-f]{4,}(?:-[0-9a-f]{4,})*(?![0-9a-z])/gi;
const LEAST_HEX = 16;
/** The identifiers of Twilio (SID): two capital letters and a random number as 32 hex digits, of which hardly all are decimal. */
const SID = /(?<![0-9A-Za-z])[A-Z]{2}(?=\d*[a-f])[0-9a-f]{32}(?![0-9A-Za-z])/g;
/** So many digits in a row are hardly chance: a group of its own, or ten among hex digits, as one of twelve hashes of 32 has them. */
const NO_HEX = /(?<![0-9a-f])\d{7,}(?![0-9a-f])/i;
const HEX_DIGITS = /\d{10}/;
/** An IPv4 address behind the @, with its port. */
const HOST = /@(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?::\d{1,5})?$/;
const MAC = /(?<![0-9a-f])[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}(?![0-9a-f])/i;
/** Digits in a row that may be a phone number: as many as the shortest local ones, or fewer behind a plus. */
const NUMBER = /\d{7}|\+\d{4}/;

/** Whether a value is the user of an address of record. Display names, and users whose header is not known, are none. */
export function isAddressUser({ kind }: { readonly kind: PrivateKind }): boolean {
  return kind === 'number' || kind === 'user';
}

/** What hides a Call-ID. */
export interface CallIdSecrets {
  /** The people whom it names. */
  readonly named: readonly Private[];
  /** It names nobody, but may hold a number that is none of theirs, or the address of a device. */
  readonly isDoubtful: boolean;
}

/**
 * What a Call-ID tells that nobody may see: it is the one place that decides. The people are all whom the messages of the call name. Digits are taken for a number
 * unless they belong to a UUID, to a SID of Twilio, to a hash in hex digits, or to the IPv4 address of the host; in doubt they are one. The host part is compared with users of
 * addresses of record alone: a word of a display name stands in the names of hosts too.
 */
export function callIdSecrets(callId: string, people: readonly Private[]): CallIdSecrets {
  if (callId.length > MAX_LENGTH || !PRINTABLE.test(callId)) return { named: people, isDoubtful: true };
  const forms = textForms(callId);
  const rest = callId.replace(SID, ' ');
  // Without the room that the array keeps for more.
  const named = people.filter((one) => isNamedIn(forms, one) && (isAddressUser(one) || isNamedBeforeHost(callId, one))).slice();
  return { named, isDoubtful: named.length === 0 && (ESCAPE.test(callId) || mayHoldNumber(rest === callId ? forms : textForms(rest))) };
}

function isNamedIn(forms: TextForms, one: Private): boolean {
  return needlesOf(one).some((needle) => holdsNeedle(forms, needle));
}

/** Whether it is named in the part before the last @. */
function isNamedBeforeHost(callId: string, one: Private): boolean {
  const host = callId.lastIndexOf('@');
  return host < 0 || isNamedIn(textForms(callId.slice(0, host)), one);
}

function mayHoldNumber({ plain, bare }: TextForms): boolean {
  if (plain.some((text) => MAC.test(text) || !DECODED.test(text) || NUMBER.test(withoutAddresses(text)))) return true;
  return bare.some((text, place) => place >= plain.length && DECODED.test(text) && NUMBER.test(text));
}

/** Without what has digits that are no number, and without what stands between the digits of one. */
function withoutAddresses(text: string): string {
  return text
    .replace(UUID, (uuid) => (HEX_DIGITS.test(uuid.replaceAll('-', '')) ? uuid : ' '))
    .replace(HEX_RUN, (run) => (isHash(run) ? ' ' : run))
    .replace(HOST, ' ')
    .replace(SEPARATORS, '');
}

function isHash(run: string): boolean {
  return run.length >= LEAST_HEX && !NO_HEX.test(run) && !HEX_DIGITS.test(run.replaceAll('-', ''));
}

/** Whether all whom a Call-ID names are among these: then it can be erased with them. */
export function areAmong(named: readonly Private[], people: readonly (Private | undefined)[]): boolean {
  let needles: Set<string> | undefined;
  return named.every((one) => {
    if (people.some((other) => other !== undefined && samePrivate(one, other))) return true;
    const known = (needles ??= new Set(people.flatMap((other) => (other === undefined ? [] : needlesOf(other)))));
    return needlesOf(one).every((needle) => known.has(needle));
  });
}
