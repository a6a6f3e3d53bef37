// One contender, one part, in a process of its own; the figures go to stdout as JSON.
import { allocated } from './allocated.mjs';
import { ringscope } from './contenders/ringscope.mjs';
import { loops } from './inputs.mjs';

const CHUNKS = 9;
const CHUNK_NS = 25e6;
/** Scrapes to warm up and scrapes to measure: this many, or as many as this time allows but three. */
const SCRAPES = 15;
const SCRAPES_MS = 700;
const SIZES = { '10k': 10_000, '100k': 100_000 };

const LIBRARIES = {
  ringscope: async () => ringscope(),
  'prom-client': async () => (await import('./contenders/prom-like.mjs')).promLike('prom-client'),
  '@prometheus-io/client': async () => (await import('./contenders/prom-like.mjs')).promLike('@prometheus-io/client'),
  '@platformatic/prom-client': async () => (await import('./contenders/prom-like.mjs')).promLike('@platformatic/prom-client'),
  opentelemetry: async () => (await import('./contenders/opentelemetry.mjs')).opentelemetry(),
};

async function main(name, part) {
  const library = await LIBRARIES[name]();
  const figures = part === 'update' ? await measureUpdates(library.updates()) : await measureScrapes(library);
  process.stdout.write(JSON.stringify(figures));
}

/** Nanoseconds without those of the loop and its reads, which cost as much as our update, and bytes. */
async function measureUpdates(updates) {
  const figures = {};
  for (const [operation, loop] of Object.entries(updates)) {
    const { nanosecondsEach, count } = timeLoop(loop);
    figures[`${operation} ns`] = nanosecondsEach - timeLoop(loops[operation]).nanosecondsEach;
    figures[`${operation} bytes`] = (await allocated(() => loop(count))) / count;
  }
  return figures;
}

function timeLoop(loop) {
  let count = 1000;
  while (nanoseconds(loop, count) < CHUNK_NS) count *= 2;
  return { nanosecondsEach: median(Array.from({ length: CHUNKS }, () => nanoseconds(loop, count) / count)), count };
}

function nanoseconds(loop, count) {
  const startedAt = process.hrtime.bigint();
  loop(count);
  return Number(process.hrtime.bigint() - startedAt);
}

async function measureScrapes(library) {
  const figures = {};
  for (const [size, series] of Object.entries(SIZES)) {
    const { change, scrape } = library.scrapes(series);
    figures[`${size} all changed ms`] = await scrapeMs(() => change(1), scrape);
    figures[`${size} 1% changed ms`] = await scrapeMs(() => change(100), scrape);
    change(1);
    let answer;
    figures[`${size} garbage bytes`] = await allocated(async () => (answer = await scrape()));
    figures[`${size} answer bytes`] = answer.length;
  }
  return figures;
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

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

await main(...process.argv.slice(2));
