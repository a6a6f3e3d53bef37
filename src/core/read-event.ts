import { labelText } from '../metrics/index.ts';
import { EVENT_BASE, type EventDef } from './event.ts';
import { EVENTS, type TelephonyEvent } from './events/index.ts';
import type { Field, Fields } from './field.ts';
import type { EventFault } from './events/source.ts';
import { holdsRule, ruleOf } from './field-rule.ts';
import { MAX_LABEL } from './field-schema.ts';
import { Private } from './private.ts';

/** Why something is no event: a stable word, where it is wrong, and a sentence without the value itself. */
export interface Malformed {
  readonly malformed: Exclude<EventFault, 'no_json'>;
  /** The field, e.g. `talkSeconds` or `legs[0].status`; empty for the whole. */
  readonly path: string;
  readonly message: string;
}

/** What an event means that does not say so itself. */
export interface EventDefaults {
  /** Unix seconds: when it reached this process, and when it happened unless it says. */
  readonly now: number;
  /** The source of events that name none. */
  readonly source: string;
}

const BY_TYPE: ReadonlyMap<string, Fields> = new Map(EVENTS.map((one) => [one.type, one.fields]));
const OWN: ReadonlySet<unknown> = new Set(EVENTS.flatMap((one: EventDef) => (one.isOwn === true ? [one.type] : [])));

/** The same as `readEvent` for what another program tells: an event that ringscope alone tells is refused. */
export function readToldEvent(json: unknown, defaults: EventDefaults): TelephonyEvent | Malformed {
  if (isRecord(json) && OWN.has(json['type']))
    return { malformed: 'reserved', path: 'type', message: 'ringscope alone tells events of this type.' };
  return readEvent(json, defaults);
}

/** Reads an event from parsed JSON, by the declarations: private texts become `Private` at once. It never throws and holds on to nothing of the input. */
export function readEvent(json: unknown, { now, source }: EventDefaults): TelephonyEvent | Malformed {
  if (!isRecord(json)) return { malformed: 'no_object', path: '', message: 'An event is an object.' };
  const { type, ...given } = json;
  const fields = typeof type === 'string' ? BY_TYPE.get(type) : undefined;
  if (fields === undefined) return { malformed: 'unknown_type', path: 'type', message: 'There is no event of this type.' };
  const origin = 'source' in fields ? { source } : {};
  const read = readShape({ ...EVENT_BASE, ...fields }, { at: now, receivedAt: now, ...origin, ...given }, '');
  if ('malformed' in read) return read;
  // Every field of the declaration was read or is absent as it may be.
  return { type, ...read.value } as TelephonyEvent;
}

type Read<T> = { readonly value: T } | Malformed;

function readShape(fields: Fields, given: Readonly<Record<string, unknown>>, path: string): Read<Record<string, unknown>> {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(fields, name))
      return { malformed: 'unknown_field', path: path + shownName(name), message: 'There is no such field.' };
  }
  const value: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(fields)) {
    const raw = Object.hasOwn(given, name) ? given[name] : undefined;
    if (raw === undefined) {
      if (one.initial !== undefined) value[name] = one.initial;
      else if (!one.isOptional) return { malformed: 'missing_field', path: path + name, message: 'The field is required.' };
      continue;
    }
    const read = readValue(one, raw, path + name);
    if ('malformed' in read) return read;
    value[name] = read.value;
  }
  return { value };
}

/** A name that nobody declared, without digits: it may be a number at the wrong place. */
function shownName(name: string): string {
  return name.slice(0, 40).replace(/[^A-Za-z_]/g, '?');
}

function readValue(one: Field<unknown, boolean>, raw: unknown, path: string): Read<unknown> {
  if (one.kind === 'list') return readList(one, raw, path);
  if (one.kind === 'map') return readMap(one, raw, path);
  if (one.kind === 'shape') return isRecord(raw) ? readShape(one.fields ?? {}, raw, `${path}.`) : bad(path, 'an object');
  if (one.kind === 'oneOf') return readWord(one.values ?? [], raw, path);
  const rule = ruleOf(one.kind, one);
  if (!holdsRule(rule, raw)) return bad(path, rule.expected);
  if (one.kind === 'label') return { value: labelText(String(raw)) };
  return { value: one.kind === 'private' ? new Private(String(raw), one.privateKind ?? 'text') : raw };
}

function readWord(words: readonly string[], raw: unknown, path: string): Read<unknown> {
  return typeof raw === 'string' && words.includes(raw) ? { value: raw } : bad(path, `one of ${words.join(', ')}`);
}

function readList(one: Field<unknown, boolean>, raw: unknown, path: string): Read<unknown> {
  const { element, most = 0 } = one;
  if (!Array.isArray(raw) || element === undefined || raw.length > most) return bad(path, `a list of at most ${most} entries`);
  const value: unknown[] = [];
  for (const [index, entry] of raw.entries()) {
    const read = readValue(element, entry, `${path}[${index}]`);
    if ('malformed' in read) return read;
    value.push(read.value);
  }
  return { value };
}

function readMap({ element, most = 0 }: Field<unknown, boolean>, raw: unknown, path: string): Read<unknown> {
  if (!isRecord(raw) || element === undefined) return bad(path, 'an object');
  const names = Object.keys(raw);
  if (names.length > most || names.some((name) => name.length > MAX_LABEL))
    return bad(path, `an object with at most ${most} names of at most ${MAX_LABEL} characters`);
  const fields = Object.fromEntries(names.map((name) => [name, element]));
  return readShape(fields, raw, `${path}.`);
}

function bad(path: string, expected: string): Malformed {
  return { malformed: 'bad_value', path, message: `Expected ${expected}.` };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
