import { holdsNeedle, needlesOf, Private, textForms } from '../../core/index.ts';

/** Digits from which on a number is looked for in all of a message; fewer are an extension, which only an address names. */
const LEAST_NUMBER = 6;

/**
 * Whether a SIP message names a person, in any header or in its body: a number by its last digits in any writing, an extension as the user of an address or in quotes, a
 * user as a word.
 */
export function messageNames(person: string): (message: string) => boolean {
  const whole = person.trim().toLowerCase();
  if (!/^\+?[\d\s().\-/]+$/.test(whole)) return wordIn(whole);
  const digits = whole.replace(/\D/g, '').replace(/^0+/, '');
  if (digits.length < LEAST_NUMBER) {
    const address = new RegExp(`(?:sips?:|tel:|")0*${digits}(?=[@;>":?\\s]|$)`);
    return (message) => textForms(message).plain.some((text) => address.test(text));
  }
  const needles = needlesOf(new Private(whole, 'number'));
  return (message) => {
    const forms = textForms(message);
    return needles.some((needle) => holdsNeedle(forms, needle));
  };
}

function wordIn(word: string): (message: string) => boolean {
  const kind = /[\p{L}\p{N}]/u;
  return (message) =>
    textForms(message).plain.some((text) => {
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
        if (!kind.test(text.charAt(at - 1)) && !kind.test(text.charAt(at + word.length))) return true;
      }
      return false;
    });
}
