import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { counter, createRegistry, labelText, open } from '../metrics/index.ts';
import { createMetricsResponder, sendMetrics, webResponse } from './index.ts';

function filled() {
  const registry = createRegistry();
  registry.add(counter('telephony_calls_total', { help: 'Calls that ended – all.' })).add(3);
  return registry;
}

test('a scraper over HTTP gets the format it prefers, compressed when it takes that', async () => {
  const registry = filled();
  const answer = createMetricsResponder(registry);
  const server = createServer((request, response) => {
    void answer(request.headers).then((metrics) => sendMetrics(response, metrics));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
  try {
    // fetch unpacks gzip and keeps the header that says so.
    const zipped = await fetch(url, { headers: { accept: 'application/openmetrics-text', 'accept-encoding': 'gzip' } });
    expect(zipped.headers.get('content-type')).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    expect(zipped.headers.get('content-encoding')).toBe('gzip');
    expect(await zipped.text()).toBe(registry.compose('openmetrics'));
    const plain = await fetch(url, { headers: { accept: 'text/plain', 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(plain.headers.get('vary')).toBe('accept, accept-encoding');
    expect(await plain.text()).toBe(registry.compose('text'));
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

test('the answer makes a web Response', async () => {
  const registry = filled();
  const answer = createMetricsResponder(registry);
  const response = webResponse(await answer({}));
  const text = registry.compose('text');
  expect(response.headers.get('content-length')).toBe(String(new TextEncoder().encode(text).length));
  expect(await response.text()).toBe(text);
});

const ZIPPED = { 'accept-encoding': 'gzip' };
/** Bytes of the header of gzip without a name. */
const GZIP_HEADER_BYTES = 10;

/** A registry with this many series, which are moved one by one. */
function large(series: number) {
  const registry = createRegistry();
  const total = registry.add(counter('telephony_calls_total', { help: 'Calls.', labels: { trunk: open(series) } }));
  const handles = Array.from({ length: series }, (_, trunk) => total.with({ trunk: labelText(`carrier trunk number ${trunk}`) }));
  return { registry, inc: (trunk: number) => handles[trunk]?.inc() };
}

test('a compressed answer is one member of gzip with the text of the moment, whatever changed since the one before', async () => {
  const { registry, inc } = large(5000);
  const answer = createMetricsResponder(registry);
  const changes = [[], [0], [4999], [1, 2, 3], [], Array.from({ length: 5000 }, (_, trunk) => trunk), [2500], []];
  for (const changed of changes) {
    for (const trunk of changed) for (let count = 0; count < 10; count += 1) inc(trunk);
    const { body } = await answer(ZIPPED);
    const text = registry.compose('text');
    // This one looks at the checksum and the length, the other ends with the first member.
    expect(gunzipSync(body).toString()).toBe(text);
    expect(inflateRawSync(body.subarray(GZIP_HEADER_BYTES)).toString()).toBe(text);
  }
});

test('a compressed answer of what did not change has the same bytes', async () => {
  const { registry } = large(3000);
  const answer = createMetricsResponder(registry);
  const first = await answer(ZIPPED);
  const second = await answer(ZIPPED);
  expect(second.body).not.toBe(first.body);
  expect(second.body).toEqual(first.body);
});

test('scrapes at the same time share one compressed answer, a later one gets what happened since', async () => {
  const { registry, inc } = large(20_000);
  const answer = createMetricsResponder(registry);
  const [first, second, other] = await Promise.all([
    answer(ZIPPED),
    answer(ZIPPED),
    answer({ ...ZIPPED, accept: 'application/openmetrics-text' }),
  ]);
  expect(second.body).toBe(first.body);
  expect(gunzipSync(other.body).toString()).toBe(registry.compose('openmetrics'));
  inc(7);
  const third = await answer(ZIPPED);
  expect(gunzipSync(third.body).toString()).toBe(registry.compose('text'));
  expect(gunzipSync(first.body).toString()).not.toBe(registry.compose('text'));
});

test('T13: a scraper that does not read gets the text of its own time and holds up nobody', async () => {
  // More than the sockets of both ends take.
  const { registry, inc } = large(100_000);
  const answer = createMetricsResponder(registry);
  const server = createServer((request, response) => {
    void answer(request.headers).then((metrics) => sendMetrics(response, metrics));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const slow = connect(port, '127.0.0.1');
  try {
    const began = new Promise<Buffer>((resolve) => slow.once('data', resolve));
    slow.write('GET /metrics HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n');
    const text = registry.compose('text');
    const chunks = [await began];
    slow.pause();
    for (let scrape = 0; scrape < 2; scrape += 1) {
      for (let trunk = 0; trunk < 100_000; trunk += 1) inc(trunk);
      const response = await fetch(`http://127.0.0.1:${port}/`, { headers: { 'accept-encoding': 'identity' } });
      expect((await response.text()) === registry.compose('text')).toBe(true);
    }
    slow.on('data', (chunk: Buffer) => chunks.push(chunk));
    slow.resume();
    await new Promise((resolve) => slow.once('end', resolve));
    const received = Buffer.concat(chunks).toString();
    expect(received.slice(received.indexOf('\r\n\r\n') + 4) === text).toBe(true);
  } finally {
    slow.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

test('a web response that is cancelled gives its memory back', async () => {
  const registry = filled();
  const answer = createMetricsResponder(registry);
  const first = await answer({});
  await webResponse(first).body?.cancel();
  expect((await answer({})).body.buffer).toBe(first.body.buffer);
});
