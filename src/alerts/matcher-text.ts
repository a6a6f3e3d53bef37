import type { SeriesLabels } from '../expressions/index.ts';

/** What the value of a label must be, or must not be; `*` in it stands for any text. The label `alertname` is the name of the alert. */
export interface LabelMatcher {
  readonly label: string;
  readonly isEqual: boolean;
  readonly value: string;
}

/** What a text must be to be a matcher; completes the sentence `expected ...`. */
export const MATCHER_EXPECTED = 'a label and its value such as trunk=carrier-a, trunk!=carrier-b or alertname=Trunk*';

const MOST_TEXT = 512;

/** Reads `label=value` or `label!=value`; the value may be in double quotes. Undefined when it is neither. */
export function parseMatcher(text: string): LabelMatcher | undefined {
  if (text.length > MOST_TEXT) return undefined;
  const [, label, operator, raw] = /^([A-Za-z_]\w{0,63}) *(!?=)([\s\S]*)$/.exec(text.trim()) ?? [];
  if (label === undefined || raw === undefined) return undefined;
  const value = unquoted(raw.trim());
  // `=~` is not known here, and a value of control characters is a mistake.
  if (value === undefined || raw.startsWith('~') || /\p{Cc}/u.test(value)) return undefined;
  return { label, isEqual: operator === '=', value };
}

/** The text of a matcher, which `parseMatcher` reads as the same. */
export function matcherText({ label, isEqual, value }: LabelMatcher): string {
  return `${label}${isEqual ? '=' : '!='}${/^[\w.*:/-]*$/.test(value) ? value : JSON.stringify(value)}`;
}

/** Whether labels are what all matchers ask for. A label that is not there is as one that is empty. */
export function isMatched(matchers: readonly LabelMatcher[], labels: SeriesLabels): boolean {
  return matchers.every(({ label, isEqual, value }) => isLike(value, valueOf(labels, label)) === isEqual);
}

/** What an object has of itself is no label: `toString`. */
function valueOf(labels: SeriesLabels, label: string): string {
  return Object.hasOwn(labels, label) ? (labels[label] ?? '') : '';
}

/** In linear time per `*`: the first place where the next piece fits is as good as any. */
function isLike(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === text;
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let from = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, from);
    if (found < 0 || found + piece.length > end) return false;
    from = found + piece.length;
  }
  return true;
}

function unquoted(raw: string): string | undefined {
  if (!raw.startsWith('"')) return raw.includes('"') ? undefined : raw;
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === 'string' ? value : undefined;
  } catch {
    // Not a text in quotes.
    return undefined;
  }
}
