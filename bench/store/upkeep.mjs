// Packs the days that are over, then lets the oldest day go: node upkeep.mjs FOLDER CALLS. Prints its figures as JSON.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DAYS } from './load.mjs';
import { folderBytes, openOurs } from './ours.mjs';
import { createProgress } from './progress.mjs';
import { sealedTimelineBytes } from './sealed.mjs';

const DAY = 86_400;
const SEAL_AFTER_SECONDS = 2 * 3600;
const KEPT_SECONDS = 29 * DAY;
const [folder, callsText] = process.argv.slice(2);
const calls = Number(callsText);
const store = await openOurs(folder);

const slices = [];

/** Goes on until there is nothing left to do. */
async function settle(name, now, policy) {
  const report = { sealedDays: 0, deletedCalls: 0, freedBytes: 0 };
  const progress = createProgress(name, DAYS);
  const from = performance.now();
  for (let isDone = false; !isDone;) {
    const begun = performance.now();
    const round = await store.maintain(now, policy);
    slices.push(performance.now() - begun);
    for (const figure of Object.keys(report)) report[figure] += round[figure];
    progress.show(report.sealedDays);
    isDone = round.isDone;
  }
  progress.end();
  return { ...report, milliseconds: performance.now() - from };
}

/** What the days take. */
function daysOf() {
  return readdirSync(folder).filter((name) => /^calls-.*\.db$/.test(name));
}

// A day is kept for so long from when it was packed: so the first one is packed when it is over, the others when it is due to go.
const [first] = daysOf().toSorted();
const packedAt = Date.parse(`${first.slice('calls-'.length, -'.db'.length)}T00:00:00Z`) / 1000 + DAY + SEAL_AFTER_SECONDS;
const dueAt = packedAt + KEPT_SECONDS;
const hotBytes = folderBytes(folder);
const alone = await settle('first day', packedAt, {});
const sealed = await settle('days packed', dueAt, {});
const sealedBytes = folderBytes(folder);
const timelines = await sealedTimelineBytes(folder);
const dayBytes = statSync(join(folder, first)).size;
const packing = slices.splice(0);
const dropped = await settle('day dropped', dueAt, { callSeconds: KEPT_SECONDS });
const leftBytes = folderBytes(folder);
const days = daysOf();
await store.close();
const sorted = packing.toSorted((a, b) => a - b);
console.log(
  JSON.stringify({
    hotBytesPerCall: hotBytes / calls,
    sealedBytesPerCall: sealedBytes / calls,
    sealedTimelineBytesPerCall: timelines,
    sealedDays: alone.sealedDays + sealed.sealedDays,
    sealSeconds: (alone.milliseconds + sealed.milliseconds) / 1000,
    slice: { p50: rank(0.5), p99: rank(0.99), max: rank(1) },
    dropMilliseconds: dropped.milliseconds,
    droppedCalls: dropped.deletedCalls,
    isDropped: !days.includes(first) && days.length > 0,
    dayBytes,
    returnedBytes: sealedBytes - leftBytes,
  }),
);

function rank(q) {
  return sorted[Math.floor(q * (sorted.length - 1))];
}
