import {
  csvCell,
  shownPerson,
  visibleText,
  type ExportFormat,
  type ExportPeople,
  type StoredCall,
  type StoredPrivate,
} from '../../core/index.ts';

/** What an export holds of a call, in this order. */
const EXPORT_COLUMNS = [
  'id',
  'callId',
  'startedAt',
  'endedAt',
  'direction',
  'trunk',
  'agent',
  'caller',
  'callee',
  'state',
  'outcome',
  'ended',
  'cause',
  'sipCode',
  'codec',
  'pddSeconds',
  'setupSeconds',
  'talkSeconds',
  'agentResponseSeconds',
  'mos',
  'hasTranscript',
  'isSynthetic',
] as const;

/** What an export needs to know of a call. */
export type ExportedCall = Pick<StoredCall, (typeof EXPORT_COLUMNS)[number]>;

const CHUNK_BYTES = 64 * 1024;
const MILLISECONDS = 1000;
const MICROSECONDS = 1e6;

/** How one format writes calls. */
interface ExportText {
  readonly head: string;
  /** Between two calls. */
  readonly separator: string;
  readonly tail: string;
  call(call: ExportedCall, people: ExportPeople): string;
}

/** CSV by RFC 4180 with times as ISO 8601; NDJSON with a call per line; JSON with all calls in one value. In both JSONs times are Unix seconds and what has no value is absent. */
const TEXTS: Readonly<Record<ExportFormat, ExportText>> = {
  csv: { head: `${EXPORT_COLUMNS.join(',')}\r\n`, separator: '', tail: '', call: csvLine },
  ndjson: { head: '', separator: '', tail: '', call: (call, people) => `${jsonText(call, people)}\n` },
  json: { head: '{"calls":[\n', separator: ',\n', tail: '\n]}\n', call: jsonText },
};

/** Calls in a format, in chunks of about 64 KiB. */
export function* exportCalls(calls: Iterable<ExportedCall>, format: ExportFormat, people: ExportPeople): Generator<Uint8Array, void> {
  const { head, separator, tail, call: textOf } = TEXTS[format];
  // Each chunk has memory of its own: it may be handed to another thread.
  const encoder = new TextEncoder();
  let text = head;
  let before = '';
  try {
    for (const call of calls) {
      text += before + textOf(call, people);
      before = separator;
      if (text.length < CHUNK_BYTES) continue;
      yield encoder.encode(text);
      text = '';
    }
  } catch (error) {
    // An export that breaks off lacks its tail, so that it does not look whole.
    yield encoder.encode(text);
    throw error;
  }
  yield encoder.encode(text + tail);
}

// Hot: once per call of an export.
function csvLine(call: ExportedCall, people: ExportPeople): string {
  let line = '';
  let before = '';
  for (const name of EXPORT_COLUMNS) {
    line += before + cellOf(name, shownValue(call[name], people));
    before = ',';
  }
  return `${line}\r\n`;
}

function cellOf(name: (typeof EXPORT_COLUMNS)[number], value: string | number | boolean | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return csvCell(value);
  return name === 'startedAt' || name === 'endedAt' ? isoTime(Number(value)) : String(value);
}

function jsonText(call: ExportedCall, people: ExportPeople): string {
  const shown: Record<string, unknown> = {};
  for (const name of EXPORT_COLUMNS) shown[name] = shownValue(call[name], people);
  return visibleText(JSON.stringify(shown));
}

/** Of a person what may be seen. */
function shownValue<T>(value: T | StoredPrivate | undefined, people: ExportPeople): T | string | undefined {
  return isPerson(value) ? shownPerson(value, people) : value;
}

function isPerson(value: unknown): value is StoredPrivate {
  return typeof value === 'object';
}

/** To the microsecond, which is how exactly times are stored. */
function isoTime(at: number): string {
  const microseconds = Math.round(at * MICROSECONDS);
  const milliseconds = Math.floor(microseconds / MILLISECONDS);
  return `${new Date(milliseconds).toISOString().slice(0, -1)}${String(microseconds - milliseconds * MILLISECONDS).padStart(3, '0')}Z`;
}
