// What the call store does under the load of a month: 30 days, day and night, about 12 messages per call, three changes per call.
//   ingest   calls/s with spool and rollups, overall and per tenth, beside a textbook SQLite; bytes per call; memory, also set up for little
//   queries  of a store whose days were packed, as a server keeps it: dashboard, series, calls by id and number, beside a scan in SQL and counting in memory
//   export   of the same: rows/s and memory, beside a plain SELECT of the same rows with a CSV writer
//   readers  a second process that reads while the store is written at full speed, and without a writer
//   upkeep   how the days that are over were packed in slices; dropping of one day
//   stall    how long the main thread stands still with the store at full load, beside a control without one
// `npm run bench -- store [PART ...] [--write]` runs all or some; RINGSCOPE_STORE_CALLS=1000000,10000000 says how many calls (two sizes show growth),
// RINGSCOPE_STORE_FOLDER keeps the stores with their figures for further runs, which do not write them anew, RINGSCOPE_PROGRESS=1 shows rate and time left also where stderr is no terminal. About an hour for both sizes on 2 cores; needs 20 GB.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRun } from './store/run.mjs';
import { judge, printFigures } from './store/report.mjs';
import { writeDocs } from './store/write-docs.mjs';

const PARTS = ['ingest', 'queries', 'export', 'readers', 'upkeep', 'stall'];

async function main(args) {
  const asked = args.filter((arg) => arg !== '--write');
  const unknown = asked.find((part) => !PARTS.includes(part));
  if (unknown !== undefined) {
    console.error(`no part "${unknown}"; there are ${PARTS.join(', ')}`);
    return 2;
  }
  const parts = asked.length === 0 ? PARTS : asked;
  const sizes = (process.env.RINGSCOPE_STORE_CALLS ?? '1000000,10000000')
    .split(',')
    .map(Number)
    .toSorted((a, b) => a - b);
  if (sizes.some((size) => !(Number.isInteger(size) && size >= 1000))) {
    console.error('RINGSCOPE_STORE_CALLS must be numbers of calls, 1000 or more, separated by commas.');
    return 2;
  }
  const kept = process.env.RINGSCOPE_STORE_FOLDER;
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'ringscope-store-'));
  try {
    const run = createRun({ folder, sizes, isKept: kept !== undefined });
    for (const size of sizes) for (const part of parts) await run.part(part, size);
    printFigures(run.figures, sizes);
    const verdicts = judge(run.figures, sizes, parts);
    if (args.includes('--write')) writeDocs(run.figures, sizes, verdicts);
    return verdicts.every(({ isGood }) => isGood) ? 0 : 1;
  } finally {
    if (kept === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main(process.argv.slice(2));
