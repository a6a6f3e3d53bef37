import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_TRACKER_SETTINGS } from '../../src/calls/index.ts';
import { CATALOGS } from '../../src/catalog/index.ts';
import { loadPreset, PRESET } from '../../src/presets/index.ts';
import { createPipeline, EVENTS, labelText, type Fields, type TelephonyEvent } from '../../src/core/index.ts';
import { createEngine } from '../../src/engine/index.ts';
import { createRegistry, type LabelDomain } from '../../src/metrics/index.ts';
import { arbitraryShape } from '../../src/testing/suites/arbitrary-record.ts';
import { readSamples } from '../../src/testing/check-scenario.ts';

const EVENTS_IN_ALL = 300_000;
const SEED = 5;
/** So few that the tables of calls and of what begins and ends by id are full long before the half. */
const MAX_CALLS = 250;
const START = 1_700_000_000;
/** What the heap may grow by after the first half: what the collector has not given back. A million events grew it by 1 MB. */
const ROOM_BYTES = 8 * 1024 * 1024;

/** A generator of texts that nobody declared: quotes, line ends, digits, other scripts; nearly every one is new. */
function hostileTexts(): () => string {
  const marks = ['"', '\\', '\n', ' ', '{', '}', ',', '=', '+4930', 'é', '\u202e', '😀', '__proto__', '\0'];
  let state = SEED;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return `${marks[state % marks.length] ?? ''}${state.toString(36)}`;
  };
}

/** Makes events of one type whose labels and ids are hostile. Undefined for a type without labels. */
function hostileEvents(type: string, fields: Fields, text: () => string): (() => TelephonyEvent) | undefined {
  const labels = Object.keys(fields).filter((name) => fields[name]?.kind === 'label');
  const ids = Object.keys(fields).filter((name) => fields[name]?.kind === 'id');
  // A SIP message is read from bytes, never told.
  if (labels.length === 0 || type === 'sip.message') return undefined;
  const shapes = fc.sample(arbitraryShape(fields), { numRuns: 16, seed: SEED });
  let next = 0;
  return () => {
    const shape = shapes[next++ % shapes.length] ?? {};
    const event: Record<string, unknown> = { ...shape, type, at: START };
    for (const name of labels) event[name] = labelText(text());
    for (const name of ids) event[name] = text();
    // It has the fields of its declaration.
    return event as TelephonyEvent;
  };
}

function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const values = (domain: LabelDomain): number => ('max' in domain ? domain.max + 1 : domain.length);

test('events with hostile labels and ids stay within the declared series, show the overflow and take no more memory', async () => {
  const presets = await Promise.all(PRESET.map((name) => loadPreset(name)));
  const catalogs = presets.map(({ catalog }) => catalog);
  const registry = createRegistry();
  let now = START;
  const engine = createEngine({
    pipeline: createPipeline(() => now),
    registry,
    catalogs,
    settings: { ...DEFAULT_TRACKER_SETTINGS, maxCalls: MAX_CALLS },
    hashId: (text) => `#${text}`,
    hashCallId: (text) => `#${text}`,
    trunkOf: () => undefined,
    output: () => undefined,
  });
  const failed: string[] = [];
  engine.add({
    name: 'failures',
    accept(event) {
      // Those that the engine emits itself name a consumer; hostile ones name what nobody is called.
      if (event.type === 'event.dropped' && (event.stage === 'calls' || event.stage === 'catalog') && event.reason === 'consumer_failed')
        failed.push(event.stage);
    },
  });
  const text = hostileTexts();
  const makers = EVENTS.flatMap(({ type, fields }) => hostileEvents(type, fields, text) ?? []);
  const feed = (count: number): void => {
    for (let index = 0; index < count; index += 1) {
      const make = makers[index % makers.length];
      if (make !== undefined) engine.emit(make());
      if (index % 10_000 !== 0) continue;
      now += 1;
      engine.tick(now);
      registry.collect(now);
    }
  };

  feed(EVENTS_IN_ALL / 2);
  const before = heapBytes();
  feed(EVENTS_IN_ALL / 2);
  const grown = heapBytes() - before;

  const series = readSamples(registry.compose('text')).map(([one]) => one.replace(/(?<=[{,])(?:le|quantile)="[^"]*"/, ''));
  const distinct = new Map<string, Set<string>>();
  for (const one of series) {
    const name = one.split('{', 1)[0] ?? '';
    distinct.set(name, (distinct.get(name) ?? new Set()).add(one));
  }
  const all = [...CATALOGS, ...catalogs].flatMap(({ moves }) => moves);
  const open = all.filter(({ metric }) => Object.values(metric.labels).some((domain) => 'max' in domain));
  const faults = all.flatMap(({ metric: { name, labels, kind } }) => {
    const shown = distinct.get(kind === 'histogram' || kind === 'summary' ? `${name}_count` : name) ?? new Set();
    const bound = Object.values(labels).reduce((product, domain) => product * values(domain), 1);
    return shown.size <= bound ? [] : [`${name}: ${shown.size} of ${bound} series`];
  });
  const overflowing = new Set(series.filter((one) => one.includes('="overflow"')).map((one) => one.split('{', 1)[0]));
  expect(failed).toEqual([]);
  expect(faults).toEqual([]);
  // A few are moved by rare figures alone, so that they do not get that far.
  expect(overflowing.size).toBeGreaterThan(open.length * 0.9);
  expect(grown).toBeLessThan(ROOM_BYTES);
});
