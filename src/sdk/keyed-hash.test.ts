import { expect, test } from 'vitest';
import { createRingscope } from './index.ts';
import { createKeyedHash } from './keyed-hash.ts';

test('an id has the same hash again, also after very many others and with the same key elsewhere', () => {
  const hash = createKeyedHash('record', 'a key');
  const first = hash('call-0');
  const all = new Set([first]);
  for (let number = 1; number <= 10_000; number += 1) all.add(hash(`call-${number}`));
  expect(all.size).toBe(10_001);
  expect(hash('call-0')).toBe(first);
  expect(createKeyedHash('record', 'a key')('call-0')).toBe(first);
  expect(first).toMatch(/^[a-z2-7]{16}$/);
});

test('one text has other hashes with another key and in another domain', () => {
  const hash = createKeyedHash('record', 'a key')('call-0');
  expect(createKeyedHash('record', 'another key')('call-0')).not.toBe(hash);
  expect(createKeyedHash('call-id', 'a key')('call-0')).not.toBe(hash);
});

test('an empty key, which everyone knows, is refused', async () => {
  const refusal = expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining('privacyKey') });
  await expect(createRingscope({ privacyKey: '' })).rejects.toThrow(refusal);
  await expect(createRingscope({ privacyKey: new Uint8Array(0) })).rejects.toThrow(refusal);
});
