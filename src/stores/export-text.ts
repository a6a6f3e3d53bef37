import { csvCell, visibleText, type ExportFormat, type ExportPeople, type StoredCall, type StoredPrivate } from '../core/index.ts';

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

const MILLISECONDS = 1000;
const MICROSECONDS = 1e6;

/** How one format writes calls. A cell is the text of a value in that format; empty when there is no value. */
export interface ExportText {
  readonly head: string;
  /** Between two calls. */
  readonly separator: string;
  readonly tail: string;
  /** What stands before the cell of each column. */
  readonly keys: readonly string[];
  /** True: the key stands there too when there is no value. */
  readonly hasEmptyCells: boolean;
  /** What ends a call. */
  readonly end: string;
  /** What stands around a text that begins with a letter, a digit or `_` and else holds only those, space and `.:;@*-`. */
  readonly quote: string;
  /** True: times are ISO 8601 in milliseconds; false: Unix seconds. */
  readonly hasIsoTimes: boolean;
  /** The cell of any text. */
  text(value: string): string;
}

/** CSV by RFC 4180 with times as ISO 8601; NDJSON with a call per line; JSON with all calls in one value. In both JSONs times are Unix seconds and what has no value is absent. */
export function exportText(format: ExportFormat): ExportText {
  if (format === 'csv')
    return {
      head: `${EXPORT_COLUMNS.join(',')}\r\n`,
      separator: '',
      tail: '',
      keys: EXPORT_COLUMNS.map((_, index) => (index === 0 ? '' : ',')),
      hasEmptyCells: true,
      end: '\r\n',
      quote: '',
      hasIsoTimes: true,
      text: csvCell,
    };
  const json = {
    // The first column always has a value.
    keys: EXPORT_COLUMNS.map((name, index) => `${index === 0 ? '{' : ','}"${name}":`),
    hasEmptyCells: false,
    quote: '"',
    hasIsoTimes: false,
    text: (value: string) => visibleText(JSON.stringify(value)),
  };
  if (format === 'ndjson') return { head: '', separator: '', tail: '', end: '}\n', ...json };
  return { head: '{"calls":[\n', separator: ',\n', tail: '\n]}\n', end: '}', ...json };
}

/** A call as a format writes it. */
export function callLine(call: StoredCall, text: ExportText, people: ExportPeople): string {
  let line = '';
  for (const [index, name] of EXPORT_COLUMNS.entries()) {
    const cell = cellOf(call, name, text, people);
    if (cell !== '' || text.hasEmptyCells) line += `${text.keys[index] ?? ''}${cell}`;
  }
  return line + text.end;
}

function cellOf(call: StoredCall, name: (typeof EXPORT_COLUMNS)[number], text: ExportText, people: ExportPeople): string {
  const value = call[name];
  if (value === undefined) return '';
  if (typeof value === 'object') return personCell(value, text, people);
  if (text.hasIsoTimes && (name === 'startedAt' || name === 'endedAt')) return isoTime(Number(value));
  return typeof value === 'string' ? text.text(value) : String(value);
}

function personCell({ hash, mask }: StoredPrivate, text: ExportText, people: ExportPeople): string {
  if (people === 'off') return '';
  return text.text(people === 'masked' ? mask : hash);
}

/** By way of microseconds, the resolution of what is stored: half a millisecond is rounded up everywhere. */
function isoTime(at: number): string {
  return new Date(Math.round(Math.round(at * MICROSECONDS) / MILLISECONDS)).toISOString();
}
