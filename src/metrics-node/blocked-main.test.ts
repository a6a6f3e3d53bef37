import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { counter, createRegistry, histogram, labelText, open } from '../metrics/index.ts';

/** The built layer: a thread starts from files that Node itself can load. */
const BUILT = new URL('../../dist/metrics/index.js', import.meta.url);

/** Says that it is there, waits until the flag is 1, composes into the shared answer, and wakes who waits for flag 2. */
const READER = `
const { parentPort, workerData } = require('node:worker_threads');
import(workerData.built).then(({ readPages }) => {
  const reader = readPages(workerData.pages);
  const flag = new Int32Array(workerData.flag);
  reader.compose('text');
  parentPort.postMessage('ready');
  Atomics.wait(flag, 0, 0);
  const bytes = reader.composeBytes('text');
  new Uint8Array(workerData.answer).set(bytes);
  flag[1] = bytes.length;
  Atomics.store(flag, 0, 2);
  Atomics.notify(flag, 0);
});`;

test('another thread composes what was counted while the counting thread is blocked', async () => {
  expect(existsSync(BUILT), 'npm run build makes the file that the thread loads').toBe(true);
  const registry = createRegistry();
  const total = registry.add(counter('telephony_calls_total', { help: 'Calls.', labels: { trunk: open(10_000) } }));
  total.inc({ trunk: labelText('early') });
  const flag = new SharedArrayBuffer(8);
  const state = new Int32Array(flag);
  const answer = new SharedArrayBuffer(4 * 1024 * 1024);
  const worker = new Worker(READER, { eval: true, workerData: { built: BUILT.href, pages: registry.pages(), flag, answer } });
  try {
    await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    // New pages, series and a metric, after the thread took its first look and without a message to it.
    for (let series = 0; series < 9000; series += 1) total.inc({ trunk: labelText(`trunk ${series}`) });
    registry.add(histogram('telephony_talk_seconds', { help: 'Talk.', buckets: [60] })).observe(61);
    Atomics.store(state, 0, 1);
    Atomics.notify(state, 0);
    // From here to the answer this thread runs nothing.
    expect(Atomics.wait(state, 0, 1, 90_000)).not.toBe('timed-out');
    expect(Atomics.load(state, 0)).toBe(2);
    const text = new TextDecoder().decode(new Uint8Array(answer).slice(0, state[1] ?? 0));
    expect(text).toBe(registry.compose('text'));
    expect(text).toContain('telephony_calls_total{trunk="trunk 8999"} 1\n');
    expect(text).toContain('telephony_talk_seconds_bucket{le="+Inf"} 1\n');
  } finally {
    await worker.terminate();
  }
});
