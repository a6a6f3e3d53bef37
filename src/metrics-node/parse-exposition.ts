import type { TextFormat } from '../metrics/index.ts';

/** One line with a value. */
export interface Sample {
  readonly name: string;
  /** With the braces; empty without labels. */
  readonly labels: string;
  readonly value: string;
  /** Unix time in seconds. Absent on most lines. */
  readonly at?: number;
  /** From the `#` on. Absent in text 0.0.4. */
  readonly exemplar?: string;
}

/** One metric of an exposition. */
export interface ForeignFamily {
  /** As in its TYPE line: OpenMetrics leaves the `_total` of a counter out. */
  readonly name: string;
  /** `counter`, `gauge`, `histogram`, `summary`, `unknown`; OpenMetrics knows some more. */
  readonly type: string;
  /** Unescaped. Absent without a HELP line. */
  readonly help?: string;
  readonly samples: readonly Sample[];
}

/** What a text says. */
export interface Exposition {
  readonly families: readonly ForeignFamily[];
  /** Families left out because one of their lines cannot be read. */
  readonly malformed: number;
}

interface Draft {
  name: string;
  type: string;
  help?: string;
  samples: Sample[];
  isMalformed: boolean;
}

const COMMENT = /^# (HELP|TYPE|UNIT) ([a-zA-Z_:][a-zA-Z0-9_:]*)(?: (.*))?$/;
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[^"{}]|"(?:[^"\\]|\\.)*")*\})?[ \t]+([^\s#]+)(?:[ \t]+([^\s#]+))?[ \t]*( # \{.*)?$/;
const NUMBER = /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|[+-]?inf|nan)$/i;
/** What the lines of a family add to its name, by type and format; other types add nothing. */
const SUFFIXES: Readonly<Record<TextFormat, Readonly<Record<string, readonly string[]>>>> = {
  text: { histogram: ['_bucket', '_sum', '_count'], summary: ['', '_sum', '_count'] },
  openmetrics: {
    counter: ['_total', '_created'],
    histogram: ['_bucket', '_sum', '_count', '_created'],
    summary: ['', '_sum', '_count', '_created'],
    info: ['_info'],
  },
};

/** Takes the text of a registry apart, as Prometheus text 0.0.4 or OpenMetrics. Never throws. */
export function parseExposition(text: string, format: TextFormat): Exposition {
  const drafts: Draft[] = [];
  for (const line of text.split('\n')) {
    const comment = COMMENT.exec(line);
    if (comment === null && (line.trim() === '' || line.startsWith('#'))) continue;
    if (comment === null) takeSample(drafts, line, format);
    else takeComment(drafts, comment);
  }
  const readable = drafts.filter(({ isMalformed }) => !isMalformed);
  return {
    families: readable.map(({ name, type, help, samples }) => ({ name, type, ...(help === undefined ? {} : { help }), samples })),
    malformed: drafts.length - readable.length,
  };
}

function takeComment(drafts: Draft[], [, keyword, name = '', rest = '']: RegExpExecArray): void {
  const last = drafts.at(-1);
  // A comment after samples of the same name begins it anew; two of one name are found out by whoever puts them together.
  const draft = last?.name === name && last.samples.length === 0 ? last : begin(drafts, name);
  if (keyword === 'TYPE') draft.type = rest === 'untyped' ? 'unknown' : rest;
  if (keyword === 'HELP') draft.help = rest.replaceAll(/\\([\\n"])/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
}

function takeSample(drafts: Draft[], line: string, format: TextFormat): void {
  const last = drafts.at(-1);
  const sample = readSample(line, format);
  if (sample === undefined) {
    // What it belongs to cannot be told: the family before it may be short of a line.
    (last ?? begin(drafts, line)).isMalformed = true;
    return;
  }
  const suffixes = SUFFIXES[format][last?.type ?? ''] ?? [''];
  const isOfLast = last !== undefined && suffixes.some((suffix) => sample.name === last.name + suffix);
  (isOfLast ? last : begin(drafts, sample.name)).samples.push(sample);
}

function readSample(line: string, format: TextFormat): Sample | undefined {
  const [, name, labels = '', value = '', time, exemplar] = SAMPLE.exec(line) ?? [];
  if (name === undefined || !NUMBER.test(value) || (time !== undefined && !NUMBER.test(time))) return undefined;
  return {
    name,
    labels,
    value,
    ...(time === undefined ? {} : { at: format === 'text' ? Number(time) / 1000 : Number(time) }),
    ...(exemplar === undefined ? {} : { exemplar: exemplar.trim() }),
  };
}

function begin(drafts: Draft[], name: string): Draft {
  const draft: Draft = { name, type: 'unknown', samples: [], isMalformed: false };
  drafts.push(draft);
  return draft;
}
