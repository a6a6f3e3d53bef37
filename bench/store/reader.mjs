// A second process that reads while another one writes: node reader.mjs FOLDER. It ends when its stdin does and prints when it asked, on
// the clock of all processes, and how long each question took, as JSON.
import { existsSync, readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { END_AT } from './load.mjs';
import { loadStores, openOurs } from './ours.mjs';

const DAY = 86_400;
const PAUSE_MS = 50;
const [folder] = process.argv.slice(2);
let isOver = false;
process.stdin.on('end', () => (isOver = true));
process.stdin.resume();
// As the commands that read files do.
(await loadStores()).yieldHelpers();

while (!isOver && !(existsSync(folder) && readdirSync(folder).some((name) => name.startsWith('calls-')))) await pause(PAUSE_MS);

const asked = [];
const errors = [];
let store;

/** Milliseconds of one question. */
async function timed(work) {
  const from = performance.now();
  const answer = await work();
  return { answer, took: performance.now() - from };
}

/** What a page with the newest calls asks: a list, the dashboard of the day up to now, which is after the newest of them, one call. */
async function poll() {
  const at = performance.timeOrigin + performance.now();
  const list = await timed(() => store.listCalls({ limit: 20 }));
  const [newest] = list.answer.calls;
  const until = (newest?.startedAt ?? END_AT) + 1;
  const dashboard = await timed(() => store.summarize({ since: until - DAY, until }));
  const call = await timed(() => newest === undefined || store.findCalls(newest.id));
  asked.push({ at, list: list.took, dashboard: dashboard.took, call: call.took });
}

while (!isOver) {
  try {
    store ??= await openOurs(folder, { readOnly: true });
    await poll();
  } catch (error) {
    errors.push(`${error.code ?? ''} ${error.message}`);
  }
  await pause(PAUSE_MS);
}
await store?.close();
console.log(JSON.stringify({ asked, errors }));
