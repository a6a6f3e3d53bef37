import { expect, test } from 'vitest';
import { counter, createRegistry, gauge, histogram, info, labelText, open, summary, upDownGauge } from '../index.ts';

const calls = counter('telephony_calls_total', { help: 'Calls.', labels: { direction: ['inbound', 'outbound'], trunk: open(2) } });

test('what is wrong about labels and names does not compile, and makes no series at run time', () => {
  const registry = createRegistry();
  const total = registry.add(calls);
  const trunk = labelText('main');
  const number = '+15550100';
  total.inc({ direction: 'inbound', trunk });
  // @ts-expect-error A label that was not declared, such as a phone number. It is not exposed.
  total.inc({ direction: 'inbound', trunk, number });
  // @ts-expect-error A label is missing.
  total.inc({ direction: 'inbound' });
  // @ts-expect-error A labelled metric needs its labels.
  total.inc();
  // @ts-expect-error A value outside its domain.
  total.inc({ direction: 'sideways', trunk });
  // @ts-expect-error A number is no open label.
  total.inc({ direction: 'inbound', trunk: 5 });
  // @ts-expect-error A counter goes up only.
  expect(total.set).toBeUndefined();
  // @ts-expect-error The name of a counter ends in _total.
  expect(() => registry.add(counter('telephony_calls', { help: 'Calls.' }))).toThrow('_total');
  const samples = registry
    .compose('text')
    .split('\n')
    .filter((line) => line.startsWith('telephony_'));
  expect(samples).toEqual(['telephony_calls_total{direction="inbound",trunk="main"} 2']);
});

test('plain text is no open label for the compiler', () => {
  const registry = createRegistry();
  const total = registry.add(calls);
  const text: string = 'carrier';
  // @ts-expect-error Only a LabelText is an open label: text from traffic could be anything.
  total.inc({ direction: 'outbound', trunk: text });
  expect(registry.compose('text')).toContain('trunk="carrier"');
});

test('what is wrong about the kinds of metrics does not compile, and is refused at run time', () => {
  const registry = createRegistry();
  // @ts-expect-error A histogram has classic or native buckets.
  expect(() => registry.add(histogram('telephony_setup_seconds', { help: 'x' }))).toThrow('it has no buckets');
  // @ts-expect-error The name of an info ends in _info.
  expect(() => registry.add(info('telephony_build', { help: 'x' }))).toThrow('_info');
  // @ts-expect-error A summary has quantiles and a window.
  expect(() => registry.add(summary('telephony_delay_seconds', { help: 'x', quantiles: [0.5] }))).toThrow('window');
  const setup = registry.add(histogram('telephony_setup_seconds', { help: 'x', labels: { way: ['in', 'out'] }, native: { factor: 1.1 } }));
  const delay = registry.add(summary('telephony_delay_seconds', { help: 'x', quantiles: [0.5], windowSeconds: 60 }));
  const streams = registry.add(upDownGauge('telephony_streams_open', { help: 'x' }));
  const build = registry.add(info('telephony_build_info', { help: 'x', labels: { role: ['main'] } }));
  const level = registry.add(gauge('telephony_level', { help: 'x' }));
  // @ts-expect-error A label that was not declared, such as a phone number.
  setup.observe(1, { way: 'in', number: '+15550100' });
  // @ts-expect-error A label is missing.
  setup.observe(1, {});
  // @ts-expect-error A value outside its domain.
  setup.with({ way: 'across' }).observe(1);
  // @ts-expect-error A metric without labels takes none.
  delay.observe(1, { way: 'in' });
  // @ts-expect-error A summary counts nothing but what it observes.
  expect(delay.inc).toBeUndefined();
  // @ts-expect-error An up-down gauge moves by steps.
  expect(streams.set).toBeUndefined();
  // @ts-expect-error A gauge is set; what comes and goes is an up-down gauge.
  expect(level.inc).toBeUndefined();
  // @ts-expect-error An info has labels to show.
  build.set();
  // @ts-expect-error A value outside its domain.
  build.set({ role: 'spare' });
  const samples = registry
    .compose('text')
    .split('\n')
    .filter((line) => line.startsWith('telephony_'));
  expect(samples).toEqual([
    'telephony_setup_seconds_bucket{way="in",le="+Inf"} 1',
    'telephony_setup_seconds_sum{way="in"} 1',
    'telephony_setup_seconds_count{way="in"} 1',
    expect.stringContaining('telephony_delay_seconds{quantile="0.5"} '),
    'telephony_delay_seconds_sum 1',
    'telephony_delay_seconds_count 1',
    'telephony_streams_open 0',
  ]);
});
