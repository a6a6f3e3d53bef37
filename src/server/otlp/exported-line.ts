import type { ExportedLine } from '../../exporters/index.ts';
import type { LogLine } from '../log/line.ts';

/** Longer texts are cut off: a line of the log is a line. */
const MOST_TEXT = 4096;

/** A line of the log as it is exported: what it says besides are its attributes. */
export function exportedLine({ at, level, component, message, fields }: LogLine): ExportedLine {
  const { trace_id: traceId, ...others } = fields;
  const attributes = Object.fromEntries([['ringscope.component', component], ...Object.entries(others).flatMap(attributeOf)]);
  return {
    at,
    level,
    message: message.slice(0, MOST_TEXT),
    attributes,
    ...(isTraceId(traceId) ? { traceId } : {}),
  };
}

function attributeOf([name, value]: readonly [string, unknown]): [string, string | number | boolean][] {
  if (value === undefined || value === null) return [];
  if (typeof value === 'number' || typeof value === 'boolean') return [[name, value]];
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return [[name, text.slice(0, MOST_TEXT)]];
}

function isTraceId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{32}$/.test(value);
}
