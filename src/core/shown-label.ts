import { labelText, type LabelText } from '../metrics/index.ts';

/** What a label says that looked like a number. */
const HIDDEN = labelText('hidden');

/** Seven digits in a row, of any script; and with what may stand between their digits a number in the form of E.164, an IMEI and an ICCID. */
const NUMBERS = [/\p{Nd}{7}/u, /\+(?:[\s()./-]*\d){7}/, /\d{2}[\s-]\d{6}[\s-]\d{6}[\s-]\d/, /89(?:[\s-]?\d){16,18}/];

/** Whether a text looks like the number of a person, a device or a card. */
export function looksLikeNumber(text: string): boolean {
  return NUMBERS.some((form) => form.test(text));
}

/** A label from outside, or `hidden` where it looks like a number: a label is shown to everyone. */
export function shownLabel(text: string): LabelText {
  return looksLikeNumber(text) ? HIDDEN : labelText(text);
}
