import { expect, test } from 'vitest';
import { createRingscope } from './index.ts';
import { createKeyedHash } from './keyed-hash.ts';

test('an id has the same hash again, also after very many others and with the same key elsewhere', () => {
  const hash = createKeyedHash('a key');
  const first = hash('call-0');
  const all = new Set([first]);
  for (let number = 1; number <= 10_000; number += 1) all.add(hash(`call-${number}`));
  expect(all.size).toBe(10_001);
  expect(hash('call-0')).toBe(first);
  expect(createKeyedHash('a key')('call-0')).toBe(first);
  expect(first).toMatch(/^[a-z2-7]{16}$/);
});

test('without a key, two instances have different hashes of one id', () => {
  expect(createKeyedHash()('call-0')).not.toBe(createKeyedHash()('call-0'));
});

test('an empty key, which everyone knows, is refused', async () => {
  const refusal = expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining('privacyKey') });
  await expect(createRingscope({ privacyKey: '' })).rejects.toThrow(refusal);
  await expect(createRingscope({ privacyKey: new Uint8Array(0) })).rejects.toThrow(refusal);
});
