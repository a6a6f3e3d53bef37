import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CATALOGS } from '../../src/catalog/index.ts';
import { checkScenario, readSamples } from '../../src/testing/check-scenario.ts';
import { runScenario } from '../../src/testing/run-scenario.ts';
import { readScenario } from '../../src/testing/scenario-text.ts';

const FOLDER = new URL('.', import.meta.url);
const SCENARIOS = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.scenario'))
  .map((name) => ({ name, scenario: readScenario(readFileSync(new URL(name, FOLDER), 'utf8')) }));

test.each(SCENARIOS)('$name gives the series and calls it expects', ({ scenario }) => {
  expect(checkScenario(scenario, runScenario(scenario))).toEqual([]);
});

test('every declared metric is expected by a scenario that moves it', () => {
  const expected = new Set(SCENARIOS.flatMap(({ scenario }) => scenario.series.map(({ series }) => family(series))));
  const declared = CATALOGS.flatMap((one) => one.moves.map((move) => move.metric.name));
  expect(declared.filter((name) => !expected.has(name))).toEqual([]);
});

test('a scenario whose messages never arrive is told to be wrong', () => {
  const [first] = SCENARIOS;
  if (first === undefined) throw new Error('no scenario');
  const silent = { ...first.scenario, messages: [] };
  expect(checkScenario(silent, runScenario(silent)).length).toBeGreaterThan(10);
});

test('no sample of any scenario holds a number, a user or a Call-ID', () => {
  for (const { scenario } of SCENARIOS) {
    const text = readSamples(runScenario(scenario).exposition)
      .map(([series]) => series)
      .join('\n');
    expect(text).not.toMatch(/15550100|@scene|z9hG4bK/);
  }
});

/** The metric behind a sample name. */
function family(series: string): string {
  const name = series.replace(/\{.*$/, '');
  return name.replace(/_(?:bucket|sum|count)$/, '');
}
