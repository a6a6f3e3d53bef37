// A store at full load in a thread.
import { parentPort, workerData } from 'node:worker_threads';
import { Load } from './load.mjs';
import { loadEncoder, openPipeline } from './ours.mjs';

const BATCH = 5000;
/** The density of ten million calls in 30 days. */
const CALLS_PER_DAY = 333_333;
const pipeline = await openPipeline(workerData.folder);
const encode = await loadEncoder();
const load = new Load(workerData.calls, { days: workerData.calls / CALLS_PER_DAY });
let lsn = 0;

async function append() {
  const changes = load.take(BATCH);
  if (changes.length === 0) throw new Error('The load ended before the round did.');
  await pipeline.append(encode(changes, lsn));
  lsn += changes.length;
}

let isOver = false;
await append();
parentPort.postMessage('ready');
parentPort.once('message', () => (isOver = true));
while (!isOver) await append();
// Between two batches: to end a thread in the midst of SQLite ends the process.
process.exit();
