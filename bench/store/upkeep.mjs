// Packs the days that are over, then lets the oldest day go: node upkeep.mjs FOLDER CALLS. Prints its figures as JSON.
import { DAYS, END_AT } from './load.mjs';
import { folderBytes, openOurs } from './ours.mjs';
import { sealedTimelineBytes } from './sealed.mjs';

const DAY = 86_400;
const [folder, callsText] = process.argv.slice(2);
const calls = Number(callsText);
const store = await openOurs(folder);

async function settle(now, policy) {
  let slowest = 0;
  const report = { sealedDays: 0, deletedCalls: 0, freedBytes: 0 };
  const from = performance.now();
  for (let isDone = false; !isDone;) {
    const begun = performance.now();
    const round = await store.maintain(now, policy);
    slowest = Math.max(slowest, performance.now() - begun);
    for (const name of Object.keys(report)) report[name] += round[name];
    isDone = round.isDone;
  }
  return { ...report, milliseconds: performance.now() - from, slowest };
}

const hotBytes = folderBytes(folder);
const sealed = await settle(END_AT + 10, {});
const sealedBytes = folderBytes(folder);
const timelines = await sealedTimelineBytes(folder);
// Everything older than all days but the first is kept: exactly one file goes.
const dropped = await settle(END_AT + 10, { callSeconds: (DAYS - 1) * DAY });
const leftBytes = folderBytes(folder);
await store.close();
console.log(
  JSON.stringify({
    hotBytesPerCall: hotBytes / calls,
    sealedBytesPerCall: sealedBytes / calls,
    sealedTimelineBytesPerCall: timelines,
    sealedDays: sealed.sealedDays,
    sealMilliseconds: sealed.milliseconds,
    slowestSlice: sealed.slowest,
    dropMilliseconds: dropped.milliseconds,
    droppedCalls: dropped.deletedCalls,
    returnedBytes: sealedBytes - leftBytes,
  }),
);
