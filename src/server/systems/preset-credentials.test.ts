import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import { afterEach, expect, test } from 'vitest';
import { createCredentials } from '../credentials/create-credentials.ts';
import { MAIN_PATHS, type PresetService } from '../http/listener.ts';
import { presetCredentials } from './preset-credentials.ts';
import type { ProgramLock } from './program-settings.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0).toReversed()) end();
});

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
const basic = (login: string): string => `Basic ${Buffer.from(login).toString('base64')}`;
const SERVER_TOKEN = 'Bearer a-token-of-the-server';
const OWN_TOKEN = 'Bearer a-token-of-the-pbx';
const LOCKS = {
  token: { scheme: 'bearer', digest: sha256(OWN_TOKEN.slice(7)), isGuessable: false },
  'short token': { scheme: 'bearer', digest: sha256('short'), isGuessable: true },
  user: { scheme: 'basic', digest: sha256('prometheus:a b#c'), isGuessable: true },
} as const satisfies Record<string, ProgramLock>;

/** Who asks a listener with a lock of its own, beside the credentials of a server. */
function start(lock: ProgramLock, hasServerCredentials = true) {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-preset-'));
  ends.push(() => rmSync(folder, { recursive: true }));
  const [tokenFile, basicFile] = [join(folder, 'tokens'), join(folder, 'users')];
  writeFileSync(tokenFile, `scraper sha256:${sha256(SERVER_TOKEN.slice(7)).toString('hex')} metrics\n`, { mode: 0o600 });
  writeFileSync(basicFile, `alice:${hashSync('right', 4)} metrics\n`, { mode: 0o600 });
  let at = 1000;
  const base = createCredentials(
    {
      tokenFile: hasServerCredentials ? tokenFile : undefined,
      basicFile: hasServerCredentials ? basicFile : undefined,
      allow: [],
      trustedProxies: [],
    },
    {
      owner: { digest: sha256('the-owner'), identity: { name: 'owner', roles: new Set() } },
      now: () => at,
      monotonicSeconds: () => at,
      log: () => undefined,
    },
  );
  ends.push(() => base.close());
  const preset: PresetService = { name: 'rustpbx', metrics: [MAIN_PATHS.metrics], health: [], lock };
  const credentials = presetCredentials(base, preset, () => at);
  const ask = async (authorization: string): Promise<string | undefined> => {
    try {
      return (await credentials.identify({ authorization, address: '192.0.2.1' }))?.name;
    } catch (error) {
      return error instanceof Error && 'code' in error ? String(error.code) : String(error);
    }
  };
  return { ask, wait: (seconds: number) => (at += seconds) };
}

test('right credentials of the server are never counted as wrong where a preset asks for its own', async () => {
  for (const lock of Object.values(LOCKS)) {
    const { ask } = start(lock);
    for (let count = 0; count < 30; count += 1)
      expect([await ask(SERVER_TOKEN), await ask(basic('alice:right'))]).toEqual(['scraper', 'alice']);
  }
  const { ask } = start(LOCKS.token, false);
  for (let count = 0; count < 30; count += 1) expect(await ask('Bearer the-owner')).toBe('owner');
  expect(await ask(OWN_TOKEN)).toBe('rustpbx');
});

test.each([true, false])(
  'after ten wrong ones no more are looked at, and a right token is let in, with credentials of the server: %s',
  async (has) => {
    const { ask, wait } = start(LOCKS.token, has);
    const answers: (string | undefined)[] = [];
    for (let count = 0; count < 12; count += 1) answers.push(await ask(`Bearer wrong-${count}`));
    expect(answers).toEqual([...Array.from({ length: 10 }, () => undefined), 'LOGINS_THROTTLED', 'LOGINS_THROTTLED']);
    expect(await ask(OWN_TOKEN)).toBe('rustpbx');
    expect(await ask(SERVER_TOKEN)).toBe(has ? 'scraper' : 'LOGINS_THROTTLED');
    wait(60);
    expect(await ask('Bearer wrong')).toBeUndefined();
  },
);

test('what may be guessed is refused after ten wrong ones though it is right: a password, and a token that is shorter than those of the server', async () => {
  for (const [lock, right, wrong] of [
    [LOCKS.user, basic('prometheus:a b#c'), basic('prometheus:guess')],
    [LOCKS['short token'], 'Bearer short', 'Bearer guess'],
  ] as const) {
    const { ask, wait } = start(lock, false);
    expect(await ask(right)).toBe('rustpbx');
    for (let count = 0; count < 10; count += 1) expect(await ask(wrong)).toBeUndefined();
    expect(await ask(right)).toBe('LOGINS_THROTTLED');
    wait(60);
    expect(await ask(right)).toBe('rustpbx');
  }
});
