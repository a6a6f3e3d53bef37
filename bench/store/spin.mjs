// The control of the stall: the same second core at work, without a store.
import { setImmediate as tick } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { Load } from './load.mjs';

let isOver = false;
parentPort.postMessage('ready');
parentPort.once('message', () => (isOver = true));
while (!isOver) {
  const load = new Load(1e9);
  for (let changes = load.take(5000); changes.length > 0 && !isOver; changes = load.take(5000)) await tick();
}
