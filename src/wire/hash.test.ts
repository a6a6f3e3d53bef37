import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashBytes } from './hash.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

test('a hash depends on the bytes of its range and on the seed, and on nothing else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.nat(9), fc.nat(), (bytes, shift, seed) => {
      const moved = new Uint8Array(bytes.length + shift + 3).fill(0x5a);
      moved.set(bytes, shift);
      const hash = hashBytes(bytes, 0, bytes.length, seed);
      expect(hashBytes(moved, shift, shift + bytes.length, seed)).toBe(hash);
      expect(Number.isSafeInteger(hash) && hash >= 0).toBe(true);
      expect(hashBytes(bytes, 0, bytes.length, seed + 1)).not.toBe(hash);
    }),
  );
});

test('hashes stay the same from release to release, because stores keep them', () => {
  const bytes = text('z9hG4bK-4269-3-0');
  expect(hashBytes(bytes, 0, bytes.length, 1)).toBe(1078622481842272);
});

test('a hundred thousand branches that differ in a few characters have different hashes', () => {
  const seen = new Set<number>();
  for (let index = 0; index < 100_000; index += 1) {
    const bytes = text(`z9hG4bK-${index}-1-0`);
    seen.add(hashBytes(bytes, 0, bytes.length, 1));
  }
  expect(seen.size).toBe(100_000);
});

test('flipping one bit anywhere changes about half of the bits', () => {
  const bytes = text('INVITE sip:bob@example.com SIP/2.0\r\n');
  const hash = BigInt(hashBytes(bytes, 0, bytes.length, 3));
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const flipped = bytes.slice();
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const changed = (hash ^ BigInt(hashBytes(flipped, 0, flipped.length, 3))).toString(2).replaceAll('0', '').length;
    expect(changed).toBeGreaterThan(9);
    expect(changed).toBeLessThan(45);
  }
});
