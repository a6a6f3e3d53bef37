import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadPreset, PRESET, type Preset, type PresetName } from '../../../src/presets/index.ts';
import { EVENTS, installCatalogs, type Catalog, type EventType, type Move, type TelephonyEvent } from '../../../src/core/index.ts';
import { createRegistry } from '../../../src/metrics/index.ts';
import { checkScenario, readSamples } from '../../../src/testing/check-scenario.ts';
import { runScenario } from '../../../src/testing/run-scenario.ts';
import { readScenario, type ScenarioText } from '../../../src/testing/scenario-text.ts';

const FOLDER = new URL('.', import.meta.url);
const PRESETS = new Map<string, Preset>(
  await Promise.all(PRESET.map(async (name): Promise<[PresetName, Preset]> => [name, await loadPreset(name)])),
);
const SCENARIOS = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.scenario'))
  .map((name) => ({ name, scenario: readScenario(readFileSync(new URL(name, FOLDER), 'utf8')) }));

test.each(SCENARIOS)('$name gives the series and calls it expects', ({ scenario }) => {
  expect(checkScenario(scenario, runScenario(scenario, catalogsOf(scenario)))).toEqual([]);
});

test.each([...PRESETS])('every metric of %s is expected by a scenario that moves it', (name, preset) => {
  const expected = new Set(scenariosOf(name).flatMap(({ series }) => series.filter(({ value }) => value !== 'absent').map(familyOf)));
  const declared = preset.catalog.moves.map(({ metric }) => metric.name);
  expect(declared.filter((one) => !expected.has(one))).toEqual([]);
});

test.each([...PRESETS])('a metric of %s that lost one of its events is missed', (name, { catalog }) => {
  const played = scenariosOf(name).map((scenario) => ({ scenario, events: eventsOf(scenario) }));
  const isMissed = (move: Move): boolean =>
    played.some(({ scenario, events }) => checkSeries(scenario, move, composeWith({ name, moves: [move] }, events)).length > 0);
  expect(catalog.moves.filter(isMissed).map(({ metric }) => metric.name)).toEqual([]);
  const unnoticed = catalog.moves.flatMap((move) =>
    move.movedBy.filter((type) => !isMissed(without(move, type))).map((type) => `${move.metric.name} by ${type}`),
  );
  expect(unnoticed).toEqual([]);
});

test('no sample of any scenario holds what is private in its events', () => {
  for (const { scenario } of SCENARIOS) {
    const text = readSamples(runScenario(scenario, catalogsOf(scenario)).exposition)
      .map(([series]) => series)
      .join('\n');
    expect(text).not.toMatch(/15550100|private|356938035643809|8949|hooks\.example/);
  }
});

function scenariosOf(preset: string): readonly ScenarioText[] {
  return SCENARIOS.filter(({ scenario }) => scenario.presets.includes(preset)).map(({ scenario }) => scenario);
}

function catalogsOf({ presets }: ScenarioText): readonly Catalog[] {
  return presets.map((name) => {
    const preset = PRESETS.get(name);
    if (preset === undefined) throw new Error(`no preset ${name}`);
    return preset.catalog;
  });
}

/** Every event of a scenario, those that the tracker derived included. */
function eventsOf(scenario: ScenarioText): readonly TelephonyEvent[] {
  const events: TelephonyEvent[] = [];
  const [some] = [...PRESETS.values()].flatMap(({ catalog }) => catalog.moves);
  if (some === undefined) throw new Error('no preset');
  const types = EVENTS.map(({ type }) => type);
  const collector: Move = {
    ...some,
    movedBy: types,
    install: () => new Map(types.map((type) => [type, { mover: (event) => void events.push(event), metric: undefined, isState: false }])),
  };
  runScenario(scenario, [{ name: 'collector', moves: [collector] }]);
  return events;
}

function composeWith(catalog: Catalog, events: readonly TelephonyEvent[]): string {
  const registry = createRegistry();
  const consumer = installCatalogs([catalog], registry);
  for (const event of events) consumer.accept(event);
  return registry.compose('text');
}

/** What a scenario misses of one metric. */
function checkSeries(scenario: ScenarioText, { metric }: Move, exposition: string): readonly string[] {
  const series = scenario.series.filter((one) => familyOf(one) === metric.name);
  return checkScenario({ ...scenario, series, calls: [] }, { exposition, calls: [] });
}

function without(move: Move, type: EventType): Move {
  return {
    ...move,
    install: (registry) => new Map([...move.install(registry)].filter(([one]) => one !== type)),
  };
}

/** The metric behind a sample name. */
function familyOf({ series }: { readonly series: string }): string {
  const name = series.replace(/\{.*$/, '');
  const isDeclared = [...PRESETS.values()].some(({ catalog }) => catalog.moves.some(({ metric }) => metric.name === name));
  return isDeclared ? name : name.replace(/_(?:bucket|sum|count)$/, '');
}
