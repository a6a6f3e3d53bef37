import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { expect, test } from 'vitest';
import { counter, createRegistry } from '../metrics/index.ts';
import { createMetricsResponder, listenMetrics, metricsFetch, requireKey } from './index.ts';

const KEY = 'a-key-of-this-test';

function filled() {
  const registry = createRegistry();
  registry.add(counter('telephony_calls_total', { help: 'Calls.' })).add(3);
  return registry;
}

test('with keys only a request that carries one of them is answered', async () => {
  const answer = metricsFetch(requireKey(createMetricsResponder(filled()), ['another-key', KEY]));
  const ask = async (authorization?: string): Promise<Response> =>
    answer(new Request('http://x/metrics', { headers: authorization === undefined ? {} : { authorization } }));
  const allowed = await ask(`Bearer ${KEY}`);
  expect([allowed.status, await allowed.text()]).toEqual([200, expect.stringContaining('telephony_calls_total 3\n')]);
  for (const wrong of [undefined, '', KEY, 'Bearer', 'Bearer ', `Bearer ${KEY}x`, `Basic ${KEY}`]) {
    const refused = await ask(wrong);
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="metrics"']);
    expect(await refused.text()).not.toContain('telephony');
  }
  expect((await metricsFetch(requireKey(createMetricsResponder(filled()), []))(new Request('http://x/metrics'))).status).toBe(401);
});

test.each([[['']], [[KEY, '']], [[' ']], [['\t\n']], [['two words']], [[KEY + '\n']]])(
  'an empty key, or one that no header can carry, is refused (%j)',
  async (keys) => {
    const refusal = expect.objectContaining({
      code: 'METRICS_KEY_INVALID',
      message: expect.stringContaining(`Key ${keys.length} of ${keys.length}`),
    });
    expect(() => requireKey(createMetricsResponder(filled()), keys)).toThrow(refusal);
    await expect(listenMetrics(filled(), { port: 0, keys })).rejects.toThrow(refusal);
  },
);

test('a listener on loopback without keys is read by address and as localhost, and by no page whose name resolves to this machine', async () => {
  const status = async (port: number, host: string): Promise<number | undefined> => {
    const asked = httpRequest({ port, host: '127.0.0.1', path: '/metrics', headers: { host } }).end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    response.resume();
    return response.statusCode;
  };
  const open = await listenMetrics(filled(), { port: 0 });
  const keyed = await listenMetrics(filled(), { port: 0, keys: [KEY] });
  try {
    for (const host of ['127.0.0.1', `localhost:${open.port}`, '[::1]:9']) expect(await status(open.port, host)).toBe(200);
    expect(await status(open.port, `attacker.example:${open.port}`)).toBe(421);
    expect(await status(keyed.port, 'metrics.example.com')).toBe(401);
  } finally {
    await open.close();
    await keyed.close();
  }
});

test('a listener with keys protects the metrics and leaves the probe open', async () => {
  const listener = await listenMetrics(filled(), { port: 0, keys: [KEY] });
  try {
    const url = `http://127.0.0.1:${listener.port}`;
    expect((await fetch(`${url}/metrics`)).status).toBe(401);
    const allowed = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${KEY}` } });
    expect(await allowed.text()).toContain('telephony_calls_total 3\n');
    expect((await fetch(`${url}/livez`)).status).toBe(200);
  } finally {
    await listener.close();
  }
});
