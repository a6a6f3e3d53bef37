import { once } from 'node:events';
import { request } from 'node:http';
import { expect, test } from 'vitest';
import { NO_CREDENTIALS, stubApp } from '../server/stub-app.ts';
import { during, expectUnharmed, refusals, startWatched, until } from './watched-server.ts';

const READS = ['/', '/livez', '/readyz', '/healthz', '/metrics', '/api/v1/openapi.json', '/api/v1/calls', '/api/v1/export', '/nowhere'];
const CHANGES = ['/api/v1/events', '/api/v1/stale/sweep', '/call-event', '/metrics/latency', '/cleanup-stale-calls'];
const own = { host: '127.0.0.1:7464' };

type App = ReturnType<typeof stubApp>;
const open = stubApp({ hasVoiceSkill: true });
const named = stubApp({ hasVoiceSkill: true, hosts: ['ringscope.example.com'] });

/** The status of an answer, and its code when it is a problem. */
async function outcome(headers: Record<string, string>, path: string, init: RequestInit = {}, app: App = open) {
  const response = await app.request(path, { ...init, headers });
  const isProblem = response.headers.get('content-type') === 'application/problem+json';
  const body: unknown = isProblem ? await response.json() : {};
  return [response.status, typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined];
}

test('without tokens every path is read by address, as localhost or by a configured name, and under no other', async () => {
  for (const path of READS) {
    expect(await outcome({ host: 'attacker.example:7464' }, path)).toEqual([421, 'HOST_REFUSED']);
    for (const host of ['192.0.2.7', '[::1]:7464', 'localhost', 'ringscope.example.com'])
      expect((await outcome({ host }, path, {}, named))[0]).not.toBe(421);
  }
});

test('without tokens nothing is read at an address for which a browser does not say that a page of another site asks', async () => {
  for (const path of READS)
    for (const host of ['0.0.0.0:7464', '[::]:7464', '[::ffff:127.0.0.1]:7464', '[::ffff:7f00:1]:7464'])
      expect([host, path, ...(await outcome({ host }, path))]).toEqual([host, path, 421, 'HOST_REFUSED']);
  const everywhere = stubApp({ hosts: ['0.0.0.0'] });
  expect((await outcome({ host: '0.0.0.0:7464' }, '/api/v1/openapi.json', {}, everywhere))[0]).toBe(200);
});

test('with tokens the name does not matter, for no page of another site has a token', async () => {
  const guarded = stubApp({ credentials: { ...NO_CREDENTIALS, isNeeded: true } });
  expect(await outcome({ host: 'ringscope.example.com' }, '/api/v1/calls', {}, guarded)).toEqual([401, 'UNAUTHORIZED']);
  expect(await outcome({ host: 'ringscope.example.com' }, '/livez', {}, guarded)).toEqual([200, undefined]);
});

test.each([
  { origin: 'http://attacker.example' },
  { origin: 'http://127.0.0.1:3000' },
  { origin: 'http://127.0.0.1' },
  { origin: 'null' },
  { origin: 'file://' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' },
  { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
])('what a browser sends for a page of another site is neither answered nor carried out (%j)', async (site) => {
  for (const path of READS) expect(await outcome({ ...own, ...site }, path)).toEqual([403, 'ORIGIN_REFUSED']);
  const json = { ...own, ...site, 'content-type': 'application/json' };
  for (const path of CHANGES) expect(await outcome(json, path, { method: 'POST', body: '{}' })).toEqual([403, 'ORIGIN_REFUSED']);
  expect(await outcome({ ...own, ...site }, '/api/v1/people?number=%2B15550100017', { method: 'DELETE' })).toEqual([403, 'ORIGIN_REFUSED']);
});

test('a browser may ask for a page of this server, also through a proxy that speaks TLS, and follow a link of another site to the first page alone', async () => {
  expect((await outcome({ ...own, origin: 'http://127.0.0.1:7464', 'sec-fetch-site': 'same-origin' }, '/metrics'))[0]).toBe(200);
  expect((await outcome({ ...own, 'sec-fetch-site': 'none' }, '/metrics'))[0]).toBe(200);
  const proxied = { host: 'ringscope.example.com', origin: 'https://ringscope.example.com' };
  expect((await outcome(proxied, '/metrics', {}, named))[0]).toBe(200);
  const link = { ...own, accept: 'text/html', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  expect((await outcome(link, '/'))[0]).toBe(200);
  expect(await outcome(link, '/metrics')).toEqual([403, 'ORIGIN_REFUSED']);
  expect(await outcome(link, '/', { method: 'POST' })).toEqual([403, 'ORIGIN_REFUSED']);
});

test.each([
  'text/plain',
  'text/plain;charset=UTF-8',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/jsonx',
])('a form of another site changes nothing, also of a browser that does not say where it comes from (%s)', async (type) => {
  for (const path of CHANGES)
    for (const body of ['', '{}', '{"type":"call.report"}'])
      expect(await outcome({ ...own, 'content-type': type }, path, { method: 'POST', body })).toEqual([415, 'MEDIA_TYPE_REFUSED']);
});

test('a program names the type of its body, and may leave it out when there is none', async () => {
  for (const path of ['/api/v1/stale/sweep', '/cleanup-stale-calls']) {
    expect((await outcome(own, path, { method: 'POST' }))[0]).toBe(503);
    expect((await outcome({ ...own, 'content-length': '0' }, path, { method: 'POST' }))[0]).toBe(503);
    expect((await outcome({ ...own, 'content-type': 'Application/JSON; charset=utf-8' }, path, { method: 'POST', body: '{}' }))[0]).toBe(
      503,
    );
    expect((await outcome({ ...own, 'content-length': '2' }, path, { method: 'POST', body: '{}' }))[0]).toBe(415);
    expect((await outcome({ ...own, 'transfer-encoding': 'chunked' }, path, { method: 'POST', body: '{}' }))[0]).toBe(415);
  }
  const lines = { ...own, 'content-type': 'application/x-ndjson' };
  expect((await outcome(lines, '/api/v1/events', { method: 'POST', body: '{"type":"call.report","callId":"7"}' }))[0]).toBe(503);
  expect((await outcome(lines, '/call-event', { method: 'POST', body: '{}' }))[0]).toBe(415);
});

test('a flood of other sites and foreign names is counted one by one, and changes nothing', async ({ onTestFinished }) => {
  const server = await startWatched(onTestFinished);
  const rounds = 200;
  const event = JSON.stringify({ type: 'call.report', callId: 'forged', source: 'page', state: 'ended' });
  const json = { 'content-type': 'application/json' };
  await during(server, async () => {
    for (let round = 0; round < rounds; round += 1)
      expect(
        await Promise.all([
          send(server.url, { ...json, origin: 'http://attacker.example' }, event),
          send(server.url, { ...json, host: 'attacker.example' }, event),
          send(server.url, { 'content-type': 'text/plain' }, event),
        ]),
      ).toEqual([403, 421, 415]);
  });
  for (const reason of ['origin', 'host', 'media_type']) await until(async () => (await refusals(server, reason)) === rounds);
  expect((await fetch(`${server.url}/api/v1/calls/forged`)).status).toBe(404);
  await expectUnharmed(server);
});

/** Posts an event with headers of which `fetch` would set some itself. */
async function send(url: string, headers: Record<string, string>, body: string): Promise<number | undefined> {
  const posted = request(`${url}/api/v1/events`, { method: 'POST', headers, agent: false }).end(body);
  const [answer] = await once(posted, 'response');
  answer.resume();
  return answer.statusCode;
}
