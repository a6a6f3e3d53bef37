import type { Option } from '../../core/index.ts';
import { fileName } from './setting.ts';

/** Turns the text of a flag or of an environment variable into a value of the option's kind. What does not fit stays text, which the schema refuses. */
export function valueOfText(option: Option<unknown>, text: string): unknown {
  switch (option.kind) {
    case 'number':
    case 'port':
    case 'seconds':
    case 'bytes':
      return /^-?\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text) : text;
    case 'flag':
      return text === 'true' || text === 'false' ? text === 'true' : text;
    case 'list':
    case 'cidrs':
      return parts(text, ',');
    case 'named':
      return namedValue(text);
    case 'records':
      return option.key === undefined || text.trimStart().startsWith('[')
        ? recordsOf(option, jsonValue(text))
        : recordsOf(option, parts(text, ','));
    case 'text':
    case 'path':
    case 'secretFile':
    case 'oneOf':
      return text;
  }
}

/** `carrier-a=192.0.2.0/24;198.51.100.7,office=10.0.0.0/8`. A name given twice has the networks of both. */
function namedValue(text: string): unknown {
  const named = new Map<string, string[]>();
  for (const entry of parts(text, ',')) {
    const equals = entry.indexOf('=');
    if (equals < 0) return text;
    const name = entry.slice(0, equals).trim();
    named.set(name, [...(named.get(name) ?? []), ...parts(entry.slice(equals + 1), ';')]);
  }
  return Object.fromEntries(named);
}

/** The elements of a list of groups, those that are written as a text alone among them. */
function recordsOf(option: Option<unknown>, value: unknown): unknown {
  return Array.isArray(value) ? value.map((one: unknown) => recordOf(option, one)) : value;
}

/** A group of a list, when it is written as the text of its key alone. */
export function recordOf({ key }: Option<unknown>, value: unknown): unknown {
  return key === undefined || typeof value !== 'string' ? value : { [fileName(key)]: value };
}

/** What is no JSON stays text. */
function jsonValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function parts(text: string, separator: string): string[] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** A value as flags and the reference page write it. Empty when it is unset. */
export function textOfValue(value: unknown): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.some(isRecord) ? JSON.stringify(namedAsInFiles(value)) : value.map(String).join(',');
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return Object.entries(value)
    .map(([name, networks]) => `${name}=${Array.isArray(networks) ? networks.map(String).join(';') : ''}`)
    .join(',');
}

/** Groups within a value under the names that files use. */
function namedAsInFiles(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(namedAsInFiles);
  return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, one]) => [fileName(key), namedAsInFiles(one)])) : value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
