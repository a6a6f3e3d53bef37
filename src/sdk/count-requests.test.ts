import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { createRingscope, type Ringscope } from './index.ts';

/** Serves a listener of node:http while `ask` runs. */
async function serve(listener: RequestListener, ask: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A listening TCP server has an address with a port.
  const { port } = server.address() as AddressInfo;
  try {
    await ask(`http://127.0.0.1:${port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** What was counted, as `route method class`, each with its count. */
function counted(ringscope: Ringscope): readonly string[] {
  const found = ringscope.metrics().matchAll(/^telephony_http_requests_total\{route="(.*)",method="(.*)",class="(.*)"\} (\d+)$/gm);
  return [...found].map(([, route, method, status, count]) => `${route} ${method} ${status} ${count}`).toSorted();
}

test('node:http counts by the patterns that it is told, and paths by none', async () => {
  const ringscope = await createRingscope({ presets: ['callstack'] });
  const count = ringscope.http.count.node({ routes: ['/sms/send', '/sms/:id', '/static/*'] });
  const listener: RequestListener = (request, response) => {
    count(request, response);
    response.writeHead(request.url === '/sms/send' ? 202 : 404).end();
  };
  await serve(listener, async (url) => {
    for (const path of ['/sms/4915112345678', '/sms/12?x=1', '/sms/12/', '/static/a/b.js', '/4915112345678']) await fetch(url + path);
    await fetch(`${url}/sms/send`, { method: 'POST' });
    await fetch(`${url}/sms/send`, { method: 'PROPFIND' });
  });
  expect(counted(ringscope)).toEqual([
    '/sms/:id GET 4xx 3',
    '/sms/send OTHER 2xx 1',
    '/sms/send POST 2xx 1',
    '/static/* GET 4xx 1',
    'other GET 4xx 1',
  ]);
  const text = ringscope.metrics();
  expect(text).toContain('callstack_http_requests_total{route="/sms/:id",status_class="4xx"} 3\n');
  expect(text).toContain('telephony_http_request_seconds_count{route="/sms/send"} 2\n');
  expect(text).not.toContain('4915112345678');
});

test('Express counts by the route that answered, which it leaves on the request', async () => {
  const ringscope = await createRingscope();
  const count = ringscope.http.count.node();
  const listener: RequestListener = (request, response) =>
    count(request, response, () => {
      if (request.url?.startsWith('/users/')) Object.assign(request, { route: { path: '/users/:id' }, baseUrl: '/4915112345678' });
      response.end();
    });
  await serve(listener, async (url) => {
    await fetch(`${url}/users/7`);
    await fetch(`${url}/nothing`);
  });
  expect(counted(ringscope)).toEqual(['/users/:id GET 2xx 1', 'other GET 2xx 1']);
});

test('Fastify counts by the route of the request, and takes what it measured itself', async () => {
  const ringscope = await createRingscope();
  const onResponse = ringscope.http.count.fastify();
  let done = 0;
  onResponse({ method: 'GET', routeOptions: { url: '/users/:id' } }, { statusCode: 200, elapsedTime: 250 }, () => (done += 1));
  onResponse({ method: 'GET', routeOptions: { url: undefined } }, { statusCode: 404 }, () => (done += 1));
  expect(done).toBe(2);
  expect(counted(ringscope)).toEqual(['/users/:id GET 2xx 1', 'other GET 4xx 1']);
  expect(ringscope.metrics()).toContain('telephony_http_request_seconds_sum{route="/users/:id"} 0.25\n');
});

test('Hono counts by the route that answered, also one that failed', async () => {
  const ringscope = await createRingscope();
  const app = new Hono();
  app.use(ringscope.http.count.hono());
  app.get('/users/:id', (context) => context.text('one'));
  app.post('/users/:id', () => {
    throw new Error('no');
  });
  app.onError((_, context) => context.text('failed', 500));
  await app.request('/users/4915112345678');
  await app.request('/users/7', { method: 'POST' });
  await app.request('/4915112345678');
  expect(counted(ringscope)).toEqual(['/users/:id GET 2xx 1', '/users/:id POST 5xx 1', 'other GET 4xx 1']);
});
