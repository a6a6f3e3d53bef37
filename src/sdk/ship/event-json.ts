import { EVENT_BASE, EVENTS, Private, reveal, type RevealPolicy, type TelephonyEvent } from '../../core/index.ts';

/** The values themselves: they go to a server that hides them, and to nobody else. */
const OPEN: RevealPolicy = { mode: 'raw', hash: () => '', parseNumber: () => undefined };
/** When it reached the program is nothing to the server. */
const { receivedAt: _receivedAt, ...BASE } = EVENT_BASE;

/** Returns what writes events as a server reads them, private values as their text. Only declared fields are written. */
export function createEventWriter(): (event: TelephonyEvent) => string {
  const namesOf = new Map<string, readonly string[]>();
  const names = (type: string): readonly string[] => {
    const known = namesOf.get(type) ?? Object.keys({ ...BASE, ...EVENTS.find((one) => one.type === type)?.fields });
    namesOf.set(type, known);
    return known;
  };
  return (event) => {
    const given: Readonly<Record<string, unknown>> = event;
    const written: Record<string, unknown> = { type: event.type };
    for (const name of names(event.type)) {
      const value = given[name];
      if (value !== undefined) written[name] = typeof value === 'object' ? plain(value) : value;
    }
    return JSON.stringify(written);
  };
}

function plain(value: unknown): unknown {
  if (value instanceof Private) return reveal(value, OPEN);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
}
