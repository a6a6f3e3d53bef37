import { expect, test } from 'vitest';
import { TeleError, type ErrorCode } from '../../core/index.ts';
import { createRegistry } from '../../metrics/index.ts';
import type { Health } from '../health.ts';
import type { MainFromHttp, MainFromThread, StoreFromHttp } from '../messages.ts';
import type { Caller } from '../thread-port.ts';
import { createApp } from './app.ts';
import type { AppContext } from './app-context.ts';

/** A thread that answers everything with one error. */
function broken(code: ErrorCode): Caller<MainFromHttp & MainFromThread> & Caller<StoreFromHttp> {
  return {
    call: () => Promise.reject(new TeleError(code, 'no')),
    tell: () => undefined,
    fail: () => undefined,
  };
}

function app(facts: Partial<AppContext> = {}) {
  return createApp({
    version: '1.2.3',
    now: () => 1_700_000_000,
    main: { ...broken('MAIN_STUCK') },
    store: broken('STORE_STUCK'),
    hashId: (text) => text,
    hashNumber: (text) => text,
    output: 'masked',
    storePath: '/nonexistent',
    hasVoiceSkill: false,
    present: (call) => call,
    presentNumbers: (call) => call,
    heartbeatAgeSeconds: () => 0.1,
    health: async () => ({ status: 'ready', checks: [] }),
    metrics: createRegistry(),
    hasDebugHooks: false,
    ...facts,
  });
}

test.each([
  [0.25, 200, 'alive'],
  [10, 200, 'alive'],
  [10.001, 503, 'stuck'],
])('a heartbeat %d s ago is answered %d', async (age, status, word) => {
  const response = await app({ heartbeatAgeSeconds: () => age }).request('/livez');
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual({ status: word, heartbeatAgeSeconds: age });
});

test.each([
  ['ready', 200, 200],
  ['degraded', 200, 503],
  ['not_ready', 503, 503],
] as const)('a server that is %s answers %d, and %d to the strict', async (status, usual, strict) => {
  const routes = app({ health: async (): Promise<Health> => ({ status, checks: [] }) });
  expect((await routes.request('/readyz')).status).toBe(usual);
  expect((await routes.request('/readyz?strict=1')).status).toBe(strict);
  expect(await (await routes.request('/readyz')).json()).toEqual({ status });
});

test('the API says which thread is stuck', async () => {
  const stuckMain = await app().request('/api/v1/calls');
  expect(stuckMain.status).toBe(503);
  expect(await stuckMain.json()).toMatchObject({ code: 'MAIN_STUCK' });
  const main = { ...broken('INTERNAL'), call: async () => ({ lsn: 1 }) };
  for (const path of ['/api/v1/calls', '/api/v1/calls/x']) {
    const stuckStore = await app({ main }).request(path);
    expect(stuckStore.status).toBe(503);
    expect(await stuckStore.json()).toMatchObject({ code: 'STORE_STUCK' });
  }
});

test('an identifier that is far too long is refused before anyone is asked', async () => {
  const response = await app().request(`/api/v1/calls/${'x'.repeat(1025)}`);
  expect(response.status).toBe(400);
});

test('answers may not be cached or sniffed', async () => {
  for (const path of ['/livez', '/metrics', '/nowhere']) {
    const { headers } = await app().request(path);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
});

test('the debug hook exists only when it is set, and only for sane times', async () => {
  const blocked: number[] = [];
  const main = {
    ...broken('INTERNAL'),
    tell: (_: string, request: object) => void blocked.push(Number('seconds' in request && request.seconds)),
  };
  const hooked = app({ hasDebugHooks: true, main });
  const post = (routes: ReturnType<typeof app>, query: string) => routes.request(`/debug/block?${query}`, { method: 'POST' });
  expect((await post(app(), 'seconds=1')).status).toBe(404);
  for (const query of ['', 'seconds=0', 'seconds=61', 'seconds=x', 'minutes=1']) expect((await post(hooked, query)).status).toBe(400);
  expect(blocked).toEqual([]);
  expect((await post(hooked, 'seconds=0.5')).status).toBe(202);
  expect(blocked).toEqual([0.5]);
});
