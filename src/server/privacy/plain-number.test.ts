import fc from 'fast-check';
import { getCountries, getCountryCallingCode, getExampleNumber, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import examples from 'libphonenumber-js/mobile/examples';
import { expect, test } from 'vitest';
import type { PhoneNumber } from '../../core/index.ts';
import { createPlainNumber } from './plain-number.ts';

const plain = createPlainNumber();
/** Codes that no country has. */
const NO_COUNTRY = ['800', '808', '870', '878', '881', '882', '883', '888', '979', '999', '210', '0'];
const CODES = [...new Set<string>(getCountries().map((country) => getCountryCallingCode(country))), ...NO_COUNTRY];

function ofLibrary(text: string): PhoneNumber | undefined {
  const number = parsePhoneNumberFromString(text, { extract: false });
  return number?.isPossible() === true ? { e164: number.number, callingCode: number.countryCallingCode } : undefined;
}

test('the example number of each country is read as the library reads it, and of most of them without it', () => {
  const numbers = getCountries().map((country) => getExampleNumber(country, examples)?.number ?? '');
  for (const number of numbers) expect(plain(number) ?? ofLibrary(number), number).toEqual(ofLibrary(number));
  expect(numbers.filter((number) => plain(number) !== undefined).length).toBeGreaterThan(numbers.length - 20);
});

test('whatever is read without the library, the library reads alike: each code with each count of digits, with and without a prefix', () => {
  const rest = fc.tuple(fc.constantFrom('', '0', '00', '1', '8', '9', '15', '180020', '183'), fc.stringMatching(/^\d{18}$/));
  fc.assert(
    fc.property(rest, ([prefix, digits]) => {
      for (const code of CODES) {
        for (let length = 0; length <= 18; length += 1) {
          const text = `+${code}${(prefix + digits).slice(0, length)}`;
          const number = plain(text);
          if (number !== undefined) expect(number, text).toEqual(ofLibrary(text));
        }
      }
    }),
    { numRuns: 20 },
  );
});

test.each(['', '+', '+0', '+49', '491512345678', '+49 1512345678', '+4915x', '+٤٩١٥١٢٣٤٥٦٧٨', '++491512345678'])(
  '%j is not read without the library',
  (text) => {
    expect(plain(text)).toBeUndefined();
  },
);
