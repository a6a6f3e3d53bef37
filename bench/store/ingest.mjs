// Writes the load into one contender: node ingest.mjs CONTENDER CALLS FOLDER [DAYS]. Prints its figures as JSON.
// Only the time in the contender counts, not that of the generator, which stands still meanwhile: ours in a process of its own, as the server packs in another
// thread; the baselines' in theirs, in turn. `ours-both` lets generator and store work at the same time.
import { readFileSync } from 'node:fs';
import { DAYS, Load } from './load.mjs';
import { openFeed } from './open-feed.mjs';
import { folderBytes, openPipeline, UNANSWERED_CHANGES } from './ours.mjs';
import { peakBytes } from './peak-bytes.mjs';
import { createProgress } from './progress.mjs';
import { BATCH, openScanBase, openTextbook } from './textbook.mjs';

const [contender, callsText, folder, daysText = DAYS] = process.argv.slice(2);
const [calls, days] = [Number(callsText), Number(daysText)];
const timelines = !contender.endsWith('-calls');
const progress = createProgress(contender, calls);
const tenths = [];
/** How long packing a call took in each tenth, which tells how fast the machine was. */
const tenthsEncodeMicroseconds = [];
let before = { ended: 0, spent: 0, encodeSeconds: 0 };

function passed(ended, spent, encodeSeconds = 0) {
  if (ended >= ((tenths.length + 1) * calls) / 10) {
    tenths.push((ended - before.ended) / (spent - before.spent));
    tenthsEncodeMicroseconds.push(((encodeSeconds - before.encodeSeconds) / (ended - before.ended)) * 1e6);
    before = { ended, spent, encodeSeconds };
  }
  progress.show(ended);
}

async function writeOurs() {
  const pipeline = await openPipeline(folder);
  const feed = openFeed({ calls, days, timelines, batch: UNANSWERED_CHANGES, ahead: contender === 'ours-both' ? 2 : 0 });
  const busy = [];
  let encodeSeconds = 0;
  const begunAt = performance.now();
  for (;;) {
    const batch = await feed.next();
    ({ encodeSeconds } = batch);
    if (batch.messages.length === 0) break;
    const from = performance.timeOrigin + performance.now();
    await pipeline.append(batch.messages);
    busy.push([from, performance.timeOrigin + performance.now()]);
    passed(batch.ended, pipeline.busySeconds(), encodeSeconds);
  }
  const wallSeconds = (performance.now() - begunAt) / 1000;
  feed.close();
  await pipeline.close();
  const seconds = pipeline.busySeconds();
  return {
    callsPerSecond: calls / seconds,
    // As if one thread had packed and stored, as that of a textbook does.
    packedCallsPerSecond: calls / (seconds + encodeSeconds),
    wallCallsPerSecond: calls / wallSeconds,
    seconds: pipeline.seconds,
    encodeMicrosecondsPerCall: (encodeSeconds / calls) * 1e6,
    tenthsEncodeMicroseconds,
    spooledBytesPerCall: pipeline.spooledBytes() / calls,
    busy,
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
  return { callsPerSecond: calls / spent };
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
console.log(
  JSON.stringify({
    ...figures,
    tenths,
    bytesPerCall: folderBytes(folder) / calls,
    writtenBytesPerCall: writtenBytes() / calls,
    peakBytes: peakBytes(),
  }),
);
