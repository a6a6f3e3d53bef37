import { expect, test } from 'vitest';
import { createNumberParser } from './number-plan.ts';

test('a number is the same however it is written, once the country is known', () => {
  const parse = createNumberParser('DE');
  const number = { e164: '+4915112345678', callingCode: '49' };
  for (const text of ['+49 151 12345678', '004915112345678', '015112345678', '0151/1234-5678', '+49 (151) 123.456.78', '4915112345678']) {
    expect(parse(text), text).toEqual(number);
  }
});

test('a bare number of 11 digits or more that starts with the own country code is international, any other is national', () => {
  expect(createNumberParser('GB')('447700900123')?.e164).toBe('+447700900123');
  expect(createNumberParser('CN')('8613812345678')?.e164).toBe('+8613812345678');
  expect(createNumberParser('CN')('13812345678')?.e164).toBe('+8613812345678');
  expect(createNumberParser('DE')('4915112345')?.e164).toBe('+494915112345');
});

test('the international prefix is the one of the country', () => {
  expect(createNumberParser('US')('01149151 12345678')?.e164).toBe('+4915112345678');
  expect(createNumberParser('US')('2025550123')).toEqual({ e164: '+12025550123', callingCode: '1' });
});

test('without a country only numbers with + or 00 are completed', () => {
  const parse = createNumberParser(undefined);
  expect(parse('+12025550123')?.e164).toBe('+12025550123');
  expect(parse('0012025550123')?.e164).toBe('+12025550123');
  expect(parse('2025550123')).toBeUndefined();
});

test.each(['', '+', 'alice', 'call 015112345678', '015112345678x', '*21#', '1', '+999', '0'.repeat(40), '+4915112345678;ext=1'])(
  '%j is no number of the plan',
  (text) => {
    expect(createNumberParser('DE')(text)).toBeUndefined();
  },
);
