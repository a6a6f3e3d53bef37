// A second process that reads while another one writes: node reader.mjs FOLDER. It ends when its stdin does and prints its figures as JSON.
import { existsSync, readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { END_AT } from './load.mjs';
import { openOurs } from './ours.mjs';

const DAY = 86_400;
const PAUSE_MS = 50;
const [folder] = process.argv.slice(2);
let isOver = false;
process.stdin.on('end', () => (isOver = true));
process.stdin.resume();

while (!isOver && !(existsSync(folder) && readdirSync(folder).some((name) => name.startsWith('calls-')))) await pause(PAUSE_MS);

const taken = [];
const errors = [];
let store;
while (!isOver) {
  try {
    store ??= await openOurs(folder, { readOnly: true });
    const from = performance.now();
    const { calls } = await store.listCalls({ limit: 20 });
    const at = calls[0]?.startedAt ?? END_AT;
    await store.summarize({ since: at - DAY, until: at });
    if (calls[0] !== undefined) await store.findCalls(calls[0].id);
    taken.push(performance.now() - from);
  } catch (error) {
    errors.push(`${error.code ?? ''} ${error.message}`);
  }
  await pause(PAUSE_MS);
}
await store?.close();
const sorted = taken.toSorted((a, b) => a - b);
const rank = (q) => sorted[Math.floor(q * (sorted.length - 1))];
console.log(JSON.stringify({ polls: sorted.length, errors: errors.length, firstError: errors[0], p50: rank(0.5), p99: rank(0.99) }));
