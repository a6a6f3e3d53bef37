// One contender, one part, in a process of its own; the figures go to stdout as JSON.
import { allocated } from './allocated.mjs';
import { ringscope } from './contenders/ringscope.mjs';

const CHUNKS = 9;
const CHUNK_NS = 25e6;
const SCRAPES = 5;
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

async function measureUpdates(updates) {
  const figures = {};
  for (const [operation, loop] of Object.entries(updates)) {
    let count = 1000;
    while (nanoseconds(loop, count) < CHUNK_NS) count *= 2;
    const times = Array.from({ length: CHUNKS }, () => nanoseconds(loop, count) / count);
    figures[`${operation} ns`] = median(times);
    figures[`${operation} bytes`] = (await allocated(() => loop(count))) / count;
  }
  return figures;
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

/** The median time of a scrape after a change, the first two left out: they warm up. */
async function scrapeMs(change, scrape) {
  const times = [];
  for (let index = -2; index < SCRAPES; index += 1) {
    change();
    const startedAt = performance.now();
    await scrape();
    if (index >= 0) times.push(performance.now() - startedAt);
  }
  return median(times);
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

await main(...process.argv.slice(2));
