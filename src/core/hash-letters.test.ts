import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashLetters } from './hash-letters.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

test('the letters are the first 80 bits of a digest, five by five and the highest first', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (digest) => {
      const bits = [...digest].map((byte) => byte.toString(2).padStart(8, '0')).join('');
      const letters = Array.from({ length: 16 }, (_, at) => ALPHABET[Number.parseInt(bits.slice(at * 5, at * 5 + 5), 2)]);
      expect(hashLetters(String.fromCharCode(...digest))).toBe(letters.join(''));
    }),
  );
});
