// Lets the oldest of the packed days go: node drop.mjs FOLDER. Prints its figures as JSON.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { dayFiles, firstPackedAt, KEPT_SECONDS } from './first-day.mjs';
import { folderBytes, openOurs } from './ours.mjs';
import { settle } from './settle.mjs';

const [folder] = process.argv.slice(2);
const store = await openOurs(folder);
const [first] = dayFiles(folder);
const before = folderBytes(folder);
const dayBytes = statSync(join(folder, first)).size;
const dropped = await settle(store, 'day dropped', 1, firstPackedAt(folder) + KEPT_SECONDS, { callSeconds: KEPT_SECONDS });
const left = dayFiles(folder);
const returnedBytes = before - folderBytes(folder);
await store.close();
console.log(
  JSON.stringify({
    milliseconds: dropped.milliseconds,
    calls: dropped.deletedCalls,
    isDropped: !left.includes(first) && left.length > 0,
    dayBytes,
    returnedBytes,
  }),
);
