import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NumberBytes, NumberReader } from './number-bytes.ts';

/** Whole and other numbers, of any size and sign. */
const anyNumber = fc.oneof(
  fc.nat(),
  fc.maxSafeNat(),
  fc.double(),
  fc.integer(),
  fc.constantFrom(0, 127, 128, 16_384, -1, 0.5, Infinity, NaN),
);

test('numbers come back as they were written, in their order', () => {
  fc.assert(
    fc.property(fc.array(anyNumber, { maxLength: 300 }), fc.boolean(), (numbers, isTrimmed) => {
      const bytes = new NumberBytes();
      for (const one of numbers) {
        bytes.number(one);
        bytes.double(one);
      }
      if (isTrimmed) bytes.trim();
      const reader = new NumberReader(bytes);
      // A zero below zero is a zero.
      for (const one of numbers) expect([reader.number(), reader.double()]).toEqual([Object.is(one, -0) ? 0 : one, one]);
      expect(reader.place).toBe(bytes.length);
    }),
  );
});

test('what is written behind bytes that were trimmed leaves them as they are', () => {
  const bytes = new NumberBytes();
  bytes.short(513);
  bytes.byte(7);
  bytes.trim();
  bytes.double(0.25);
  bytes.setShort(0, 514);
  bytes.setByte(2, 8);
  const reader = new NumberReader(bytes);
  expect([reader.short(), reader.byte(), reader.double()]).toEqual([514, 8, 0.25]);
});
