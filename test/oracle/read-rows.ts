/** One call that a row expects: the values it asserts, by key, as text. `-` is absent. */
export type Expected = ReadonlyMap<string, string>;

/** A row of the oracle: messages in lines of text, and what follows from them by an RFC or a sentence of docs/call-model.md. */
export interface OracleRow {
  readonly title: string;
  readonly rfc?: string;
  readonly model?: string;
  /** The number of the finding for which ringscope contradicts the row today, and the keys in which it does. */
  readonly fails?: { readonly finding: string; readonly keys: readonly string[] };
  /** The time at which the clock of the scene stops, in its seconds. Absent: 5 s after the last message. */
  readonly untilSeconds?: number;
  readonly sweepSeconds?: number;
  /** The addresses of a carrier, by their names in scenes. */
  readonly carriers: readonly string[];
  readonly lines: readonly string[];
  readonly calls: readonly Expected[];
}

/** Named scenes, by the word after `scene`. */
export type Scenes = ReadonlyMap<string, readonly string[]>;

const NUMBERS = 'final rounds attempts messages retransmissions duplicates vantages reinvites reason-q850'.split(' ');
const SECONDS = 'talk ring pdd setup srd firstsrd sdd early se'.split(' ');
const WORDS = 'call outcome hop released ended cause race state rang anomaly leg-uas leg-uas2'.split(' ');
/** The ratios in which a call is counted or not: `1/1` in both, `0/1` in the denominator alone, `0/0` in none. */
export const RATIO_KEYS = ['asr', 'ser', 'seer', 'ner', 'scr', 'isa', 'redirect'] as const;
/** Every key that a row may assert. */
export const KEYS: ReadonlySet<string> = new Set([...NUMBERS, ...SECONDS, ...WORDS, ...RATIO_KEYS]);
const NUMERIC: ReadonlySet<string> = new Set([...NUMBERS, ...SECONDS]);
const OPTIONS: ReadonlySet<string> = new Set(
  'via from to cseq call of agent sdp auth stale sip q850 frag se refresher expires replaces callee over late'.split(' '),
);

interface Draft {
  title: string;
  readonly head: Map<string, string>;
  readonly lines: string[];
  readonly calls: Map<string, string>[];
}

/** Reads the scenes of a text, and the rows that play them or those of `shared`. An unknown word is an error. */
export function readRows(text: string, shared: Scenes = new Map()): { readonly rows: readonly OracleRow[]; readonly scenes: Scenes } {
  const scenes = new Map(shared);
  const rows: Draft[] = [];
  let scene: string[] | undefined;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '') scene = undefined;
    else if (line.startsWith('#')) continue;
    else if (line.startsWith('scene ')) scenes.set(line.slice(6), (scene = []));
    else if (scene !== undefined) scene.push(line);
    else if (line.startsWith('== ')) rows.push({ title: line.slice(3), head: new Map(), lines: [], calls: [] });
    else readRowLine(line, rows.at(-1), scenes);
  }
  return { rows: rows.map(finish), scenes };
}

function readRowLine(line: string, row: Draft | undefined, scenes: Scenes): void {
  if (row === undefined) throw new Error(`A line before the first row: ${line}`);
  const head = /^(rfc|model|fails|until|sweep|carrier): (.+)$/.exec(line);
  if (head?.[1] !== undefined && head[2] !== undefined) row.head.set(head[1], head[2]);
  else if (line.startsWith('=> ')) row.calls.push(readExpected(line.slice(3), new Map()));
  else if (line.startsWith('.. ')) readExpected(line.slice(3), row.calls.at(-1) ?? new Map());
  else if (line.startsWith('+ ')) row.lines.push(...playNamed(line, scenes));
  else row.lines.push(checkLine(line));
}

function finish({ title, head, lines, calls }: Draft): OracleRow {
  const optional = (name: string): string | undefined => head.get(name);
  const seconds = (name: string): number | undefined => (head.has(name) ? Number(head.get(name)) : undefined);
  return {
    title,
    lines,
    calls,
    carriers: head.get('carrier')?.split(' ') ?? [],
    ...present('rfc', optional('rfc')),
    ...present('model', optional('model')),
    ...present('fails', readFails(head.get('fails'))),
    ...present('untilSeconds', seconds('until')),
    ...present('sweepSeconds', seconds('sweep')),
  };
}

function readFails(text: string | undefined): OracleRow['fails'] {
  if (text === undefined) return undefined;
  const [finding = '', ...keys] = text.split(' ');
  const unknown = keys.find((key) => key !== 'calls' && !KEYS.has(key));
  if (keys.length === 0 || unknown !== undefined) throw new Error(`Fails in no key: ${text}`);
  return { finding, keys };
}

function present<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  const found: Partial<Record<K, V>> = {};
  if (value !== undefined) found[key] = value;
  return found;
}

function readExpected(text: string, into: Map<string, string>): Map<string, string> {
  for (const word of text.split(' ')) {
    const [key, value] = split(word);
    if (!KEYS.has(key) || value === '') throw new Error(`No such expectation: ${word}`);
    if (into.has(key)) throw new Error(`Expected twice: ${word}`);
    if (NUMERIC.has(key) && value !== '-' && !Number.isFinite(Number(value))) throw new Error(`No number: ${word}`);
    into.set(key, NUMERIC.has(key) && value !== '-' ? String(Number(value)) : value);
  }
  return into;
}

/** `+ name at=2 key=value`: the lines of a scene, moved in time, each `{key}` replaced. */
function playNamed(line: string, scenes: Scenes): readonly string[] {
  const [, name = '', ...words] = line.split(' ');
  const scene = scenes.get(name);
  if (scene === undefined) throw new Error(`No such scene: ${line}`);
  const values = new Map(words.map(split));
  const at = Number(values.get('at') ?? 0);
  values.delete('at');
  for (const key of values.keys())
    if (!scene.some((one) => one.includes(`{${key}}`))) throw new Error(`The scene has no {${key}}: ${line}`);
  return scene.map((one) => {
    const filled = one.replaceAll(/\{(\w+)\}/g, (_, key: string) => {
      const value = values.get(key);
      if (value === undefined) throw new Error(`{${key}} has no value: ${line}`);
      return value;
    });
    const [time = '', ...rest] = filled.split(' ');
    return checkLine([shifted(time, at), ...rest].join(' '));
  });
}

function shifted(time: string, by: number): string {
  return String(Math.round((Number(time) + by) * 1e6) / 1e6);
}

function checkLine(line: string): string {
  const match = /^-?\d+(?:\.\d+)? [\w.:]+ > [\w.:]+ [A-Z0-9]+(?<options>(?: \S+)*)$/.exec(line);
  if (match === null) throw new Error(`Not a message: ${line}`);
  for (const word of (match.groups?.['options'] ?? '').split(' ')) {
    if (word !== '' && !OPTIONS.has(split(word)[0])) throw new Error(`No such word of a message: ${word} in ${line}`);
  }
  return line;
}

function split(word: string): [string, string] {
  const at = word.indexOf('=');
  return at < 0 ? [word, ''] : [word.slice(0, at), word.slice(at + 1)];
}
