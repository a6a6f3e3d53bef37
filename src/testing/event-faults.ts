import { EVENT_BASE, EVENTS, type Field, type Fields, Private, type TelephonyEvent } from '../core/index.ts';

const BY_TYPE = new Map(EVENTS.map((one) => [one.type as string, one.fields as Fields]));
const MAX_TEXT = 1024;
const MAX_ID = 256;
const MAX_LABEL = 128;
const MAX_BYTES = 2 ** 50;
const MAX_COUNT = 1e12;
const MAX_SECONDS = 315_576_000;

/** What is wrong with an event by its declaration: missing, unknown or unfit fields. Empty for a valid event. */
export function eventFaults(event: TelephonyEvent): readonly string[] {
  const own = BY_TYPE.get(event.type);
  if (own === undefined) return [`unknown type ${event.type}`];
  const { type, ...values } = event;
  return shapeFaults(type, { ...EVENT_BASE, ...own }, values);
}

function shapeFaults(path: string, fields: Fields, values: object): readonly string[] {
  const given = new Map<string, unknown>(Object.entries(values));
  const unknown = [...given.keys()].filter((name) => fields[name] === undefined).map((name) => `${path}.${name} is not declared`);
  const wrong = Object.entries(fields).flatMap(([name, one]) => {
    if (!given.has(name)) return one.isOptional ? [] : [`${path}.${name} is missing`];
    return fieldFaults(`${path}.${name}`, one, given.get(name));
  });
  return [...unknown, ...wrong];
}

function fieldFaults(path: string, one: Field<unknown, boolean>, value: unknown): readonly string[] {
  if (one.kind === 'list') {
    const { element, most = 0 } = one;
    if (!Array.isArray(value)) return [`${path} is no list`];
    if (value.length > most) return [`${path} is longer than ${most}`];
    return element === undefined ? [] : value.flatMap((item: unknown, index) => fieldFaults(`${path}[${index}]`, element, item));
  }
  if (one.kind === 'shape') {
    return typeof value === 'object' && value !== null ? shapeFaults(path, one.fields ?? {}, value) : [`${path} is no object`];
  }
  return isFit(one, value) ? [] : [`${path} does not fit ${one.kind}`];
}

function isFit(one: Field<unknown, boolean>, value: unknown): boolean {
  switch (one.kind) {
    case 'private':
      return value instanceof Private && value.kind === one.privateKind;
    case 'flag':
      return typeof value === 'boolean';
    case 'oneOf':
      return typeof value === 'string' && one.values?.includes(value) === true;
    case 'id':
      return isText(value, MAX_ID) && value !== '';
    case 'label':
      return isText(value, MAX_LABEL) && value !== '';
    case 'text':
      return isText(value, MAX_TEXT);
    case 'bytes':
    case 'count':
      return Number.isInteger(value) && isBetween(value, 0, one.kind === 'bytes' ? MAX_BYTES : MAX_COUNT);
    case 'at':
      return isBetween(value, 0, Number.MAX_VALUE);
    case 'seconds':
      return isBetween(value, 0, MAX_SECONDS);
    case 'ratio':
      return isBetween(value, 0, 1);
    case 'number':
      return isBetween(value, one.least ?? -MAX_COUNT, one.most ?? MAX_COUNT);
    case 'list':
    case 'map':
    case 'shape':
      return false;
  }
}

function isText(value: unknown, max: number): boolean {
  return typeof value === 'string' && value.length <= max;
}

function isBetween(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && value >= least && value <= most;
}
