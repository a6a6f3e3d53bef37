/** The conditions that a URL of calls may have, named as the API names them. */
export const FILTER_NAMES = [
  'outcome',
  'ended',
  'cause',
  'direction',
  'trunk',
  'hopTrunk',
  'hop',
  'hopCode',
  'hopCause',
  'sipCode',
  'agent',
  'device',
  'codec',
  'stage',
  'callId',
  'minMos',
  'maxMos',
  'minTalkSeconds',
  'maxTalkSeconds',
  'failed',
  'active',
  'number',
  'caller',
  'callee',
] as const;
export type FilterName = (typeof FILTER_NAMES)[number];
export type Conditions = Readonly<Record<string, string>>;

/** What names people: it is nowhere kept. */
export const PRIVATE_NAMES: readonly string[] = ['number', 'caller', 'callee'] satisfies readonly FilterName[];

const TIMES = ['since', 'until'] as const;
const KNOWN: readonly string[] = [...FILTER_NAMES, ...TIMES];
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
/** Those that may stand alone. */
const FLAGS: readonly string[] = ['failed', 'active'] satisfies readonly FilterName[];
/** What stands between a name and its value. */
const SIGN = /[=:]/u;
/** One word: in quotes as a whole, or with a quoted end. */
const WORD = /(?:[^\s"]|"[^"]*"?)+/gu;

/** The conditions that a text says, as the commands take them (`--hop-trunk carrier-a --failed`) or shorter (`hopTrunk=carrier-a failed`); or what of it is none. */
export function readConditions(text: string): { readonly conditions: Conditions } | { readonly unknown: string } {
  const words = (text.match(WORD) ?? []).map((word) => word.replaceAll('"', ''));
  const conditions: Record<string, string> = {};
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const name = nameOf(word);
    const value = KNOWN.includes(name) ? valueOf(word, name, words) : undefined;
    if (value === undefined || value === '') return { unknown: word };
    conditions[name] = TIMES.some((one) => one === name) ? timeOf(value) : value;
  }
  return { conditions };
}

/** What stands behind the sign in a word, or for a flag of the commands the word that follows, which is taken then. Undefined where there is none. */
function valueOf(word: string, name: string, following: string[]): string | undefined {
  const sign = word.search(SIGN);
  if (sign !== -1) return word.slice(sign + 1);
  if (FLAGS.includes(name)) return following[0] === 'true' || following[0] === 'false' ? following.shift() : 'true';
  return word.startsWith('--') ? following.shift() : undefined;
}

/** A time as the API takes it: `30m`, `1h` or `2d` as the commands take it is so long ago. */
function timeOf(value: string): string {
  const { count, unit = '' } = /^(?<count>\d{1,6})(?<unit>[smhdw])$/u.exec(value)?.groups ?? {};
  const seconds = UNITS[unit];
  return seconds === undefined ? value : new Date(Date.now() - Number(count) * seconds * 1000).toISOString();
}

/** The same as a text that says them. */
export function conditionsText(url: Conditions): string {
  return KNOWN.flatMap((name) => (url[name] === undefined ? [] : [`${name}=${quoted(url[name])}`])).join(' ');
}

/** What of a URL are conditions. */
export function conditionsIn(url: Conditions): Conditions {
  return Object.fromEntries(KNOWN.flatMap((name) => (url[name] === undefined ? [] : [[name, url[name]]])));
}

/** Every condition, as one that is taken away. */
export const NO_CONDITIONS: Readonly<Record<string, undefined>> = Object.fromEntries(KNOWN.map((name) => [name, undefined]));

function quoted(value: string): string {
  return /\s/u.test(value) ? `"${value}"` : value;
}

/** `hopTrunk` of `--hop-trunk carrier-a` and of `hopTrunk=carrier-a`. */
function nameOf(word: string): string {
  const [name = ''] = word.split(SIGN, 1);
  return name.replace(/^--/u, '').replaceAll(/-([a-z])/gu, (_, letter: string) => letter.toUpperCase());
}
