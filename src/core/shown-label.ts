import { labelText, type LabelText } from '../metrics/index.ts';
import { visibleText } from './visible-text.ts';

/** Stands in a sentence in the place of a number. */
const HIDDEN_NUMBER = '***';
/** What a label says that looked like a number. */
export const HIDDEN_LABEL = labelText('hidden');

/** Seven digits in a row, of any script; and with what may stand between their digits a number in the form of E.164, an IMEI and an ICCID. */
const NUMBERS = [/\p{Nd}{7}/u, /\+(?:[\s()./-]*\d){7}/, /\d{2}[\s-]\d{6}[\s-]\d{6}[\s-]\d/, /89(?:[\s-]?\d){16,18}/];

/** Seven digits in groups. A dot and a slash divide no groups, as they stand in addresses, versions and paths. */
const GROUPED = /\p{Nd}(?:[\p{Zs}\p{Pd}()]{0,3}\p{Nd}){6}/u;

/** What has digits in groups and is no number: a UUID, an IPv4 address, also as clouds name their hosts (ip-10-0-12-34), a date with its year first or last, two years. */
const NO_NUMBERS = [
  /(?<![\da-f])[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?![\da-f])/gi,
  /(?<![\d.])(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?![\d.])/g,
  /(?<=[a-z]\d?-)(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:-(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?![\d-])/gi,
  /(?<![\d-])(?:19|20)\d\d-(?:19|20)\d\d(?![\d-])/g,
  /(?<!\d)(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)/g,
  /(?<!\d)(?:0[1-9]|[12]\d|3[01])-(?:0[1-9]|1[0-2])-(?:19|20)\d\d(?!\d)/g,
];

/** Whether a text looks like the number of a person, a device or a card. */
export function looksLikeNumber(text: string): boolean {
  if (NUMBERS.some((form) => form.test(text))) return true;
  return GROUPED.test(text) && GROUPED.test(NO_NUMBERS.reduce((rest, form) => rest.replaceAll(form, 'x'), text));
}

/** Digits in a row, in groups, or behind a plus with whatever a number in the form of E.164 has between its digits. */
const SPANS = [/\+(?:[\s()./-]*\d){7,}/g, /\(?\p{Nd}(?:[\p{Zs}\p{Pd}()]{0,3}\p{Nd}){6,}/gu];

/** Replaces what looks like a number in a sentence by `***`. */
export function withoutNumbers(text: string): string {
  if (!looksLikeNumber(text)) return text;
  // Addresses, dates and the like stand aside meanwhile, as long as no number is in them.
  const aside: string[] = [];
  const rest = NO_NUMBERS.reduce(
    (left, form) =>
      left.replaceAll(form, (found) => (NUMBERS.some((one) => one.test(found)) ? found : `\u{e000}${aside.push(found) - 1}\u{e001}`)),
    text.replaceAll(/[\u{e000}\u{e001}]/gu, ' '),
  );
  const masked = SPANS.reduce((left, form) => left.replaceAll(form, HIDDEN_NUMBER), rest);
  const whole = masked.replaceAll(/\u{e000}(\d+)\u{e001}/gu, (_, place: string) => aside[Number(place)] ?? '');
  // Digits that only several rules together take for a number go all of them.
  return looksLikeNumber(whole) ? whole.replaceAll(/\p{Nd}+/gu, HIDDEN_NUMBER) : whole;
}

/**
 * Label from outside as it is stored and shown: `hidden` when it looks like a number, or names a person by an address, and with escapes for control characters, since the
 * text of metrics has no escapes for that.
 */
export function shownLabel(text: string, isOfPerson = false): LabelText {
  if (isOfPerson && text.includes('@')) return HIDDEN_LABEL;
  const visible = visibleText(text);
  // Digits of an escape may make a number of those behind it: then it is one wherever it is read again.
  return looksLikeNumber(text) || (visible !== text && looksLikeNumber(visible)) ? HIDDEN_LABEL : labelText(visible);
}
