import { expect, test } from 'vitest';
import { counter, createRegistry, labelText, open } from './index.ts';

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
