// How long the event loop of a program with 100k series stands still, and its slowest update: scraped over HTTP every 0.3 s by another process, not scraped, read slowly, or
// blocked. The figures go to stdout as JSON.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { scrapeSets } from './inputs.mjs';

const SERIES = 100_000;
const WARM_MS = 2000;
const MEASURED_MS = 4000;
const BLOCKED_MS = 3000;
/** Updates whose time is taken at once, and those of one turn of the loop. */
const BATCH = 100;
const BATCHES = 20;

const MODES = {
  scraped: async () => whileScraped(await ours(), 'every'),
  unscraped: async () => whileScraped(await ours(), undefined),
  slow: async () => whileScraped(await oursInThread(), 'slowly'),
  'prom-client': async () => whileScraped(await promClient(), 'every'),
  blocked: async () => whileBlocked(await ours()),
};

/** Ours, served by a thread of its own. */
async function ours() {
  const { listenMetrics } = await import('../../dist/metrics-node/index.js');
  const { registry, handles } = await oursFilled();
  const { port } = await listenMetrics(registry, { port: 0 });
  return { port, update: (index) => handles[index].inc() };
}

/** Ours, served by the thread that counts. */
async function oursInThread() {
  const { metricsHandler } = await import('../../dist/metrics-node/index.js');
  const { registry, handles } = await oursFilled();
  return { port: await serve(metricsHandler(registry)), update: (index) => handles[index].inc() };
}

async function oursFilled() {
  const { manySeries } = await import('./contenders/ringscope.mjs');
  const { registry, total } = manySeries();
  return { registry, handles: scrapeSets(SERIES).map((set) => total.with(set)) };
}

async function promClient() {
  const { Counter, Registry } = (await import('prom-client')).default;
  const registry = new Registry();
  const labelNames = ['trunk', 'host', 'direction'];
  const total = new Counter({ name: 'telephony_trunk_messages_total', help: 'Messages.', labelNames, registers: [registry] });
  const handles = scrapeSets(SERIES).map((set) => total.labels(set));
  for (const handle of handles) handle.inc();
  const port = await serve(async (_, response) => response.end(await registry.metrics()));
  return { port, update: (index) => handles[index].inc() };
}

async function serve(handler) {
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server.address().port;
}

/** Counts without a pause, and what holds it up. */
async function whileScraped({ port, update }, how) {
  const reader = how === undefined ? undefined : await startReader(port, how);
  await count(update, WARM_MS);
  const before = await reader?.progress();
  const figures = await count(update, MEASURED_MS);
  const after = await reader?.progress();
  if (reader !== undefined && !(after > before)) throw new Error('Nothing was read.');
  reader?.end();
  return figures;
}

async function count(update, forMs) {
  let worstStallMs = 0;
  let slowestMs = 0;
  let index = 0;
  let updates = 0;
  const startedAt = performance.now();
  let turnAt = startedAt;
  while (turnAt < startedAt + forMs) {
    for (let batch = 0; batch < BATCHES; batch += 1) {
      const batchAt = performance.now();
      for (let each = 0; each < BATCH; each += 1) {
        update(index);
        index = (index + 7919) % SERIES;
      }
      slowestMs = Math.max(slowestMs, performance.now() - batchAt);
    }
    updates += BATCH * BATCHES;
    await nextTurn();
    const now = performance.now();
    worstStallMs = Math.max(worstStallMs, now - turnAt);
    turnAt = now;
  }
  return { 'worst stall ms': worstStallMs, 'slowest update us': slowestMs * 1000, 'updates per ms': updates / forMs };
}

/** Holds the thread, and asks another process how it was answered meanwhile. */
async function whileBlocked({ port }) {
  const reader = await startReader(port, 'often');
  await sleep(WARM_MS);
  await reader.progress();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BLOCKED_MS);
  const figures = await reader.answers();
  reader.end();
  return figures;
}

/** Another process that reads. It stands for another machine, so that it steps aside for a loop whose stalls are measured. */
async function startReader(port, how) {
  const child = fork(join(import.meta.dirname, 'reader.mjs'), [String(port), how], { execArgv: [] });
  if (how !== 'often') setPriority(child.pid, 19);
  await once(child, 'message');
  const ask = async (what) => {
    child.send(what);
    const [answer] = await once(child, 'message');
    return answer;
  };
  return { progress: () => ask('progress'), answers: () => ask('answers'), end: () => child.kill() };
}

const figures = await MODES[process.argv[2]]();
process.stdout.write(JSON.stringify(figures), () => process.exit(0));
