import { expect, test } from 'vitest';
import { createRegistry, legacy, SeriesReader } from '../index.ts';

const talk = legacy.toldSummary('voice_talk_seconds', { help: 'Talk.', quantiles: [0.5, 0.99] });

test('a summary that is computed elsewhere shows what was told last, to every reader, and no quantile without one', () => {
  const registry = createRegistry();
  const metric = registry.add(talk);
  const head = '# HELP voice_talk_seconds Talk.\n# TYPE voice_talk_seconds summary\n';
  const text = (): string => registry.compose('text');
  expect(text()).toContain(`${head}voice_talk_seconds_sum 0\nvoice_talk_seconds_count 0\n`);
  metric.tell({ count: 3, sum: 60.5, quantiles: [20, 30.25] });
  const shown =
    'voice_talk_seconds{quantile="0.5"} 20\nvoice_talk_seconds{quantile="0.99"} 30.25\nvoice_talk_seconds_sum 60.5\nvoice_talk_seconds_count 3\n';
  expect(text()).toContain(`${head}${shown}`);
  const [family] = [...new SeriesReader(registry.pages()).read()].filter(({ name }) => name === 'voice_talk_seconds');
  expect(family?.series.map(({ value }) => value)).toEqual([
    {
      kind: 'summary',
      count: 3,
      sum: 60.5,
      quantiles: [
        { quantile: 0.5, value: 20 },
        { quantile: 0.99, value: 30.25 },
      ],
    },
  ]);
  metric.tell({ count: 3, sum: 60.5 });
  expect(text()).toContain(`${head}voice_talk_seconds_sum 60.5\nvoice_talk_seconds_count 3\n`);
  expect(text()).not.toContain('quantile');
});
