import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { counter, createRegistry, MetricError } from '../metrics/index.ts';
import { listenMetrics } from './index.ts';

/** Says that it is there. After the flag is 1 it asks for the age of the heartbeat until that is older than beats are apart, asks for both paths, stores the answers and wakes who waits for flag 2. */
const CLIENT = `
const { parentPort, workerData } = require('node:worker_threads');
const flag = new Int32Array(workerData.flag);
const ask = async (path) => {
  const answer = await fetch(workerData.url + path, { headers: { accept: 'text/plain' } });
  return { status: answer.status, text: await answer.text() };
};
(async () => {
  await ask('/metrics');
  parentPort.postMessage('ready');
  Atomics.wait(flag, 0, 0);
  while (JSON.parse((await ask('/livez')).text).heartbeatAgeSeconds < 0.75) await new Promise((resolve) => setTimeout(resolve, 20));
  const bytes = new TextEncoder().encode(JSON.stringify([await ask('/livez'), await ask('/metrics')]));
  new Uint8Array(workerData.answer).set(bytes);
  flag[1] = bytes.length;
  Atomics.store(flag, 0, 2);
  Atomics.notify(flag, 0);
})();`;

test('/metrics and /livez answer while the thread that counts is blocked', async () => {
  const registry = createRegistry();
  const total = registry.add(counter('telephony_calls_total', { help: 'Calls.' }));
  const listener = await listenMetrics(registry, { port: 0 });
  const flag = new SharedArrayBuffer(8);
  const state = new Int32Array(flag);
  const answer = new SharedArrayBuffer(1024 * 1024);
  const url = `http://127.0.0.1:${listener.port}`;
  const client = new Worker(CLIENT, { eval: true, workerData: { url, flag, answer } });
  try {
    await once(client, 'message');
    total.add(7);
    Atomics.store(state, 0, 1);
    Atomics.notify(state, 0);
    // From here to the answers this thread runs nothing.
    expect(Atomics.wait(state, 0, 1, 90_000)).not.toBe('timed-out');
    const text = new TextDecoder().decode(new Uint8Array(answer).slice(0, state[1] ?? 0));
    const [livez, metrics] = JSON.parse(text);
    expect(livez.status).toBe(200);
    expect(JSON.parse(livez.text).status).toBe('alive');
    expect(JSON.parse(livez.text).heartbeatAgeSeconds).toBeGreaterThan(0.7);
    expect(metrics).toEqual({ status: 200, text: registry.compose('text') });
    expect(metrics.text).toContain('telephony_calls_total 7\n');
  } finally {
    await client.terminate();
    await listener.close();
    await listener.close();
  }
  await expect(fetch(`${url}/livez`)).rejects.toThrow();
});

test('an address that cannot be bound is an error with a code', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  try {
    const { port } = taken.address() as AddressInfo;
    const failure = listenMetrics(createRegistry(), { port });
    await expect(failure).rejects.toBeInstanceOf(MetricError);
    await expect(failure).rejects.toMatchObject({ code: 'METRICS_LISTEN_FAILED', message: expect.stringContaining('EADDRINUSE') });
    await expect(listenMetrics(createRegistry(), { port: 70_000 })).rejects.toMatchObject({ code: 'METRICS_LISTEN_FAILED' });
  } finally {
    taken.close();
  }
});
