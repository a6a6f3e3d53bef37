import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { countKpis, kpis } from '../../src/core/index.ts';
import { readSamples } from '../../src/testing/check-scenario.ts';
import { runScenario } from '../../src/testing/run-scenario.ts';
import { readScenario } from '../../src/testing/scenario-text.ts';

const SCENARIOS = new URL('../scenarios/', import.meta.url);
const NAME: Readonly<Record<string, keyof ReturnType<typeof kpis>>> = {
  SER: 'ser',
  SEER: 'seer',
  ISA: 'isa',
  SCR: 'scr',
  ASR: 'asr',
  NER: 'ner',
  redirectRatio: 'redirectRatio',
  ACD: 'acdSeconds',
};

/** The expressions of the call model by what their comment calls them. */
const EXPRESSIONS = [
  ...readFileSync(new URL('../../docs/call-model.md', import.meta.url), 'utf8').matchAll(/^# (\w+)\n(.*telephony_.*)$/gm),
].map(([, name = '', text = '']) => [name, text] as const);

/** Scenarios of which every call is over and has settled: then records and counters know the same. */
const RUNS = readdirSync(SCENARIOS)
  .filter((name) => name.endsWith('.scenario'))
  .map((name) => ({ name, run: runScenario(readScenario(readFileSync(new URL(name, SCENARIOS), 'utf8'))) }))
  .filter(({ run: { calls } }) => calls.length > 0 && calls.every((call) => call.state === 'ended' && !call.isProvisional));

test('the call model gives an expression for every ratio', () => {
  expect(EXPRESSIONS.map(([name]) => NAME[name])).toEqual(Object.values(NAME));
  expect(RUNS.map(({ name }) => name)).toEqual(expect.arrayContaining(['endings.scenario', 'refusals.scenario', 'unanswered.scenario']));
});

test.each(RUNS)('its expressions over the counters of $name are the ratios of the records', ({ run }) => {
  const samples = readSamples(run.exposition);
  const ratios = kpis(countKpis(run.calls));
  for (const [name, expression] of EXPRESSIONS) {
    const key = NAME[name];
    const value = evaluate(expression, samples);
    const expected = key === undefined ? undefined : ratios[key];
    if (expected === undefined) expect(value, name).toBeNaN();
    else expect(value, name).toBeCloseTo(expected, 5);
  }
});

type Samples = ReturnType<typeof readSamples>;

/** The value of an expression of sums, `+`, `/` and `or vector(0)`; NaN when a part of it has no series. */
function evaluate(expression: string, samples: Samples): number {
  const sums = expression.replaceAll(/sum\((\w+)(?:\{([^}]*)\})?\)/g, (_, name: string, matchers = '') =>
    String(sumOf(name, matchers, samples)),
  );
  let flat = sums.replaceAll(/\((NaN|[\d.]+) or vector\(0\)\)/g, (_, value: string) => (value === 'NaN' ? '0' : value));
  flat = flat.replaceAll(/\(([^()]*)\)/g, (_, inner: string) => String(inner.split(' + ').reduce((sum, part) => sum + Number(part), 0)));
  const [part, whole] = flat.split(' / ').map(Number);
  return (part ?? Number.NaN) / (whole ?? Number.NaN);
}

function sumOf(name: string, matchers: string, samples: Samples): number {
  const tests = [...matchers.matchAll(/(\w+)(=~|!~|!=|=)"([^"]*)"/g)].map(([, label = '', operator = '', value = '']) => {
    const pattern = operator.includes('~') ? new RegExp(`^(?:${value})$`) : undefined;
    const matches = (text: string): boolean => (pattern === undefined ? text === value : pattern.test(text));
    return (series: string): boolean => matches(new RegExp(`[{,]${label}="([^"]*)"`).exec(series)?.[1] ?? '') !== operator.startsWith('!');
  });
  const values = samples
    .filter(([series]) => series.replace(/\{.*$/, '') === name && tests.every((one) => one(series)))
    .map(([, value]) => Number(value));
  return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0);
}
