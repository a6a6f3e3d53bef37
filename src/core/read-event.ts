import { labelText, type LabelText } from '../metrics/index.ts';
import { EVENT_BASE, type EventDef } from './event.ts';
import { EVENTS, type TelephonyEvent } from './events/index.ts';
import type { Field, Fields } from './field.ts';
import type { EventFault } from './events/source.ts';
import { holdsRule, ruleOf } from './field-rule.ts';
import { MAX_LABEL } from './field-schema.ts';
import { Private, toldPrivate } from './private.ts';
import { readZonedTime } from './spoken-time.ts';
import { HIDDEN_LABEL, shownLabel } from './shown-label.ts';

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
  /** Called with the name of each label that looked like a number and says `hidden` instead. */
  readonly onHidden?: (field: string) => void;
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
export function readEvent(json: unknown, defaults: EventDefaults): TelephonyEvent | Malformed {
  return readAs(json, { at: defaults.now, receivedAt: defaults.now }, defaults);
}

/** The same for what untyped code of this very process made, which may have closed its private values itself. It throws what a getter of the object throws. */
export function completeEvent(value: unknown, defaults: EventDefaults): TelephonyEvent | Malformed {
  return readAs(value, { at: defaults.now }, defaults);
}

/** The events that tell which labels of an event are hidden, with what `onHidden` was called with. */
export function hiddenLabels(fields: readonly string[], event: TelephonyEvent | Malformed, at: number): readonly TelephonyEvent[] {
  if (fields.length === 0 || 'malformed' in event) return [];
  const source = 'source' in event ? event.source : labelText('unknown');
  return fields.map((field) => ({ type: 'event.label_hidden', at, source, field: labelText(field) }));
}

function readAs(json: unknown, times: object, { source, onHidden }: EventDefaults): TelephonyEvent | Malformed {
  if (!isRecord(json)) return { malformed: 'no_object', path: '', message: 'An event is an object.' };
  const { type, ...given } = json;
  const fields = typeof type === 'string' ? BY_TYPE.get(type) : undefined;
  if (fields === undefined) return { malformed: 'unknown_type', path: 'type', message: 'There is no event of this type.' };
  const origin = 'source' in fields ? { source } : {};
  const read = readShape({ ...EVENT_BASE, ...fields }, { ...times, ...origin, ...given }, '', onHidden);
  if ('malformed' in read) return read;
  // Every field of the declaration was read or is absent as it may be.
  return { type, ...read.value } as TelephonyEvent;
}

type Read<T> = { readonly value: T } | Malformed;

type OnHidden = EventDefaults['onHidden'];

function readShape(
  fields: Fields,
  given: Readonly<Record<string, unknown>>,
  path: string,
  onHidden: OnHidden,
): Read<Record<string, unknown>> {
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
    const read = readValue(one, raw, path + name, onHidden);
    if ('malformed' in read) return read;
    value[name] = read.value;
  }
  return { value };
}

/** A name that nobody declared, without digits: it may be a number at the wrong place. */
function shownName(name: string): string {
  return name.slice(0, 40).replace(/[^A-Za-z_]/g, '?');
}

function readValue(one: Field<unknown, boolean>, raw: unknown, path: string, onHidden: OnHidden): Read<unknown> {
  if (one.kind === 'list') return readList(one, raw, path, onHidden);
  if (one.kind === 'map') return readMap(one, raw, path, onHidden);
  if (one.kind === 'shape') return isRecord(raw) ? readShape(one.fields ?? {}, raw, `${path}.`, onHidden) : bad(path, 'an object');
  if (one.kind === 'oneOf') return readWord(one, raw, path);
  if (one.kind === 'private') return readPrivate(one, raw, path);
  if (one.kind === 'at' && typeof raw === 'string') return readAt(raw, path);
  const rule = ruleOf(one.kind, one);
  if (!holdsRule(rule, raw)) return bad(path, rule.expected);
  return { value: one.kind === 'label' ? readLabel(one, String(raw), path, onHidden) : raw };
}

/** A private value is closed at once; code of this process may have done so itself. */
function readPrivate(one: Field<unknown, boolean>, raw: unknown, path: string): Read<Private> {
  if (raw instanceof Private) return { value: raw };
  const rule = ruleOf('private', one);
  return holdsRule(rule, raw) ? { value: toldPrivate(String(raw), one.privateKind ?? 'text') } : bad(path, rule.expected);
}

/** A time that is told as a text. */
function readAt(text: string, path: string): Read<number> {
  const at = readZonedTime(text);
  return at === undefined || at < 0
    ? bad(path, 'Unix seconds as a number, or ISO 8601 with its zone, e.g. 2026-11-22T10:32:00Z')
    : { value: at };
}

function readLabel({ isOfPerson }: Field<unknown, boolean>, text: string, path: string, onHidden: OnHidden): LabelText {
  const shown = shownLabel(text, isOfPerson);
  if (shown === HIDDEN_LABEL && text !== HIDDEN_LABEL) onHidden?.(path);
  return shown;
}

function readWord({ values = [], fold }: Field<unknown, boolean>, raw: unknown, path: string): Read<unknown> {
  if (typeof raw !== 'string')
    return bad(
      path,
      fold === undefined ? `one of ${values.join(', ')}` : `a text: ${values.join(', ')}, or another word, which is taken as one of them`,
    );
  const word = raw.length <= MAX_LABEL ? (fold?.(raw) ?? raw) : raw;
  return values.includes(word) ? { value: word } : bad(path, `one of ${values.join(', ')}`);
}

function readList(one: Field<unknown, boolean>, raw: unknown, path: string, onHidden: OnHidden): Read<unknown> {
  const { element, most = 0 } = one;
  if (!Array.isArray(raw) || element === undefined || raw.length > most) return bad(path, `a list of at most ${most} entries`);
  const value: unknown[] = [];
  for (const [index, entry] of raw.entries()) {
    const read = readValue(element, entry, `${path}[${index}]`, onHidden);
    if ('malformed' in read) return read;
    value.push(read.value);
  }
  return { value };
}

function readMap({ element, most = 0 }: Field<unknown, boolean>, raw: unknown, path: string, onHidden: OnHidden): Read<unknown> {
  if (!isRecord(raw) || element === undefined) return bad(path, 'an object');
  const names = Object.keys(raw);
  if (names.length > most || names.some((name) => name.length > MAX_LABEL))
    return bad(path, `an object with at most ${most} names of at most ${MAX_LABEL} characters`);
  const fields = Object.fromEntries(names.map((name) => [name, element]));
  return readShape(fields, raw, `${path}.`, onHidden);
}

function bad(path: string, expected: string): Malformed {
  return { malformed: 'bad_value', path, message: `Expected ${expected}.` };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
