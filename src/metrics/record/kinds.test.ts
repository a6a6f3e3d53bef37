import { expect, test } from 'vitest';
import { createRegistry, histogram, info, summary, upDownGauge } from '../index.ts';

const FORMATS = ['text', 'openmetrics'] as const;

/** The lines about telephony metrics. */
function shown(exposition: string): readonly string[] {
  return exposition.split('\n').filter((line) => /^(# \w+ )?telephony_/.test(line));
}

test('an up-down gauge is 0 from the start and moves by steps of either sign', () => {
  const registry = createRegistry();
  const open = registry.add(upDownGauge('telephony_streams_open', { help: 'Open streams.' }));
  expect(shown(registry.compose('text'))).toEqual([
    '# HELP telephony_streams_open Open streams.',
    '# TYPE telephony_streams_open gauge',
    'telephony_streams_open 0',
  ]);
  for (const verb of ['inc', 'inc', 'dec', 'inc'] as const) open[verb]();
  open.add(-7.5);
  open.add(NaN);
  open.add(Infinity);
  expect(shown(registry.compose('openmetrics')).at(-1)).toBe('telephony_streams_open -5.5');
  expect(registry.compose('text')).toContain('ringscope_metrics_value_rejected_total{metric="telephony_streams_open"} 2\n');
});

test('a series of an up-down gauge appears when it is touched or bound', () => {
  const registry = createRegistry();
  const open = registry.add(upDownGauge('telephony_streams_open', { help: 'x', labels: { way: ['in', 'out'] } }));
  expect(shown(registry.compose('text'))).toEqual([]);
  open.with({ way: 'out' });
  open.dec({ way: 'in' });
  expect(shown(registry.compose('text')).slice(2)).toEqual(['telephony_streams_open{way="out"} 0', 'telephony_streams_open{way="in"} -1']);
});

test('an info shows the labels that were set, until they are cleared', () => {
  const registry = createRegistry();
  const build = registry.add(info('telephony_build_info', { help: 'Builds.', labels: { role: ['main', 'spare'] } }));
  build.set({ role: 'main' });
  build.set({ role: 'spare' });
  build.set({ role: 'spare' });
  expect(FORMATS.map((format) => shown(registry.compose(format)))).toEqual([
    [
      '# HELP telephony_build_info Builds.',
      '# TYPE telephony_build_info gauge',
      'telephony_build_info{role="main"} 1',
      'telephony_build_info{role="spare"} 1',
    ],
    [
      '# TYPE telephony_build info',
      '# HELP telephony_build Builds.',
      'telephony_build_info{role="main"} 1',
      'telephony_build_info{role="spare"} 1',
    ],
  ]);
  build.clear({ role: 'main' });
  expect(shown(registry.compose('text')).slice(2)).toEqual(['telephony_build_info{role="spare"} 1']);
});

test('an info has no unit, whatever its name', () => {
  const registry = createRegistry();
  registry.add(info('telephony_limits_seconds_info', { help: 'Limits.' })).set();
  expect(shown(registry.compose('openmetrics'))).toEqual([
    '# TYPE telephony_limits_seconds info',
    '# HELP telephony_limits_seconds Limits.',
    'telephony_limits_seconds_info 1',
  ]);
});

test('a histogram of native buckets alone is text by its sum and count', () => {
  const registry = createRegistry();
  const setup = registry.add(histogram('telephony_setup_seconds', { help: 'Set-up.', native: { factor: 1.1 } }));
  for (const value of [0, 0.5, 2, -1, NaN]) setup.observe(value);
  expect(shown(registry.compose('text'))).toEqual([
    '# HELP telephony_setup_seconds Set-up.',
    '# TYPE telephony_setup_seconds histogram',
    'telephony_setup_seconds_bucket{le="+Inf"} 3',
    'telephony_setup_seconds_sum 2.5',
    'telephony_setup_seconds_count 3',
  ]);
  expect(registry.compose('text')).toContain('ringscope_metrics_value_rejected_total{metric="telephony_setup_seconds"} 2\n');
});

test('a histogram of classic and native buckets is text by its classic ones', () => {
  const registry = createRegistry();
  const setup = registry.add(histogram('telephony_setup_seconds', { help: 'Set-up.', buckets: [0.5, 1], native: { factor: 1.1 } }));
  for (const value of [0, 0.5, 2, -1]) setup.observe(value);
  expect(shown(registry.compose('text')).slice(2)).toEqual([
    'telephony_setup_seconds_bucket{le="0.5"} 2',
    'telephony_setup_seconds_bucket{le="1"} 2',
    'telephony_setup_seconds_bucket{le="+Inf"} 3',
    'telephony_setup_seconds_sum 2.5',
    'telephony_setup_seconds_count 3',
  ]);
});

test('a summary without a value has sum and count and no quantiles', () => {
  const registry = createRegistry();
  registry.add(summary('telephony_delay_seconds', { help: 'Delay.', quantiles: [0.5, 1], windowSeconds: 60 }));
  expect(FORMATS.map((format) => shown(registry.compose(format)))).toEqual([
    [
      '# HELP telephony_delay_seconds Delay.',
      '# TYPE telephony_delay_seconds summary',
      'telephony_delay_seconds_sum 0',
      'telephony_delay_seconds_count 0',
    ],
    [
      '# TYPE telephony_delay_seconds summary',
      '# UNIT telephony_delay_seconds seconds',
      '# HELP telephony_delay_seconds Delay.',
      'telephony_delay_seconds_sum 0',
      'telephony_delay_seconds_count 0',
    ],
  ]);
});
