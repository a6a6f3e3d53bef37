import { expect, test } from 'vitest';
import { CATALOGS } from '../../src/catalog/index.ts';
import { EVENTS, installCatalogs, readEvent, type Field, type FieldKind, type TelephonyEvent } from '../../src/core/index.ts';
import { createRegistry } from '../../src/metrics/index.ts';
import { loadPreset, PRESET } from '../../src/presets/index.ts';
import { packTold, readTold } from '../../src/server/programs/pack-told.ts';

const AT = 1_700_000_000;
const SECRET = '+15550100017';

/** A value of a field, another one for another round. */
function valueOf({ kind, values = [], element, fields = {}, least = 0 }: Field<unknown, boolean>, round: number): unknown {
  const inner = element && valueOf(element, round);
  const byKind: Partial<Record<FieldKind, unknown>> = {
    oneOf: values[round % values.length],
    list: [inner],
    map: { name: inner },
    shape: Object.fromEntries(Object.entries(fields).map(([name, one]) => [name, valueOf(one, round)])),
    flag: round % 2 === 0,
    at: AT + round,
    label: `name-${round % 3}`,
    id: SECRET,
    text: SECRET,
    private: SECRET,
    ratio: 0.5,
  };
  return byKind[kind] ?? Math.max(least, round);
}

function eventOf({ type, fields }: (typeof EVENTS)[number], round: number): TelephonyEvent {
  const given = Object.fromEntries(
    Object.entries(fields)
      .filter(([, one]) => !one.isOptional || round % 3 > 0)
      .map(([name, one]) => [name, valueOf(one, round)]),
  );
  const event = readEvent({ type, at: AT, ...given }, { now: AT, source: 'bot' });
  if ('malformed' in event) throw new Error(`${type}: ${event.malformed} at ${event.path}`);
  return event;
}

async function shownBy(events: readonly TelephonyEvent[]): Promise<readonly string[]> {
  const registry = createRegistry({ now: () => AT });
  const presets = await Promise.all(PRESET.map(loadPreset));
  const consumer = installCatalogs([...CATALOGS, ...presets.map(({ catalog }) => catalog)], registry);
  for (const event of events) consumer.accept(event);
  return registry.compose('text').split('\n');
}

test('what is kept of an event moves every metric as the event itself does, and names nobody', async () => {
  const events = [0, 1, 2, 3, 4, 5].flatMap((round) => EVENTS.map((one) => eventOf(one, round)));
  const kept = packTold(events);
  expect(kept).not.toContain(SECRET);
  const read = readTold(kept);
  expect(read.map(({ type }) => type)).toEqual(events.map(({ type }) => type));
  expect(await shownBy(read)).toEqual(await shownBy(events));
});

test('what this version does not know of what was kept is left out', () => {
  expect(readTold('[{"type":"nobody.knows"},7,null,{"type":"queue.entered","at":1,"source":"bot","queue":"sales"}]')).toMatchObject([
    { type: 'queue.entered', queue: 'sales' },
  ]);
  expect(readTold('no json')).toEqual([]);
});
