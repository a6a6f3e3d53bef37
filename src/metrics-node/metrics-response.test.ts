import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { counter, createRegistry } from '../metrics/index.ts';
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
