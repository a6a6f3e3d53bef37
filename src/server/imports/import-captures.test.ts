import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createPrivacy } from '../privacy/privacy.ts';
import { resolveSettings } from '../settings/resolve-settings.ts';
import { importCaptures } from './import-captures.ts';

const BYTES = readFileSync(new URL('../../../test/fixtures/hep/kamailio-sip.hepbin', import.meta.url));

test('what fails while a live capture says nothing ends its import and nothing else', async () => {
  const settings = resolveSettings({ flags: {}, env: {} });
  let isQuiet = false;
  let told = 0;
  async function* stream() {
    yield BYTES;
    isQuiet = true;
    while (told === 0) await pause(20);
  }
  const privacy = createPrivacy({ key: new Uint8Array(32), output: 'masked' });
  const done = importCaptures([{ name: 'live.hepbin', open: stream, isLive: true }], {
    settings,
    privacy,
    onCall: () => undefined,
    onRegistration: () => undefined,
    onChange: () => {
      if (!isQuiet) return;
      told += 1;
      throw new RangeError('It cannot be told.');
    },
    now: () => Date.now() / 1000,
  });
  await expect(done).rejects.toThrow('It cannot be told.');
});
