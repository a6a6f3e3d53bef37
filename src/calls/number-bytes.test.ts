import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_NUMBER_BYTES, NumberBytes, NumberReader } from './number-bytes.ts';

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
        bytes.reserve(MAX_NUMBER_BYTES + 8);
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
  bytes.reserve(7);
  bytes.word(70_000);
  bytes.byte(7);
  bytes.short(513);
  bytes.trim();
  bytes.reserve(8);
  bytes.double(0.25);
  bytes.setWord(0, bytes.wordAt(0) + 1);
  bytes.setByte(4, 8);
  const reader = new NumberReader(bytes);
  reader.place = 4;
  expect([bytes.wordAt(0), reader.byte(), reader.short(), reader.double()]).toEqual([70_001, 8, 513, 0.25]);
});
