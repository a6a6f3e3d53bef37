import { expect, test } from 'vitest';
import { callsEnded, callTalk, trunkAttempts } from '../catalog/index.ts';
import { CHART_STEP, rate, sum } from '../expressions/index.ts';
import { counter } from '../metrics/index.ts';
import { grown, partOf, speed, spread, typical } from './ask.ts';
import { choice } from './dashboard.ts';
import { panel, query } from './panel.ts';

test('a panel over declared metrics compiles', () => {
  const one = panel('lines', 'Attempts', {
    description: 'x',
    unit: 'perSecond',
    queries: [query('{trunk}', speed(trunkAttempts, ['trunk']))],
  });
  expect(one).toMatchObject({ kind: 'lines', width: 12, height: 8, links: [] });
});

test('a label that the metric does not have does not compile, wherever it is named', () => {
  const wrong = [
    // @ts-expect-error Calls have no queue to be summed by.
    () => speed(callsEnded, ['queue']),
    // @ts-expect-error Nor one to be chosen by.
    () => grown(callsEnded, [], { where: { queue: 'sales' } }),
    // @ts-expect-error There is no such outcome.
    () => partOf(trunkAttempts, { outcome: 'lost' }),
    // @ts-expect-error Talk time has a direction and no trunk.
    () => typical(0.5, callTalk, ['trunk']),
    // @ts-expect-error Nor may a spread be taken of one.
    () => spread(callTalk, { where: { trunk: 'a' } }),
    // @ts-expect-error A legend shows what its series are summed by.
    () => query('{outcome}', speed(trunkAttempts, ['trunk'])),
    // @ts-expect-error And nothing where they are summed to one.
    () => query('{trunk}', sum(rate(trunkAttempts, CHART_STEP))),
    // @ts-expect-error A reader chooses among values of a label that the metric has.
    () => choice('queue', trunkAttempts),
  ];
  for (const make of wrong) expect(make).not.toThrow();
});

test('a metric that lost a label, or is of another kind, takes the panels over it along', () => {
  const before = counter('telephony_example_total', { help: 'Examples.', labels: { trunk: { max: 64 }, outcome: ['answered', 'failed'] } });
  const after = counter('telephony_example_total', { help: 'Examples.', labels: { outcome: ['answered', 'broken'] } });
  expect(query('{trunk}', partOf(before, { outcome: 'failed' }, ['trunk'])).legend).toBe('{trunk}');
  const wrong = [
    // @ts-expect-error The trunk is gone.
    () => speed(after, ['trunk']),
    // @ts-expect-error The outcome is called otherwise.
    () => speed(after, [], { where: { outcome: 'failed' } }),
    // @ts-expect-error A counter has no quantiles.
    () => typical(0.5, after),
  ];
  expect(wrong).toHaveLength(3);
});
