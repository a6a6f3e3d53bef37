// Writes the load into one contender: node ingest.mjs CONTENDER CALLS FOLDER [DAYS [PROFILE]]. Prints its figures as JSON.
// Only the time in the contender counts, not that of the generator. Ours: the time of the store thread, while another thread generates and packs.
import { readFileSync } from 'node:fs';
import { resourceUsage } from 'node:process';
import { Worker } from 'node:worker_threads';
import { DAYS, Load } from './load.mjs';
import { folderBytes, openPipeline } from './ours.mjs';
import { createProgress } from './progress.mjs';
import { BATCH, openScanBase, openTextbook } from './textbook.mjs';

const OUR_BATCH = 5000;
/** Batches that wait for the store. */
const AHEAD = 2;
const [contender, callsText, folder, daysText = DAYS, profile] = process.argv.slice(2);
const [calls, days] = [Number(callsText), Number(daysText)];
const timelines = !contender.endsWith('-calls');
const progress = createProgress(contender, calls);
const tenths = [];
let before = 0;

function passed(ended, spent) {
  if (ended >= ((tenths.length + 1) * calls) / 10) {
    tenths.push(calls / 10 / (spent - before));
    before = spent;
  }
  progress.show(ended);
}

async function writeOurs() {
  const pipeline = await openPipeline(folder, profile === undefined ? {} : { profile });
  const { seconds } = pipeline;
  const feed = new Worker(new URL('feed.mjs', import.meta.url), { workerData: { calls, timelines, days, batch: OUR_BATCH } });
  const waiting = [];
  let wake = () => {};
  feed.on('message', (batch) => {
    waiting.push(batch);
    wake();
  });
  const failed = new Promise((_, reject) => feed.once('error', reject));
  for (let asked = 0; asked < AHEAD; asked += 1) feed.postMessage('more');
  let encodeSeconds = 0;
  const begunAt = performance.now();
  for (;;) {
    if (waiting.length === 0) await Promise.race([failed, new Promise((resolve) => (wake = resolve))]);
    const batch = waiting.shift();
    ({ encodeSeconds } = batch);
    if (batch.messages.length === 0) break;
    feed.postMessage('more');
    await pipeline.append(batch.messages);
    passed(batch.ended, pipeline.busySeconds());
  }
  const wallSeconds = (performance.now() - begunAt) / 1000;
  const peakBytes = resourceUsage().maxRSS * 1024;
  await pipeline.close();
  return {
    callsPerSecond: calls / pipeline.busySeconds(),
    wallCallsPerSecond: calls / wallSeconds,
    seconds: { ...seconds, encode: encodeSeconds },
    spooledBytesPerCall: pipeline.spooledBytes() / calls,
    peakBytes,
  };
}

async function writeBaseline() {
  const sink = contender === 'scan' ? await openScanBase(folder) : await openTextbook(folder);
  const load = new Load(calls, { timelines, days, isFinalOnly: contender === 'scan' });
  let spent = 0;
  const timed = (work) => {
    const from = performance.now();
    work();
    spent += (performance.now() - from) / 1000;
  };
  for (let changes = load.take(BATCH); changes.length > 0; changes = load.take(BATCH)) {
    timed(() => sink.append(changes));
    passed(load.ended, spent);
  }
  timed(() => sink.close());
  return { callsPerSecond: calls / spent, peakBytes: resourceUsage().maxRSS * 1024 };
}

/** What the process has written to the disk, where the system says so. */
function writtenBytes() {
  try {
    return Number(/write_bytes: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}

const figures = contender.startsWith('ours') ? await writeOurs() : await writeBaseline();
progress.end();
console.log(JSON.stringify({ ...figures, tenths, bytesPerCall: folderBytes(folder) / calls, writtenBytesPerCall: writtenBytes() / calls }));
