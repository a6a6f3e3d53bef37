import { csvCell, type ExportFormat, type ExportPeople, type StoredCall, type StoredPrivate } from '../core/index.ts';

/** What an export holds of a call, in this order. */
export const EXPORT_COLUMNS = [
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
] as const;

const CHUNK_CHARACTERS = 64 * 1024;
const MILLISECONDS = 1000;

/** How one format writes calls. A cell is the text of a value in that format; empty when there is no value. */
export interface ExportText {
  readonly head: string;
  /** Between two calls. */
  readonly separator: string;
  readonly tail: string;
  /** The cell of a text. */
  text(value: string): string;
  /** The cell of a time, in Unix seconds. */
  time(at: number): string;
  /** One call from its cells, in the order of the columns. */
  line(cells: readonly string[]): string;
}

/** CSV by RFC 4180 with times as ISO 8601; NDJSON with a call per line; JSON with all calls in one value. In both JSONs times are Unix seconds and what has no value is absent. */
export function exportText(format: ExportFormat): ExportText {
  if (format === 'csv')
    return {
      head: `${EXPORT_COLUMNS.join(',')}\r\n`,
      separator: '',
      tail: '',
      text: csvCell,
      time: isoTime(),
      line: (cells) => `${cells.join(',')}\r\n`,
    };
  const keys = EXPORT_COLUMNS.map((name) => `,"${name}":`);
  const json = { text: jsonText, time: String };
  const object = (cells: readonly string[]): string => {
    let line = '';
    for (const [index, cell] of cells.entries()) if (cell !== '') line += `${keys[index] ?? ''}${cell}`;
    return `{${line.slice(1)}}`;
  };
  if (format === 'ndjson') return { head: '', separator: '', tail: '', ...json, line: (cells) => `${object(cells)}\n` };
  return { head: '{"calls":[\n', separator: ',\n', tail: '\n]}\n', ...json, line: object };
}

/** Hot: nearly every text is a plain word, for which quotes are enough. */
function jsonText(value: string): string {
  return /^[\w .:;@*+-]*$/.test(value) ? `"${value}"` : JSON.stringify(value);
}

/** Neighbouring calls share their seconds, and making a date is slow. */
function isoTime(): (at: number) => string {
  const MOST_SECONDS = 10_000;
  const known = new Map<number, string>();
  return (at) => {
    const milliseconds = Math.round(at * MILLISECONDS);
    const second = Math.floor(milliseconds / MILLISECONDS);
    let text = known.get(second);
    if (text === undefined) {
      if (known.size >= MOST_SECONDS) known.clear();
      text = new Date(second * MILLISECONDS).toISOString().slice(0, 20);
      known.set(second, text);
    }
    return `${text}${String(milliseconds - second * MILLISECONDS).padStart(3, '0')}Z`;
  };
}

/** The cells of a call. */
export function callCells(call: StoredCall, text: ExportText, people: ExportPeople): string[] {
  return EXPORT_COLUMNS.map((name) => {
    const value = call[name];
    if (value === undefined) return '';
    if (typeof value === 'object') return personCell(value, text, people);
    if (name === 'startedAt' || name === 'endedAt') return text.time(Number(value));
    return typeof value === 'string' ? text.text(value) : String(value);
  });
}

/** The cell of a number. */
export function personCell({ hash, mask }: StoredPrivate, text: ExportText, people: ExportPeople): string {
  if (people === 'off') return '';
  return text.text(people === 'masked' ? mask : hash);
}

/** Lines as chunks of some 64 KiB of UTF-8, with what stands before, between and after them. */
export function* exportChunks(lines: Iterable<string>, { head, separator, tail }: ExportText): Generator<Uint8Array, void> {
  const encoder = new TextEncoder();
  let chunk = head;
  let before = '';
  for (const line of lines) {
    chunk += before + line;
    before = separator;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield encoder.encode(chunk);
    chunk = '';
  }
  yield encoder.encode(chunk + tail);
}
