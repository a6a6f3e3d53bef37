import fc from 'fast-check';
import { expect, test } from 'vitest';
import { END_SIDE, isSuchEnd, Private } from '../../core/index.ts';
import { createPrivacy } from './privacy.ts';

const privacy = createPrivacy({ key: new Uint8Array(32).fill(7), country: 'DE', output: 'masked' });
const kept = (text: string, kind: 'number' | 'text' = 'number'): string => {
  const end = privacy.endOf(new Private(text, kind));
  return end === undefined ? '' : end + END_SIDE.other;
};
const finds = (asked: string, number: string): boolean => {
  const { end } = privacy.searchPerson(asked);
  return end !== undefined && isSuchEnd(kept(number), end);
};
const digits = (minLength: number, maxLength: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), minLength, maxLength });

test('a number is found by each of its ends of 4 to 10 digits, with and without dots before it', () => {
  fc.assert(
    fc.property(digits(4, 18), fc.constantFrom('', '+', '00', '9900', 'x#'), (number, prefix) => {
      for (let length = 4; length <= Math.min(10, number.length); length += 1) {
        expect(finds(`...${number.slice(-length)}`, prefix + number)).toBe(true);
        expect(finds(number.slice(-length), prefix + number)).toBe(true);
      }
    }),
  );
});

test('a number is found by hardly any other end: five and eight digits are told apart least, and then once in 100 or less', () => {
  let [asked, found] = [0, 0];
  fc.assert(
    fc.property(digits(10, 14), fc.integer({ min: 4, max: 10 }), fc.nat(9), fc.integer({ min: 1, max: 9 }), (number, length, at, by) => {
      const end = number.slice(-length).split('');
      const place = at % length;
      end[place] = String((Number(end[place]) + by) % 10);
      asked += 1;
      if (finds(`...${end.join('')}`, number)) found += 1;
    }),
    { numRuns: 3000, seed: 1 },
  );
  expect(asked).toBe(3000);
  expect(found).toBeLessThan(15);
});

test('a whole number is found in every writing of it and by no other, and a calling code before the dots counts', () => {
  for (const asked of ['+493012342233', '0049 30 1234 2233', '030 12342233']) {
    const { hash, end } = privacy.searchPerson(asked);
    expect(hash).toBe(privacy.hashPerson('+493012342233'));
    if (end === undefined) throw new Error('A number has an end.');
    for (const written of ['+493012342233', '00493012342233', '03012342233']) expect(isSuchEnd(kept(written), end)).toBe(true);
    expect(isSuchEnd(kept('+493022342233'), end)).toBe(false);
    expect(isSuchEnd(kept('9900493012342233'), end)).toBe(false);
  }
  expect(finds('+49...2233', '+493012342233')).toBe(true);
  expect(finds('+49***2233', '03012342233')).toBe(true);
  expect(finds('+44...2233', '+493012342233')).toBe(false);
});

test('what is kept of a number is the same whatever somebody looked for before, such as a plus and three digits', () => {
  const asked = createPrivacy({ key: new Uint8Array(32).fill(7), country: 'DE', output: 'masked' });
  for (const text of ['+490', '+49', '0490', '...0490']) asked.searchPerson(text);
  const number = new Private('+49301230490', 'number');
  expect(asked.endOf(number)).toBe(privacy.endOf(new Private('+49301230490', 'number')));
  expect(asked.searchPerson('+490').end?.tail).not.toBe(asked.searchPerson('...0490').end?.tail);
});

test('an end has 4 to 10 digits, and only a calling code stands before it', () => {
  for (const asked of ['...233', '+49...', '...12345678901', '...22a3'])
    expect(() => privacy.searchPerson(asked)).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST', message: expect.stringContaining('...2233') }),
    );
  expect(() => privacy.searchPerson('+4930...2233')).toThrow(/calling code/);
  expect(privacy.searchPerson('101')).toStrictEqual({ hash: privacy.hashPerson('101') });
  expect(privacy.searchPerson('alice')).toStrictEqual({ hash: privacy.hashPerson('alice') });
});

test('nothing is kept of what is no number: a user, a short extension, a name that ends in digits', () => {
  expect([kept('alice'), kept('101'), kept('Room 2233', 'text')]).toStrictEqual(['', '', '']);
  expect(kept('+49 30 1234-2233', 'text')).toMatch(/^[a-z2-7]{16}$/);
});

test('with a person what is kept of his number goes in every writing, behind a technical prefix too, and of nobody else', () => {
  const end = privacy.erasedEnd('+493012342233');
  if (end === undefined) throw new Error('A number has an end.');
  for (const written of ['+493012342233', '00493012342233', '03012342233', '9900493012342233'])
    expect(isSuchEnd(kept(written), end)).toBe(true);
  expect(isSuchEnd(kept('+493012352233'), end)).toBe(false);
  expect(privacy.erasedEnd('alice')).toBeUndefined();
});
