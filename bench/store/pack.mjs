// Packs the days that are over at the end of the load, as the server does every minute: node pack.mjs FOLDER CALLS. Prints its figures as JSON.
import { firstPackedAt } from './first-day.mjs';
import { DAYS, END_AT } from './load.mjs';
import { folderBytes, openOurs } from './ours.mjs';
import { sealedTimelineBytes } from './sealed.mjs';
import { settle } from './settle.mjs';

const [folder, callsText] = process.argv.slice(2);
const calls = Number(callsText);
const store = await openOurs(folder);
const hotBytes = folderBytes(folder);
const alone = await settle(store, 'first day', 1, firstPackedAt(folder));
const others = await settle(store, 'days packed', DAYS, END_AT);
const packedBytes = folderBytes(folder);
const timelines = await sealedTimelineBytes(folder);
await store.close();
const slices = [...alone.slices, ...others.slices].toSorted((a, b) => a - b);
const rank = (q) => slices[Math.floor(q * (slices.length - 1))];
console.log(
  JSON.stringify({
    hotBytesPerCall: hotBytes / calls,
    packedBytesPerCall: packedBytes / calls,
    sealedTimelineBytesPerCall: timelines,
    days: alone.sealedDays + others.sealedDays,
    seconds: (alone.milliseconds + others.milliseconds) / 1000,
    slice: { p50: rank(0.5), p99: rank(0.99), max: rank(1) },
  }),
);
