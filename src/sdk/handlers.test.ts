import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createRingscope, type Ringscope } from './index.ts';

/** Serves an instance by node:http while `ask` runs. */
async function serve(ringscope: Ringscope, ask: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(ringscope.handler());
  server.listen(0, '127.0.0.1');
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

test('the handler of node:http serves health at its path and metrics at every other', async () => {
  const ringscope = await createRingscope();
  ringscope.agent.stage({ callId: 'a', stage: 'llm_first_token', seconds: 0.5 });
  await serve(ringscope, async (url) => {
    const metrics = await fetch(`${url}/metrics?x=1`);
    expect(metrics.headers.get('content-type')).toContain('text/plain');
    expect(await metrics.text()).toContain('telephony_agent_stage_seconds_sum{stage="llm_first_token"} 0.5\n');
    for (const path of ['/healthz', '/healthz/', '/healthz?verbose']) {
      const health = await fetch(url + path);
      expect(health.status).toBe(200);
      expect(await health.json()).toEqual({ status: 'ok', uptime_seconds: expect.any(Number) });
    }
    expect((await fetch(`${url}/healthz`, { method: 'POST' })).status).toBe(405);
    expect((await fetch(`${url}/healthz`, { method: 'HEAD' })).status).toBe(200);
  });
});

test('the handler of the Fetch standard answers the same', async () => {
  const answer = (await createRingscope()).fetchHandler();
  const metrics = await answer(new Request('http://host/metrics'));
  expect(await metrics.text()).toContain('ringscope_metrics_series_refused_total 0\n');
  const health = await answer(new Request('http://host/healthz?x'));
  expect([health.status, await health.json()]).toEqual([200, { status: 'ok', uptime_seconds: expect.any(Number) }]);
  expect(await (await answer(new Request('http://host/healthz', { method: 'HEAD' }))).text()).toBe('');
});

test('the document of Callstack follows the modem, without any of its secrets', async () => {
  const ringscope = await createRingscope({ presets: ['callstack'] });
  await serve(ringscope, async (url) => {
    const ask = async () => {
      const response = await fetch(`${url}/healthz`);
      return [response.status, await response.text()] as const;
    };
    expect((await ask())[0]).toBe(503);
    ringscope.modem.connected({ imei: '490154203237518' });
    ringscope.sms.sent({ recipient: '+4930123456', body: 'code 123456' });
    const [status, text] = await ask();
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ status: 'ready', modem_connected: true });
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('callstack_sms_sent_total 1\n');
    expect(text + metrics).not.toMatch(/490154203237518|30123456|code 123456/);
    ringscope.modem.disconnected({ reason: 'port_closed' });
    expect((await ask())[0]).toBe(503);
  });
});

test('the listening thread serves while the program has no server of its own', async () => {
  const ringscope = await createRingscope({ listen: { port: 0 } });
  await ringscope.start();
  ringscope.agent.stage({ callId: 'a', stage: 'llm_first_token', seconds: 0.5 });
  const url = `http://127.0.0.1:${ringscope.port}`;
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('telephony_agent_stage_seconds_count{stage="llm_first_token"} 1\n');
  expect((await fetch(`${url}/livez`)).status).toBe(200);
  const other = await createRingscope({ listen: { port: ringscope.port ?? 0 } });
  await expect(other.start()).rejects.toMatchObject({ code: 'METRICS_LISTEN_FAILED' });
  await other.stop();
  await ringscope.stop();
  expect(ringscope.port).toBeUndefined();
});

test('when API keys exist they protect the metrics, also of the thread that listens, and the health of Callstack as there', async () => {
  const key = 'a-key-of-this-test';
  const ringscope = await createRingscope({ presets: ['callstack'], apiKeys: [key], listen: { port: 0 } });
  await ringscope.start();
  try {
    await serve(ringscope, async (url) => {
      for (const origin of [url, `http://127.0.0.1:${ringscope.port}`]) {
        expect((await fetch(`${origin}/metrics`)).status).toBe(401);
        const allowed = await fetch(`${origin}/metrics`, { headers: { authorization: `Bearer ${key}` } });
        expect([allowed.status, await allowed.text()]).toEqual([200, expect.stringContaining('# TYPE callstack')]);
      }
      const probe = async (headers: Record<string, string>) => (await fetch(`${url}/healthz`, { headers })).status;
      expect((await fetch(`${url}/healthz`)).headers.get('www-authenticate')).toBe('Bearer realm="callstack"');
      const wrong = { authorization: 'Bearer another' };
      expect([await probe({}), await probe(wrong), await probe({ authorization: `Bearer ${key}` })]).toEqual([401, 403, 503]);
    });
    const request = (headers: Record<string, string>) => new Request('http://localhost/healthz', { headers });
    const byFetch = async (headers: Record<string, string>) => (await ringscope.fetchHandler()(request(headers))).status;
    expect([await byFetch({}), await byFetch({ authorization: `Bearer ${key}` })]).toEqual([401, 503]);
  } finally {
    await ringscope.stop();
  }
});

test.each([
  ['without a preset', []],
  ['of RustPBX, as there', ['rustpbx' as const]],
])('with API keys the health document %s stays open', async (_, presets) => {
  const ringscope = await createRingscope({ presets, apiKeys: ['a-key-of-this-test'] });
  await serve(ringscope, async (url) => expect((await fetch(`${url}/healthz`)).status).toBe(200));
});

test.each(['', ' ', '\n'])(
  'an API key that is empty is refused where it is given, so that an unset variable opens nothing (%j)',
  async (key) => {
    const refusal = expect.objectContaining({ code: 'METRICS_KEY_INVALID' });
    await expect(createRingscope({ apiKeys: [key] })).rejects.toThrow(refusal);
    await expect(createRingscope({ apiKeys: ['a-key-of-this-test', key] })).rejects.toThrow(refusal);
    const listening = await createRingscope({ listen: { port: 0, keys: [key] } });
    await expect(listening.start()).rejects.toThrow(refusal);
  },
);
