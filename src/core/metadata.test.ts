import { expect, test } from 'vitest';
import { joinMetadata, MAX_METADATA, shownMetadata } from './metadata.ts';
import { Private } from './private.ts';

const shown = (value: unknown): unknown => {
  const text = shownMetadata(new Private(JSON.stringify(value), 'text'));
  return text === undefined ? undefined : JSON.parse(text);
};

test('numbers, flags and words of the program are shown, and whatever may name somebody is not', () => {
  expect(
    shown({ status: 'failed', duration: 30, is_retry: true, gap: null, error: 'Alice hung up', tool: 'get_weather', model: 'gpt-4o' }),
  ).toEqual({ status: 'failed', duration: 30, is_retry: true, gap: null, error: '***', tool: 'get_weather', model: 'gpt-4o' });
  expect(shown({ customer: 'alice', status: '+4915112345678', code: 'x4915112345', number: 4915112345678, names: ['Bob'] })).toEqual({
    customer: '***',
    status: '***',
    code: '***',
    number: '***',
    names: '***',
  });
  expect(shown({ nested: { status: 'busy', who: 'Bob' }, '+4915112345678': 1 })).toEqual({
    nested: { status: 'busy', who: '***' },
    '***': 1,
  });
});

test('what may be a PIN or a code is not shown, a duration is', () => {
  expect(
    shown({ pin: 4711, attempts: 3, ratio: -0.25, code: '4711', reason: '12-34-5678', duration: 3600.5, duration_seconds: 86_400 }),
  ).toEqual({
    pin: '***',
    attempts: 3,
    ratio: -0.25,
    code: '***',
    reason: '***',
    duration: 3600.5,
    duration_seconds: 86_400,
  });
  expect(shown({ pin_4711: true, duration: 4915112345678, model: 'gpt-4o-2024-08-06', code: 486 })).toEqual({
    '***': true,
    duration: '***',
    model: 'gpt-4o-2024-08-06',
    code: 486,
  });
});

test('what is no object is no metadata', () => {
  for (const one of ['text', 7, null, ['a']]) expect(shown(one)).toBeUndefined();
  expect(shownMetadata(new Private('{', 'text'))).toBeUndefined();
});

test('of joined metadata the later wins, and what makes it too long is left out', () => {
  expect(joinMetadata([])).toBeUndefined();
  expect(joinMetadata(['{"a":1,"b":2}', '{"b":3}'])).toBe('{"a":1,"b":3}');
  expect(joinMetadata(['{"a":1}', JSON.stringify({ b: 'x'.repeat(MAX_METADATA) }), '{"c":2}'])).toBe('{"a":1,"c":2}');
});
