import { expect, test } from 'vitest';
import { CATALOGS } from '../../src/catalog/index.ts';
import { createPipeline, EVENTS, type EventType } from '../../src/core/index.ts';
import { createEngine } from '../../src/engine/index.ts';
import { DEFAULT_TRACKER_SETTINGS } from '../../src/calls/index.ts';
import { loadPreset, PRESET } from '../../src/presets/index.ts';
import { COUNTED } from '../../src/server/imports/count-relay.ts';
import { createCaptureReader, feedCapture } from '../../src/sources/index.ts';
import { createReadStream, readdirSync } from 'node:fs';

const FIXTURES = new URL('../fixtures/hep/', import.meta.url);
/** What tells how things are at the moment, or of ringscope itself, and what calls are made of. */
const PAST_OVER = /\.active$|^call\.carried$|^source\.|^event\.|^sip\.message$/;

/** The types of event that all captures together make. */
async function madeOfCaptures(): Promise<ReadonlySet<EventType>> {
  const types = new Set<EventType>();
  let clock = 0;
  for (const name of readdirSync(FIXTURES).filter((one) => !one.endsWith('.md'))) {
    const path = new URL(name, FIXTURES).pathname;
    const engine = createEngine({
      pipeline: createPipeline(() => clock),
      settings: DEFAULT_TRACKER_SETTINGS,
      hashId: (text) => text,
      hashCallId: (text) => text,
      trunkOf: () => undefined,
      output: () => undefined,
    });
    engine.add({ name: 'test', accept: ({ type }) => void types.add(type) });
    const onRecord = (at: number): void => {
      clock = at;
      engine.tick(at);
    };
    const reader = createCaptureReader(path, { emit: engine.emit, hashSeed: 1, onRecord });
    await feedCapture(reader, path, createReadStream(path));
    engine.settleAll(clock);
  }
  return types;
}

test('all that captures hold and a metric or a preset counts may be told, and none of it holds a private value or a list', async () => {
  const made = await madeOfCaptures();
  const presets = await Promise.all(PRESET.map(async (name) => (await loadPreset(name)).catalog));
  const moving = new Set([...CATALOGS, ...presets].flatMap(({ moves }) => moves.flatMap(({ movedBy }) => movedBy)));
  const counting = [...made].filter((type) => moving.has(type) && !PAST_OVER.test(type));
  expect(counting.length).toBeGreaterThan(12);
  expect(counting.filter((type) => !COUNTED.has(type))).toEqual([]);
  for (const { type, fields } of EVENTS) {
    const kinds = Object.values(fields).map(({ kind }) => kind);
    if (COUNTED.has(type)) expect([type, kinds.filter((kind) => ['private', 'list', 'map', 'shape'].includes(kind))]).toEqual([type, []]);
  }
  expect([...COUNTED].filter((type) => !moving.has(type))).toEqual([]);
});
