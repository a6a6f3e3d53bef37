import { existsSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { createRegistry } from '../../src/metrics/index.ts';
import { createRingscope } from '../../src/sdk/index.ts';
import { ExportThread } from '../../src/sdk/otlp/export-thread.ts';
import { programOtlp } from '../../src/sdk/otlp/program-otlp.ts';
import { testFolder } from '../../src/testing/start-server.ts';
import { startMockCollector } from './mock-collector.ts';
import { planted } from './planted.ts';
import { startProgram } from './start-program.ts';

const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const WAIT = { interval: 5 };
/** What the id of a thread is once it has ended. */
const ENDED = -1;

/** The threads that this process starts from now on. */
function watchThreads(): readonly Worker[] {
  const threads: Worker[] = [];
  const note = (worker: Worker): void => void threads.push(worker);
  process.on('worker', note);
  ends.push(() => void process.off('worker', note));
  return threads;
}

async function startSilent(): Promise<string> {
  const silent = createServer((socket) => void socket.on('error', () => undefined));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  ends.push(() => void silent.close());
  return `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
}

test('a stop while the thread is started again leaves none behind', async () => {
  const collector = await startMockCollector(ends);
  const threads = watchThreads();
  const ringscope = await createRingscope({
    log: { level: 'CRITICAL' },
    otlp: { endpoint: collector.httpUrl, signals: ['metrics'], metricsSeconds: 1 },
  });
  ends.push(() => ringscope.stop());
  await ringscope.start();
  await threads[0]?.terminate();
  await expect.poll(() => threads.length, WAIT).toBe(2);
  await ringscope.stop();
  expect(threads.map(({ threadId }) => threadId)).toEqual([ENDED, ENDED]);
});

test('a thread that does not begin in time is ended, and said to be late', async () => {
  const threads = watchThreads();
  const config = programOtlp({ endpoint: 'http://127.0.0.1:9' }, { name: 'pbx', version: undefined }, {}, () => undefined);
  if (config === undefined) throw new Error('Nothing is exported.');
  const nothing = (): void => undefined;
  const thread = new ExportThread(
    { config, pages: createRegistry().pages(), startedAt: 0 },
    { openSeconds: 0, lose: nothing, log: { info: nothing, warning: nothing }, free: nothing },
  );
  await expect(thread.open()).rejects.toThrow('The thread of OTLP did not begin within 0 s.');
  expect(threads.map(({ threadId }) => threadId)).toEqual([ENDED]);
});

test('a thread that stands still has no more time to end than there is in all, and what it had is counted', async () => {
  const fault = join(testFolder(ends), 'fault');
  const otlp = { endpoint: await startSilent(), signals: ['traces'], sampleRatio: 1, drainSeconds: 6 };
  const program = await startProgram(ends, { log: { level: 'CRITICAL' }, otlp }, {}, planted(fault, 'for (;;);'));
  writeFileSync(fault, '');
  await expect.poll(() => existsSync(fault), WAIT).toBe(false);
  program.say('call one');
  program.say('stop');
  const { stopped, dropped } = await program.hear();
  // Not six seconds for each of the two.
  expect(stopped).toBeLessThan(11.5);
  expect(dropped).toEqual({ 'otlp_traces not_acknowledged': 4 });
});

test('calls that have no trace yet when the time of a stop is over are counted with the spans', async () => {
  const otlp = { endpoint: await startSilent(), signals: ['traces'], sampleRatio: 1, queueItems: 100, drainSeconds: 1 };
  const program = await startProgram(ends, { log: { level: 'CRITICAL' }, otlp });
  program.say('calls 500');
  program.say('stop');
  const { stopped, dropped = {} } = await program.hear();
  // Far below the ten seconds for which a request may wait.
  expect(stopped).toBeLessThan(9);
  const { 'otlp_traces not_acknowledged': spans = 0, 'otlp_calls not_acknowledged': calls = 0, ...others } = dropped;
  // Each is its root, its attempt, its talk and a turn of its agent.
  expect([spans + 4 * calls, others]).toEqual([2000, {}]);
  expect(calls).toBeGreaterThan(0);
});
