import { expect, test } from 'vitest';
import { zoneClock } from '../../core/index.ts';
import { readTime } from './local-time.ts';

const berlin = zoneClock('Europe/Berlin');
const at = (text: string): number => Date.parse(text) / 1000;
const read = (text: string, now = '2026-11-22T07:00:00Z'): string | undefined => {
  const time = readTime(text, berlin, at(now));
  return time === undefined ? undefined : new Date(time * 1000).toISOString();
};

test('a time without a zone is what the clocks of its zone show, to the microsecond', () => {
  expect(readTime('2026-11-22T07:40:00.123456', berlin, 0)).toBeCloseTo(at('2026-11-22T06:40:00Z') + 0.123456, 6);
  expect(read('2026-11-22T07:40:00')).toBe('2026-11-22T06:40:00.000Z');
  expect(read('2026-07-22 07:40')).toBe('2026-07-22T05:40:00.000Z');
  expect(readTime('2026-11-22T07:40:00', zoneClock('Asia/Kathmandu'), 0)).toBe(at('2026-11-22T01:55:00Z'));
});

test('a time with a zone is meant by that', () => {
  expect(read('2026-11-22T07:40:00Z')).toBe('2026-11-22T07:40:00.000Z');
  expect(read('2026-11-22T07:40:00.5+05:30')).toBe('2026-11-22T02:10:00.500Z');
});

test('of two moments with the same time of the clock the one nearer to the arrival is meant', () => {
  expect(read('2026-10-25T02:30:00', '2026-10-25T00:30:01Z')).toBe('2026-10-25T00:30:00.000Z');
  expect(read('2026-10-25T02:30:00', '2026-10-25T01:30:01Z')).toBe('2026-10-25T01:30:00.000Z');
  expect(read('2026-10-25T01:59:59', '2026-10-25T01:30:01Z')).toBe('2026-10-24T23:59:59.000Z');
  expect(read('2026-10-25T03:00:00', '2026-10-25T00:30:01Z')).toBe('2026-10-25T02:00:00.000Z');
});

test('a time that no clock ever showed is counted on from before', () => {
  expect(read('2026-03-29T02:30:00')).toBe('2026-03-29T01:30:00.000Z');
  expect(read('2026-03-29T01:59:59')).toBe('2026-03-29T00:59:59.000Z');
  expect(read('2026-03-29T03:00:00')).toBe('2026-03-29T01:00:00.000Z');
});

test('what is no time is none', () => {
  for (const text of [
    '',
    'soon',
    '2026-11-22',
    '2026-13-40T07:40:00',
    '2026-11-22T25:00:00',
    '2026-11-22T07:40:60',
    '07:40:00',
    '2026-11-22T07:40:00Y',
  ])
    expect(read(text), text).toBeUndefined();
});
