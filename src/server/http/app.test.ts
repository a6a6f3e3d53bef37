import { expect, test } from 'vitest';
import { broken, stubApp as app } from '../../../test/server/stub-app.ts';
import type { TeleError } from '../../core/index.ts';
import type { Health } from '../health.ts';

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
  ['idle', 200, 200],
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

test('another method at a known path is answered 405 with those that it takes', async () => {
  for (const [method, path, allow] of [
    ['POST', '/livez', 'GET, HEAD'],
    ['PUT', '/api/v1/calls', 'GET, HEAD'],
    ['GET', '/api/v1/stale/sweep', 'POST'],
    ['GET', '/api/v1/people', 'DELETE'],
    ['DELETE', '/metrics/latency', 'GET, HEAD, POST'],
  ] as const) {
    const response = await app({ hasVoiceSkill: true }).request(path, { method });
    expect([path, response.status, response.headers.get('allow')]).toEqual([path, 405, allow]);
    expect(await response.json()).toMatchObject({ code: 'METHOD_NOT_ALLOWED' });
  }
  expect((await app().request('/api/v1/nowhere', { method: 'POST' })).status).toBe(404);
});

test('a failure is told to the operator, and its paths to no client', async () => {
  const main = { ...broken('INTERNAL'), call: () => Promise.reject(new Error('EIO: cannot read /var/lib/ringscope/days/x.db')) };
  const told: string[] = [];
  const explain = ({ message }: TeleError): string => {
    told.push(message);
    return 'The log says it.';
  };
  const response = await app({ main, explain }).request('/api/v1/calls');
  const text = await response.text();
  expect([response.status, text]).toEqual([500, expect.not.stringContaining('/var/lib')]);
  expect(JSON.parse(text)).toMatchObject({ code: 'INTERNAL', detail: 'The log says it.' });
  expect(told).toEqual([expect.stringContaining('/var/lib/ringscope')]);
});

test.each([
  'since=253402300800',
  'until=1e400',
  'until=99999999999999999999',
  'until=%2B012345-01-01T00:00:00Z',
  'since=1969-12-31T00:00:00Z',
  'since=-1',
  'until=soon',
])('a time that no date holds is refused by the name of its parameter (%s)', async (query) => {
  const [name = ''] = query.split('=');
  for (const path of ['/api/v1/calls', '/api/v1/dashboard', '/api/v1/series', '/api/v1/export', '/api/v1/latencies/events']) {
    const response = await app().request(`${path}?${query}`);
    expect([path, response.status]).toEqual([path, 400]);
    expect(await response.json()).toMatchObject({ code: 'BAD_REQUEST', detail: expect.stringContaining(`The parameter ${name} `) });
  }
});

test('what is refused is counted by its reason, and what is asked wrongly is not', async () => {
  const counted: string[] = [];
  const routes = app({
    credentials: {
      identify: ({ authorization }) => (authorization === undefined ? undefined : { name: 'reader', roles: new Set(['read']) }),
      isNeeded: true,
      challenge: 'Bearer',
      addressOf: (peer) => peer,
      isProxy: () => false,
      secondsRefused: () => 0,
      isAllowed: () => true,
    },
    refused: (reason) => counted.push(reason),
  });
  const post = async (headers: Record<string, string>, body: string) => routes.request('/api/v1/events', { method: 'POST', headers, body });
  await routes.request('/metrics');
  await post({ authorization: 'x' }, '{}');
  await routes.request('/metrics', { headers: { origin: 'http://attacker.example' } });
  await routes.request('/nowhere', { headers: { authorization: 'x' } });
  expect(counted).toEqual(['unauthorized', 'forbidden', 'origin']);
  counted.length = 0;
  const open = app({ refused: (reason) => counted.push(reason) });
  await open.request('/metrics', { headers: { host: 'attacker.example' } });
  await open.request('/api/v1/events', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' });
  const large = await open.request('/api/v1/events', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: ' '.repeat(1024 * 1024 + 1),
  });
  expect([large.status, await large.json()]).toEqual([413, expect.objectContaining({ code: 'BODY_TOO_LARGE' })]);
  expect(counted).toEqual(['host', 'media_type', 'body_too_large']);
});
