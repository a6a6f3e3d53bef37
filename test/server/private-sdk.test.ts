import { expect, test } from 'vitest';
import { PRESET } from '../../src/presets/index.ts';
import { EVENTS, readEvent } from '../../src/core/index.ts';
import { createRingscope } from '../../src/sdk/index.ts';
import { sentinelsIn, WRITINGS } from '../peers/sentinels.ts';
import { plant, type Planted } from './plant-secrets.ts';

const HEALTH_PATHS = [undefined, '/healthz', '/health', '/health/live', '/health/ready', '/metrics/health'];

test('no metric and no health document of a program holds a secret that it told in an event, with every preset', async () => {
  const planted: Planted = { hidden: new Map(), shown: new Map() };
  const ringscope = await createRingscope({ presets: PRESET, healthPreset: 'callstack', now: () => 1_750_000_000 });
  const refused: string[] = [];
  for (const writing of WRITINGS) {
    for (const { type, fields } of EVENTS) {
      const event = readEvent(plant(type, fields, writing, planted), { now: 1_750_000_000, source: 'program' });
      if ('malformed' in event) refused.push(`${type}: ${event.malformed} at ${event.path}`);
      else ringscope.emit(event);
    }
  }
  ringscope.flush();
  expect(refused).toEqual([]);
  const documents = await Promise.all(HEALTH_PATHS.map(async (path) => ringscope.health(path)));
  const exposition = ringscope.metrics();
  expect(documents.filter((one) => one !== undefined).length).toBeGreaterThan(0);
  expect(sentinelsIn(Buffer.from(exposition), planted.shown).length).toBeGreaterThan(50);
  expect(sentinelsIn(Buffer.from(exposition), planted.hidden)).toEqual([]);
  expect(sentinelsIn(Buffer.from(JSON.stringify(documents)), planted.hidden)).toEqual([]);
  await ringscope.stop();
});
