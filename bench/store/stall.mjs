// How long the loop of the main thread stands still: node stall.mjs SECONDS [FOLDER CALLS]. With a folder a store is at full load in a thread of its own.
// The main thread works as it does in the server, a little and often, and hands batches over. Prints percentiles of the delay in ms as JSON.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

const [secondsText, folder, calls] = process.argv.slice(2);
const WORK_MS = 2;
const EVERY_MS = 5;

const worker = new Worker(new URL(folder === undefined ? 'spin.mjs' : 'full-load.mjs', import.meta.url), {
  workerData: { folder, calls: Number(calls) },
});
const failed = new Promise((_, reject) => worker.once('error', reject));
await Promise.race([new Promise((resolve) => worker.once('message', resolve)), failed]);
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const work = setInterval(() => {
  for (const until = performance.now() + WORK_MS; performance.now() < until;) Math.sqrt(until);
}, EVERY_MS);
await Promise.race([pause(Number(secondsText) * 1000), failed]);
clearInterval(work);
delay.disable();
console.log(JSON.stringify({ p50: delay.percentile(50) / 1e6, p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 }));
const ended = new Promise((resolve) => worker.once('exit', resolve));
worker.postMessage('end');
await ended;
