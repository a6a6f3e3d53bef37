// Loaded into the main thread of a server that is measured: which thread of the system is which of its own, what its collector does, and where its time goes.
// `threads` asks for the first; `begin` and `end` bound what the others count, `profile` as `begin`, and the profile comes with the answer to `end`. `holders` asks for a snapshot of
// the heap, with its path.
import { readdirSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GCProfiler, getHeapStatistics, writeHeapSnapshot } from 'node:v8';
import workerThreads from 'node:worker_threads';

const threads = { main: process.pid };
const { Worker } = workerThreads;
const tasks = () => readdirSync('/proc/self/task').map(Number);

/** A thread of the system is there when the constructor returns. */
workerThreads.Worker = class extends Worker {
  constructor(file, options) {
    const before = tasks();
    super(file, options);
    threads[options.name.replace('ringscope-', '')] = tasks().find((task) => !before.includes(task));
  }
};
syncBuiltinESMExports();

const session = new Session();
let profiler;
let usedBytes;

async function begin(hasProfile) {
  if (hasProfile) {
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: 500 });
    await session.post('Profiler.start');
  }
  profiler = new GCProfiler();
  usedBytes = getHeapStatistics().used_heap_size;
  profiler.start();
  return {};
}

/** What was allocated is what the heap had grown by at each collection, and since the last one. */
async function end(hasProfile) {
  const { statistics } = profiler.stop();
  let garbageBytes = 0;
  let collectorUs = 0;
  for (const { cost, beforeGC, afterGC } of statistics) {
    garbageBytes += beforeGC.heapStatistics.usedHeapSize - usedBytes;
    usedBytes = afterGC.heapStatistics.usedHeapSize;
    collectorUs += cost;
  }
  garbageBytes += getHeapStatistics().used_heap_size - usedBytes;
  const profile = hasProfile ? (await session.post('Profiler.stop')).profile : undefined;
  return { garbageBytes, collectorUs, collections: statistics.length, profile };
}

let hasProfile = false;
process.on('message', async (command) => {
  if (command === 'threads') return process.send(threads);
  if (command === 'holders') return process.send(writeHeapSnapshot(join(tmpdir(), `ringscope-${process.pid}.heapsnapshot`)));
  if (command === 'end') return process.send(await end(hasProfile));
  hasProfile = command === 'profile';
  process.send(await begin(hasProfile));
});
process.channel.unref();
