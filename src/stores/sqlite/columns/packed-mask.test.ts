import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packMask, unpackMask } from './packed-mask.ts';

const stars = fc.constantFrom('', '*', '***', '****');
const plus = fc.constantFrom('', '+', '+0', '++');
const digits = fc.stringMatching(/^\d{0,5}$/);

test('any mask comes back, and those with a country code and four digits are numbers', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.tuple(plus, digits, stars, digits).map((parts) => parts.join('')),
      ),
      (mask) => {
        const packed = packMask(mask);
        expect(unpackMask(packed)).toBe(mask);
        expect(typeof packed).toBe(/^(?:\+[1-9]\d{0,2})?\*{3}\d{4}$/.test(mask) ? 'number' : 'string');
      },
    ),
  );
});
