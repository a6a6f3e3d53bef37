import { EVENTS, readEvent, type Field, type FieldKind, type TelephonyEvent } from '../../core/index.ts';

/** Fields of these kinds are kept: all that metrics are moved by. What names a person or a call is not. */
const KEPT: ReadonlySet<FieldKind> = new Set(['label', 'oneOf', 'at', 'seconds', 'bytes', 'count', 'ratio', 'number', 'flag']);
const BY_TYPE = new Map<string, readonly (readonly [name: string, field: Field<unknown, boolean>])[]>(
  EVENTS.map(({ type, fields }) => [type, Object.entries(fields)]),
);

/** What metrics are moved by, of some events, as a JSON list. It names no person. Empty for no events. */
export function packTold(events: readonly TelephonyEvent[]): string {
  return events.length === 0 ? '' : JSON.stringify(events.map(packOne));
}

function packOne(event: TelephonyEvent): object {
  const given: Readonly<Record<string, unknown>> = event;
  const kept: Record<string, unknown> = { type: event.type, at: event.at };
  for (const [name, { kind }] of BY_TYPE.get(event.type) ?? []) if (KEPT.has(kind)) kept[name] = given[name];
  return kept;
}

/** The events that `packTold` has kept, with nothing in their other fields. What this version does not know is left out. */
export function readTold(json: string): readonly TelephonyEvent[] {
  const list = parse(json);
  return list.flatMap((one) => {
    if (typeof one !== 'object' || one === null || !('type' in one) || typeof one.type !== 'string') return [];
    const filled = { ...Object.fromEntries((BY_TYPE.get(one.type) ?? []).flatMap(fillOf)), ...one };
    const event = readEvent(filled, { now: 0, source: '' });
    return 'malformed' in event ? [] : [event];
  });
}

/** What stands for a field that is required and was not kept. */
function fillOf([name, { kind, isOptional }]: readonly [string, Field<unknown, boolean>]): readonly (readonly [string, unknown])[] {
  if (isOptional || KEPT.has(kind)) return [];
  if (kind === 'list') return [[name, []]];
  if (kind === 'map' || kind === 'shape') return [[name, {}]];
  return [[name, kind === 'id' ? '-' : '']];
}

function parse(json: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
