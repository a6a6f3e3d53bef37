import { Private } from './private.ts';
import { decodeRounds, type TextForms, withoutSeparators } from './text-forms.ts';

/** A number is known by so many of its last digits: what stands before them depends on who dials. */
const TAIL_DIGITS = 8;
/** Digits in a row from which on they are looked for in any form, and may be a number without further ado. */
const LEAST_NUMBER = 6;
/** Shorter texts stand by chance in anything. */
const LEAST_TEXT = 3;
/** Letters from which on they are looked for anywhere; shorter ones must stand by themselves. */
const LEAST_ANYWHERE = 4;
/** A number without anything between its digits. */
const NUMBER = /^\+?\d+$/;
const DIGITS = /^\d+$/;
const DIGIT = /\d/;
const LETTER = /\p{L}/u;
const NO_WORD = /[^\p{L}\p{N}]+/u;
/** The address of a host at the end of an identifier: its digits are no extension. */
const HOST = /@\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?$/;

/**
 * What is looked for in a text to find out whether it names somebody: of a number its last digits, of a user or a display name the whole and each word of it.
 * Equal people have equal needles.
 */
export function needlesOf(secret: Private): readonly string[] {
  const text = Private.open(secret);
  // Hot: nearly everybody is a number with nothing between its digits, which is one word in one form.
  if (NUMBER.test(text)) return enough(tailOf(text));
  const needles = new Set<string>();
  for (const round of decodeRounds(text)) {
    const form = round.normalize('NFKC').toLowerCase();
    for (const one of [withoutSeparators(form), ...form.split(NO_WORD)])
      for (const needle of enough(NUMBER.test(one) ? tailOf(one) : one)) needles.add(needle);
  }
  return [...needles];
}

function enough(text: string): readonly string[] {
  return text.length < LEAST_TEXT ? [] : [text];
}

/** Its last digits, without zeros at its beginning. Hot: a pattern takes three times as long. */
function tailOf(number: string): string {
  let from = number.startsWith('+') ? 1 : 0;
  while (number.charAt(from) === '0') from += 1;
  return number.slice(Math.max(from, number.length - TAIL_DIGITS));
}

/** Whether a text in one of its forms holds what names somebody. */
export function holdsNeedle({ plain, bare }: TextForms, needle: string): boolean {
  const isDigits = DIGITS.test(needle);
  if (isDigits ? needle.length >= LEAST_NUMBER : needle.length >= LEAST_ANYWHERE) return bare.some((form) => form.includes(needle));
  return plain.some((form) => standsAlone(isDigits ? form.replace(HOST, '') : form, needle, isDigits ? DIGIT : LETTER));
}

/** Whether it occurs with nothing of its own kind beside it. */
function standsAlone(text: string, needle: string, kind: RegExp): boolean {
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
    if (!kind.test(text.charAt(at - 1)) && !kind.test(text.charAt(at + needle.length))) return true;
  }
  return false;
}
