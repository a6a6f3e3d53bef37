import { Private } from './private.ts';

/** The longest JSON of metadata that is kept: that of a private text. */
export const MAX_METADATA = 1024;
const HIDDEN = '***';
/** Names under which a word is a word of the program and no person. */
const WORD_NAMES = new Set([
  'status',
  'duration',
  'duration_seconds',
  'reason',
  'code',
  'error',
  'error_code',
  'error_category',
  'failure_reason',
  'tool',
  'tool_name',
  'model',
  'voice',
  'provider',
  'language',
  'codec',
  'event',
  'type',
  'stage',
]);
/** One word such as `get_weather` or `gpt-4o`, or a short number. */
const WORD = /^[A-Za-z0-9]+(?:[_.:-][A-Za-z0-9]+)*$/;
const MAX_WORD = 64;
const LETTER = /[A-Za-z]/;
const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
/** As many digits in a row as the shortest phone numbers have. */
const NUMBER = /\d{7}/;
/** As many digits as the shortest PINs and codes that are sent to people have. */
const PIN = /\d{4}/;
const LEAST_PIN = 1000;
/** Names under which a number is a time and no code, as long as it is no phone number. */
const DURATION_NAMES = new Set(['duration', 'duration_seconds']);
const LEAST_NUMBER = 1_000_000;

type Facts = Readonly<Record<string, unknown>>;

/**
 * What everybody may see of metadata, as JSON: numbers of at most three digits and durations, yes and no, and single words under names that speak of the program, such as `status`
 * or `tool`. All else is `***`. Undefined when the text is no JSON object.
 */
export function shownMetadata(metadata: Private): string | undefined {
  const facts = factsOf(Private.open(metadata));
  return facts === undefined ? undefined : JSON.stringify(shownFacts(facts));
}

/** Metadata of which the later wins, as JSON. What would make it longer than is kept is left out. Undefined when there is none. */
export function joinMetadata(texts: readonly string[]): string | undefined {
  let joined: Facts | undefined;
  for (const text of texts) {
    const next = { ...joined, ...factsOf(text) };
    if (JSON.stringify(next).length <= MAX_METADATA) joined = next;
  }
  return joined === undefined ? undefined : JSON.stringify(joined);
}

function factsOf(text: string): Facts | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFacts(value) ? value : undefined;
  } catch {
    // A program may tell anything; what is no object says nothing.
    return undefined;
  }
}

function isFacts(value: unknown): value is Facts {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shownFacts(facts: Facts): Facts {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [shownName(name), shownValue(name, value)]));
}

function shownName(name: string): string {
  return NAME.test(name) && name.length <= MAX_WORD && !PIN.test(name) ? name : HIDDEN;
}

/** Of a list nothing is shown. */
function shownValue(name: string, value: unknown): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Math.abs(value) < (DURATION_NAMES.has(name) ? LEAST_NUMBER : LEAST_PIN) ? value : HIDDEN;
  if (typeof value === 'string') return WORD_NAMES.has(name) && isWord(value) ? value : HIDDEN;
  return isFacts(value) ? shownFacts(value) : HIDDEN;
}

function isWord(text: string): boolean {
  return text.length <= MAX_WORD && WORD.test(text) && !NUMBER.test(text) && (LETTER.test(text) || !PIN.test(text));
}
