import { expect, test } from 'vitest';
import { createRegistry, legacy, lintMetrics } from '../index.ts';

const withTranscript = legacy.counter('voice_calls_with_transcript', { help: 'Calls with transcripts' });
const delay = legacy.summary('voice_delay_ms', { help: 'Delay', quantiles: [0.5], windowSeconds: 60 });

test('a legacy metric breaks the rules for names and units, and no other', () => {
  expect(lintMetrics([withTranscript, delay, legacy.gauge('loadPercent', { help: '' })])).toEqual([]);
  expect(lintMetrics([delay, delay])).toEqual([{ metric: 'voice_delay_ms', problem: 'metric is declared twice' }]);
  for (const def of [legacy.gauge('a-b', { help: 'x' }), legacy.gauge('a', { help: 'x', labels: { 'a-b': ['c'] } })])
    expect(() => createRegistry().add(def)).toThrow(expect.objectContaining({ code: 'METRIC_INVALID' }));
});

test('a counter whose name does not end in _total is a counter in text and unknown in OpenMetrics, without a time of its making', () => {
  const registry = createRegistry({ now: () => 1_700_000_000 });
  registry.add(withTranscript).add(3);
  expect(linesOf(registry.compose('text'))).toEqual([
    '# HELP voice_calls_with_transcript Calls with transcripts',
    '# TYPE voice_calls_with_transcript counter',
    'voice_calls_with_transcript 3',
  ]);
  expect(linesOf(registry.compose('openmetrics'))).toEqual([
    '# TYPE voice_calls_with_transcript unknown',
    '# HELP voice_calls_with_transcript Calls with transcripts',
    'voice_calls_with_transcript 3',
  ]);
});

test('a legacy name stays as it is whatever the namespace, and two metrics cannot share one', () => {
  const registry = createRegistry({ namespace: 'acme' });
  registry.add(legacy.gauge('rustpbx_queue_size', { help: 'Queue' })).set(4);
  expect(registry.compose('text')).toContain('\nrustpbx_queue_size 4\n');
  expect(() => registry.add(legacy.counter('rustpbx_queue_size', { help: 'Queue' }))).toThrow(
    expect.objectContaining({ code: 'METRIC_CONFLICT' }),
  );
});

function linesOf(exposition: string): readonly string[] {
  return exposition.split('\n').filter((line) => line.includes('voice_calls_with_transcript'));
}
