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

/** What an instance with a key makes of the id of a call. */
async function recordIdWith(privacyKey: string | Uint8Array): Promise<string> {
  const ringscope = await createRingscope({ privacyKey });
  const ids: string[] = [];
  ringscope.on('call.offered', ({ callId }) => ids.push(callId));
  ringscope.calls.start({ callId: 'one' });
  ringscope.flush();
  await ringscope.stop();
  return ids.join();
}

test('64 hex digits, as text or as bytes, with white space at the ends or in capitals, are the 32 bytes that they mean', async () => {
  const hex = '0123456789abcdef'.repeat(4);
  const meant = await recordIdWith(Buffer.from(hex, 'hex'));
  expect(meant).toMatch(/^[a-z2-7]{16}$/);
  for (const key of [hex, `${hex}\n`, ` ${hex.toUpperCase()}\r\n`, Buffer.from(hex), new Uint8Array(Buffer.from(`${hex}\n`))])
    expect(await recordIdWith(key)).toBe(meant);
});

test('any other text is a key as it stands, each with ids of its own', async () => {
  const keys = ['a key', 'a key\n', 'ab'.repeat(31), `${'ab'.repeat(32)}ab`, 'xy'.repeat(32)];
  const ids = await Promise.all(keys.map(recordIdWith));
  expect(new Set(ids).size).toBe(keys.length);
  expect(await recordIdWith(Buffer.from('a key'))).toBe(ids[0]);
});
