import { expect, test } from 'vitest';
import { filledText } from './filled-text.ts';

test.each([
  ['Trunk {trunk} fails {value:percent} of its calls', 0.51239, 'Trunk a fails 51.24% of its calls'],
  ['{value}', 12, '12'],
  ['{value:count} calls', 3.33, '3 calls'],
  ['{value:count} calls', 12_345.6, '12346 calls'],
  ['{value}', 0.000123456, '0.0001235'],
  ['{value:duration}', 0.25, '250ms'],
  ['{value:duration}', 59.5, '59.5s'],
  ['{value:duration}', 3900, '1h 5m 0s'],
  ['{value:duration}', 90_061, '1d 1h 1m 1s'],
  ['{value:duration}', Number.POSITIVE_INFINITY, 'Infinity'],
  ['{nothing}|{value:percent}', Number.NaN, '|NaN'],
])('%s with %d is %s', (template, value, text) => {
  expect(filledText(template, { trunk: 'a' }, value)).toBe(text);
});
