// One contender, one part, in a process of its own; the figures go to stdout as JSON.
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { allocated } from './allocated.mjs';
import { LINES_PER_CHILD, scrapeSets } from './inputs.mjs';
import { loops } from './loops.mjs';
import { median } from './median.mjs';

const CHUNKS = 9;
const CHUNK_NS = 25e6;
/** Scrapes to warm up and scrapes to measure: this many, or as many as this time allows but three. */
const SCRAPES = 15;
const SCRAPES_MS = 700;
const SIZES = { '10k': 10_000, '100k': 100_000 };

const LIBRARIES = {
  ringscope: async () => (await import('./contenders/ringscope.mjs')).ringscope(),
  'prom-client': async () => (await import('./contenders/prom-like.mjs')).promLike('prom-client'),
  '@prometheus-io/client': async () => (await import('./contenders/prom-like.mjs')).promLike('@prometheus-io/client'),
  '@platformatic/prom-client': async () => (await import('./contenders/prom-like.mjs')).promLike('@platformatic/prom-client'),
  opentelemetry: async () => (await import('./contenders/opentelemetry.mjs')).opentelemetry(),
};

const MEASURES = {
  update: (library) => measureUpdates(library.updates()),
  scrape: measureScrapes,
  memory: measureMemory,
};

async function main(name, part) {
  const library = await LIBRARIES[name]();
  process.stdout.write(JSON.stringify(await MEASURES[part](library)));
}

/** Nanoseconds without those of the loop and its reads, which cost as much as our update, and bytes. Loops with and without the update take turns: the machine is the same for both. */
async function measureUpdates(updates) {
  const figures = {};
  for (const [operation, update] of Object.entries(updates)) {
    const loop = loops[operation];
    const [count, bareCount] = [countFor(update), countFor(loop)];
    const differences = Array.from({ length: CHUNKS }, () => nanoseconds(update, count) / count - nanoseconds(loop, bareCount) / bareCount);
    figures[`${operation} ns`] = median(differences);
    figures[`${operation} bytes`] = (await allocated(() => update(count))) / count;
  }
  return figures;
}

/** How many turns of a loop take about as long as a chunk. */
function countFor(loop) {
  let count = 1000;
  while (nanoseconds(loop, count) < CHUNK_NS) count *= 2;
  return count;
}

function nanoseconds(loop, count) {
  const startedAt = process.hrtime.bigint();
  loop(count);
  return Number(process.hrtime.bigint() - startedAt);
}

async function measureScrapes(library) {
  const figures = {};
  for (const [size, series] of Object.entries(SIZES)) {
    const { change, changeNeighbours, scrape, scrapeZipped } = library.scrapes(series);
    figures[`${size} all changed ms`] = await scrapeMs(() => change(1), scrape);
    figures[`${size} 1% changed ms`] = await scrapeMs(() => change(100), scrape);
    change(1);
    let answer;
    figures[`${size} garbage bytes`] = await allocated(async () => (answer = await scrape()));
    figures[`${size} answer bytes`] = answer.length;
    if (scrapeZipped !== undefined) Object.assign(figures, await measureZipped(size, { change, changeNeighbours, scrape, scrapeZipped }));
  }
  const { change, scrape } = library.histogramScrapes(Math.round(SIZES['100k'] / LINES_PER_CHILD));
  figures['100k histogram lines all changed ms'] = await scrapeMs(() => change(1), scrape);
  return figures;
}

/** CPU time of all threads for a compressed answer, and for compressing all of it at once. */
async function measureZipped(size, { change, changeNeighbours, scrape, scrapeZipped }) {
  const zip = promisify(gzip);
  const whole = Buffer.from(await scrape());
  return {
    [`${size} gzip 1% of neighbours changed CPU ms`]: await cpuMs(() => changeNeighbours(100), scrapeZipped),
    [`${size} gzip 1% changed CPU ms`]: await cpuMs(() => change(100), scrapeZipped),
    [`${size} gzip at once CPU ms`]: await cpuMs(
      () => undefined,
      () => zip(whole, { level: 1 }),
    ),
  };
}

/** The mean CPU time of a scrape, once warm: the clock of CPU time is too coarse for one. */
async function cpuMs(change, scrape) {
  await scrapeTimes(change, scrape);
  let micros = 0;
  for (let count = 0; count < SCRAPES; count += 1) {
    change();
    const before = process.cpuUsage();
    await scrape();
    const { user, system } = process.cpuUsage(before);
    micros += user + system;
  }
  return micros / SCRAPES / 1000;
}

/** Retained bytes per series. Label values exist before and are not counted. */
async function measureMemory(library) {
  const figures = {};
  const sets = scrapeSets(SIZES['100k']);
  // A text that was put together is kept in parts until somebody reads it, and then takes other memory.
  JSON.stringify(sets);
  const held = [];
  for (const [kind, fill] of Object.entries(library.memory)) {
    const before = retainedBytes();
    const filled = fill(sets);
    held.push(filled);
    const composing = retainedBytes() + (filled.sharedBytes?.() ?? 0);
    figures[`${kind} bytes`] = (composing - before) / sets.length;
    if (filled.keepText === undefined) continue;
    await filled.keepText();
    figures[`${kind} with kept text bytes`] = (retainedBytes() + filled.sharedBytes() - before) / sets.length;
    figures[`${kind} label text bytes`] = filled.labelTextBytes() / sets.length;
  }
  // What is measured lives until here.
  if (held.some(({ registry }) => registry === undefined)) throw new Error('A contender did not hand over its registry.');
  return figures;
}

/** Bytes that live, in the JavaScript heap and in array buffers. Shared memory is in neither. */
function retainedBytes() {
  for (let run = 0; run < 3; run += 1) globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** The median time of a scrape after a change, once warm. */
async function scrapeMs(change, scrape) {
  await scrapeTimes(change, scrape);
  return median(await scrapeTimes(change, scrape));
}

async function scrapeTimes(change, scrape) {
  const times = [];
  const endsAt = performance.now() + SCRAPES_MS;
  while (times.length < 3 || (times.length < SCRAPES && performance.now() < endsAt)) {
    change();
    const startedAt = performance.now();
    await scrape();
    times.push(performance.now() - startedAt);
  }
  return times;
}

await main(...process.argv.slice(2));
