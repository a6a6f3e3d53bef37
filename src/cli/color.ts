/** What a colour says: all is well, look here, something failed, of less weight. */
export type Tone = 'good' | 'warning' | 'bad' | 'faint';

const CODE: Readonly<Record<Tone, string>> = { good: '\u001b[32m', warning: '\u001b[33m', bad: '\u001b[31m', faint: '\u001b[2m' };
const END = '\u001b[0m';

/** The words that say how something is, by what they mean for who keeps it running. What callers and callees choose has no colour. */
const TONE: Readonly<Record<string, Tone>> = {
  ok: 'good',
  ready: 'good',
  healthy: 'good',
  idle: 'faint',
  warn: 'warning',
  warning: 'warning',
  degraded: 'warning',
  unknown: 'warning',
  timeout: 'bad',
  rejected: 'bad',
  fail: 'bad',
  failed: 'bad',
};

/** A text in the colour of its tone; as it is where there are no colours. */
export function paint(text: string, tone: Tone | undefined, { hasColor }: { readonly hasColor: boolean }): string {
  return tone === undefined || !hasColor ? text : `${CODE[tone]}${text}${END}`;
}

/** The tone of a word that says how something is. Undefined: it has none. */
export function toneOf(word: string): Tone | undefined {
  return TONE[word.trim()];
}
