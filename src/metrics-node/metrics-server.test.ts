import { once } from 'node:events';
import { createServer, type IncomingMessage, request as httpRequest, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { counter, createRegistry, histogram, labelText, open } from '../metrics/index.ts';
import { listenMetrics, metricsFetch, metricsHandler } from './index.ts';
import { createMetricsServer } from './metrics-server.ts';

const closers: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

function filled() {
  const registry = createRegistry();
  registry.add(counter('telephony_calls_total', { help: 'Calls.' })).add(3);
  return registry;
}

async function started(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

/** Sends bytes as they are and returns what comes until the server closes, or resets the connection since it wants to read no further. */
async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => (answer += String(chunk)));
  socket.on('error', () => undefined);
  socket.end(text);
  await new Promise((resolve) => socket.once('close', resolve));
  return answer;
}

test.each(['/metrics', '/metrics/', '/metrics?x=1', '/metrics/?x=/livez'])('%s is the metrics', async (path) => {
  const registry = filled();
  const port = await started(createMetricsServer(registry, { ageSeconds: () => 0 }));
  const answer = await fetch(`http://127.0.0.1:${port}${path}`);
  expect([answer.status, await answer.text()]).toEqual([200, registry.compose('text')]);
});

test('/livez tells the age of the heartbeat, and 503 when it is old', async () => {
  let age = 9.99964;
  const port = await started(createMetricsServer(filled(), { ageSeconds: () => age }));
  const alive = await fetch(`http://127.0.0.1:${port}/livez?x`);
  expect([alive.status, await alive.json()]).toEqual([200, { status: 'alive', heartbeatAgeSeconds: 10 }]);
  age = 10.001;
  const stuck = await fetch(`http://127.0.0.1:${port}/livez/`);
  expect([stuck.status, await stuck.json()]).toEqual([503, { status: 'stuck', heartbeatAgeSeconds: 10.001 }]);
});

test('there is nothing else, only GET and HEAD are answered, and HEAD without a body', async () => {
  const registry = filled();
  const port = await started(createMetricsServer(registry, { ageSeconds: () => 0 }));
  const statusOf = async (path: string, method: string): Promise<number> =>
    (await fetch(`http://127.0.0.1:${port}${path}`, { method })).status;
  for (const path of ['/', '/metrics/x', '/metricsx', '//metrics', '/favicon.ico', '/%00']) expect(await statusOf(path, 'GET')).toBe(404);
  for (const path of ['/metrics', '/livez'])
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) expect(await statusOf(path, method), `${method} ${path}`).toBe(405);
  const head = await fetch(`http://127.0.0.1:${port}/metrics`, { method: 'HEAD', headers: { 'accept-encoding': 'identity' } });
  expect([head.status, await head.text()]).toEqual([200, '']);
  expect(head.headers.get('content-length')).toBe(String(registry.composeBytes('text').length));
});

test('no request ends the server', async () => {
  const port = await started(createMetricsServer(filled(), { ageSeconds: () => 0 }));
  for (const bytes of [
    '\r\n\r\n',
    'nonsense',
    'GET\u0000/ HTTP/1.1\r\n\r\n',
    'GET http://[ HTTP/1.1\r\nhost: x\r\n\r\n',
    `GET /${'x'.repeat(40_000)} `,
  ])
    await raw(port, bytes);
  const gone = connect(port, '127.0.0.1');
  gone.write('GET /metrics HTTP/1.1\r\nhost: x\r\n\r\n', () => gone.destroy());
  await once(gone, 'close');
  const hostile = 'accept: ;;;=,q=,*/*;q=NaN, "\r\naccept-encoding: ,;q=,gzip;q=\r\nhost: x\r\nconnection: close';
  expect(await raw(port, `GET /metrics HTTP/1.1\r\n${hostile}\r\n\r\n`)).toContain('telephony_calls_total 3\n');
});

test('the handler serves wherever a host mounts it', async () => {
  const handler = metricsHandler(filled());
  const port = await started(
    createServer((request, response) => (request.url === '/own/path?x' ? handler(request, response) : response.end('host'))),
  );
  expect(await (await fetch(`http://127.0.0.1:${port}/own/path?x`)).text()).toContain('telephony_calls_total 3\n');
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('host');
  expect((await fetch(`http://127.0.0.1:${port}/own/path?x`, { method: 'POST' })).status).toBe(405);
});

test('an answer that fails is a 500, and the host lives on', async () => {
  const port = await started(createServer(metricsHandler(() => Promise.reject(new Error('no metrics')))));
  for (const method of ['GET', 'HEAD']) expect((await fetch(`http://127.0.0.1:${port}/`, { method })).status).toBe(500);
});

test('a server of the Fetch standard answers the same', async () => {
  const registry = filled();
  const answer = metricsFetch(registry);
  const text = await answer(new Request('http://x/metrics', { headers: { accept: 'application/openmetrics-text' } }));
  expect([text.status, await text.text()]).toEqual([200, registry.compose('openmetrics')]);
  const head = await answer(new Request('http://x/metrics', { method: 'HEAD' }));
  expect([head.status, head.body]).toEqual([200, null]);
  expect((await answer(new Request('http://x/metrics', { method: 'POST', body: 'x' }))).status).toBe(405);
});

test.each(['in a thread of its own', "in the host's thread"])(
  'a slow reader holds up neither an update nor another scrape: %s',
  async (where) => {
    const registry = createRegistry();
    const moved = registry.add(histogram('telephony_setup_seconds', { help: 'Set-up.', buckets: [1] }));
    const wide = registry.add(counter('telephony_wide_total', { help: 'Many.', labels: { trunk: open(100_000) } }));
    for (let trunk = 0; trunk < 60_000; trunk += 1) wide.inc({ trunk: labelText(`${trunk}-${'x'.repeat(100)}`) });
    const own = where === 'in a thread of its own' ? await listenMetrics(registry, { port: 0 }) : undefined;
    if (own !== undefined) closers.push(() => own.close());
    const port = own?.port ?? (await started(createServer(metricsHandler(registry))));

    const slow = httpRequest({ port, host: '127.0.0.1', path: '/metrics' }).end();
    closers.push(() => void slow.destroy());
    const [response] = (await once(slow, 'response')) as [IncomingMessage];
    const length = Number(response.headers['content-length']);
    let read = 0;
    response.on('data', (chunk: Buffer) => {
      read += chunk.length;
      response.pause();
    });
    await once(response, 'data');

    for (let update = 0; update < 10_000; update += 1) moved.observe(0.5);
    const scrape = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(scrape).toContain('telephony_setup_seconds_count 10000\n');
    expect(scrape).toContain('telephony_setup_seconds_sum 5000\n');
    // All this was while the slow reader was still reading.
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(length / 2);
  },
);
