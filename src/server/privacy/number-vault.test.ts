import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createNumberVault } from './number-vault.ts';

const KEY = new Uint8Array(32).fill(7);

test('what is sealed opens again with the same key, and looks different each time', () => {
  const vault = createNumberVault(KEY);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
      const sealed = vault.seal(text);
      expect(createNumberVault(KEY).open(sealed)).toBe(text);
      expect(vault.seal(text)).not.toBe(sealed);
    }),
  );
});

test('no two texts of a thousand have the same nonce', () => {
  const vault = createNumberVault(KEY);
  const nonces = Array.from({ length: 1000 }, () => Buffer.from(vault.seal('same'), 'base64url').subarray(4, 16).toString('hex'));
  expect(new Set(nonces).size).toBe(1000);
});

test('another key, a changed character and junk open nothing', () => {
  const vault = createNumberVault(KEY);
  const sealed = vault.seal('+15550100017');
  expect(createNumberVault(new Uint8Array(32).fill(8)).open(sealed)).toBeUndefined();
  for (let index = 0; index < sealed.length; index += 1) {
    const other = sealed[index] === 'A' ? 'B' : 'A';
    expect(vault.open(sealed.slice(0, index) + other + sealed.slice(index + 1))).not.toBe('+15550100018');
    expect([undefined, '+15550100017']).toContain(vault.open(sealed.slice(0, index) + other + sealed.slice(index + 1)));
  }
  fc.assert(
    fc.property(fc.string(), (junk) => {
      expect(vault.open(junk)).toBeUndefined();
    }),
  );
});
