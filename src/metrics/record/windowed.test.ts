import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRegistry, labelText, open, windowed } from '../index.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
const sum = windowed('calls_of_the_day', { help: 'Calls', labels: { status: ['ok', 'bad'] }, shows: 'sum', windowSeconds: DAY });
const mean = windowed('success_of_the_day', { help: 'Success', shows: 'mean', windowSeconds: DAY });

function shown(exposition: string): readonly string[] {
  return exposition.split('\n').filter((line) => /^(calls|success)_of/.test(line));
}

test('values of the last 24 hours are summed up and forgotten by the hour', () => {
  const registry = createRegistry();
  const calls = registry.add(sum);
  registry.collect(DAY);
  calls.observe(1, { status: 'ok' });
  registry.collect(DAY + 2 * HOUR);
  calls.observe(1, { status: 'ok' });
  calls.observe(2, { status: 'bad' });
  calls.observe(NaN, { status: 'bad' });
  expect(shown(registry.compose('text'))).toEqual(['calls_of_the_day{status="ok"} 2', 'calls_of_the_day{status="bad"} 2']);
  registry.collect(2 * DAY);
  expect(shown(registry.compose('text'))).toEqual(['calls_of_the_day{status="ok"} 1', 'calls_of_the_day{status="bad"} 2']);
  registry.collect(9 * DAY);
  expect(shown(registry.compose('openmetrics'))).toEqual(['calls_of_the_day{status="ok"} 0', 'calls_of_the_day{status="bad"} 0']);
  expect(registry.compose('text')).toContain('value_rejected_total{metric="calls_of_the_day"} 1\n');
});

test('a mean of nothing is absent', () => {
  const registry = createRegistry();
  const success = registry.add(mean);
  registry.collect(0);
  expect(shown(registry.compose('text'))).toEqual([]);
  for (const value of [100, 0, 100, 100]) success.observe(value);
  expect(shown(registry.compose('text'))).toEqual(['success_of_the_day 75']);
  registry.collect(DAY);
  expect(shown(registry.compose('text'))).toEqual([]);
});

test('a series that was removed does not turn in the place of the next', () => {
  const registry = createRegistry();
  const rooms = registry.add(windowed('calls_of_room', { help: 'x', labels: { room: open(2) }, shows: 'sum', windowSeconds: DAY }));
  registry.collect(0);
  rooms.observe(5, { room: labelText('a') });
  rooms.remove({ room: labelText('a') });
  for (let round = 0; round < 3; round += 1) registry.collect(1);
  rooms.observe(7, { room: labelText('b') });
  registry.collect(HOUR);
  expect(registry.compose('text')).toContain('calls_of_room{room="b"} 7\n');
});

test('a window holds what came within its parts, whatever the order of values and turns', () => {
  const step = fc.record({ hours: fc.integer({ min: 0, max: 30 }), value: fc.integer({ min: 0, max: 9 }) });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const registry = createRegistry();
      const calls = registry.add(sum);
      calls.observe(0, { status: 'ok' });
      registry.collect(0);
      let hour = 0;
      const taken: { hour: number; value: number }[] = [];
      for (const { hours, value } of steps) {
        hour += hours;
        registry.collect(hour * HOUR);
        calls.observe(value, { status: 'ok' });
        taken.push({ hour, value });
      }
      const expected = taken.filter((one) => one.hour > hour - 24).reduce((total, { value }) => total + value, 0);
      expect(shown(registry.compose('text'))).toEqual([`calls_of_the_day{status="ok"} ${expected}`]);
    }),
  );
});
