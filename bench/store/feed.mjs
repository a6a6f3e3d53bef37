// The load in a thread of its own, packed as the main thread of the server packs it. Each message to it asks for one batch; the last answer is empty.
import { parentPort, workerData } from 'node:worker_threads';
import { Load } from './load.mjs';
import { loadEncoder } from './ours.mjs';

const encode = await loadEncoder();
const load = new Load(workerData.calls, { timelines: workerData.timelines, days: workerData.days });
let lsn = 0;
let encodeSeconds = 0;
parentPort.on('message', () => {
  const changes = load.take(workerData.batch);
  const from = performance.now();
  const messages = encode(changes, lsn);
  encodeSeconds += (performance.now() - from) / 1000;
  lsn += changes.length;
  parentPort.postMessage({ messages, ended: load.ended, encodeSeconds });
  if (changes.length === 0) parentPort.close();
});
