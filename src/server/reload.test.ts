import { expect, test } from 'vitest';
import { TeleError } from '../core/index.ts';
import { createLog } from './log.ts';
import { createReload } from './reload.ts';
import { resolveSettings } from './settings/resolve-settings.ts';
import type { Settings } from './settings/server-settings.ts';
import { settingsChange } from './settings/settings-change.ts';

const settings = (flags: Record<string, string>): Settings => resolveSettings({ flags, env: {} });
const started = settings({ 'http-port': '1' });

/** A server that writes down what befalls it; `reads` are what it reads in turn. */
function reloading(reads: (() => Promise<Settings>)[], prepare: () => Promise<void> = async () => undefined) {
  const steps: string[] = [];
  const lines: string[] = [];
  const reload = createReload({
    settings: started,
    async read() {
      steps.push('read');
      return (await reads.shift()?.()) ?? started;
    },
    async prepare() {
      await prepare();
      steps.push('prepared');
    },
    apply: (next) => void steps.push(`${next.log.level} ${next.http.port} ${Object.keys(next.trunks).join()}`),
    deadlineSeconds: 0.05,
    ended: (isTaken) => void steps.push(isTaken ? 'taken' : 'refused'),
    log: createLog('info', (line) => void lines.push(line)),
  });
  return { reload, steps, lines };
}

test('what may change is taken, and what needs a restart is named and stays', async () => {
  const { reload, steps, lines } = reloading([async () => settings({ 'http-port': '2', 'log-level': 'debug', trunks: 'a=192.0.2.1' })]);
  expect(await reload()).toEqual({ changed: ['trunks', 'log.level'], needsRestart: ['http.port'] });
  expect(steps).toEqual(['read', 'prepared', 'debug 1 a', 'taken']);
  expect(lines.join('')).toContain('"settings":["http.port"],"message":"These settings changed, and hold after a restart."');
  // What is read is compared to what holds, and not to what was read before.
  expect(await reload()).toEqual({ changed: ['trunks', 'log.level'], needsRestart: [] });
});

test('settings that cannot be read, or not be used, change nothing and are told', async () => {
  const invalid = new TeleError('CONFIG_INVALID', 'One setting is not valid:\n  r.yml:1:1: x is not a setting');
  const unread = reloading([() => Promise.reject(invalid)]);
  await expect(unread.reload()).rejects.toBe(invalid);
  expect(unread.steps).toEqual(['read', 'refused']);
  expect(unread.lines.join('')).toContain('r.yml:1:1: x is not a setting');
  const unusable = reloading([], () => Promise.reject(new TeleError('TOKEN_FILE_INVALID', 'The token file holds no token.')));
  await expect(unusable.reload()).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: 'The token file holds no token.' });
  expect(unusable.steps).toEqual(['read', 'refused']);
});

test('a server that is starting or stuck is no fault of the settings', async () => {
  const { reload } = reloading([], () => Promise.reject(new TeleError('STORE_STUCK', 'no')));
  await expect(reload()).rejects.toMatchObject({ code: 'STORE_STUCK' });
});

test('reloads are one after the other, and one that fails keeps no other from its turn', async () => {
  const { reload, steps } = reloading([
    async () => settings({ 'log-level': 'warn' }),
    () => Promise.reject(new TeleError('CONFIG_INVALID', 'no')),
    async () => settings({ 'log-level': 'error' }),
  ]);
  const results = await Promise.allSettled([reload(), reload(), reload()]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(steps).toEqual(
    ['read', 'prepared', 'warn 7464 ', 'taken', 'read', 'refused', 'read', 'prepared', 'error 7464 ', 'taken'].map((one) =>
      one.replace('7464', '1'),
    ),
  );
});

test('a disk that hangs refuses its own reload, and keeps no other from its turn', async () => {
  const { reload, steps, lines } = reloading([() => new Promise(() => undefined), async () => settings({ 'log-level': 'warn' })]);
  const results = await Promise.allSettled([reload(), reload()]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  expect(steps.filter((step) => step === 'taken' || step === 'refused')).toEqual(['refused', 'taken']);
  expect(lines[0]).toContain('The settings, or files that they name, could not be read within 0.05 s.');
});

test('settings are compared by what they hold', () => {
  const [one, same] = [
    settings({ 'hep-allow': '10.0.0.0/8', trunks: 'a=192.0.2.1' }),
    settings({ 'hep-allow': '10.0.0.0/8', trunks: 'a=192.0.2.1' }),
  ];
  expect(settingsChange(one, same)).toEqual({ settings: one, changed: [], needsRestart: [] });
  const other = settings({ 'hep-allow': '', 'hep-port': '1', 'calls-sweep-answered-seconds': '5', 'calls-max-calls': '5' });
  const { settings: taken, changed, needsRestart } = settingsChange(one, other);
  expect(changed).toEqual(['hep.allow', 'calls.sweep_answered_seconds', 'trunks']);
  expect(needsRestart).toEqual(['hep.port', 'calls.max_calls']);
  expect([taken.hep.allow, taken.hep.port, taken.calls.sweepAnsweredSeconds, taken.calls.maxCalls, taken.trunks]).toEqual([
    [],
    9060,
    5,
    50_000,
    {},
  ]);
});
