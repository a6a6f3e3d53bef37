import { labelText, type LabelText } from '../metrics/index.ts';

/** What a label says that looked like a number. */
const HIDDEN = labelText('hidden');

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

/** Whether a label may be shown to everyone: it does not look like a number, and one that says which person is no address. */
export function isLabelShown(text: string, isOfPerson = false): boolean {
  return !(isOfPerson && text.includes('@')) && !looksLikeNumber(text);
}

/** A label from outside, or `hidden` where it may not be shown. */
export function shownLabel(text: string, isOfPerson = false): LabelText {
  return isLabelShown(text, isOfPerson) ? labelText(text) : HIDDEN;
}
