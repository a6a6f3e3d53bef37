// Asks our store and the baselines the same questions, in turns: node queries.mjs CALLS OURS_FOLDER SCAN_FOLDER [SMALLER_FOLDER]. Prints its figures as JSON.
// Growth shows beside a smaller store of ours that is asked at the same time: between two runs a machine can become slower by half.
import { DAYS, END_AT, callIdOf, numberHashOf } from './load.mjs';
import { openOurs } from './ours.mjs';
import { createRandom } from './random.mjs';
import { openInMemory, openSqlScan } from './textbook.mjs';

const DAY = 86_400;
const ROUNDS = 4;
const DASHBOARDS = 50;
const WARM_UPS = 3;
const POINTS = 200;
const [callsText, oursFolder, scanFolder, smallerFolder] = process.argv.slice(2);
const calls = Number(callsText);
const random = createRandom(7);

const store = await openOurs(oursFolder, { readOnly: true });
const smaller = smallerFolder === undefined ? undefined : await openOurs(smallerFolder, { readOnly: true });
const scan = await openSqlScan(scanFolder);
const memory = await openInMemory(scanFolder);

/** Milliseconds of each of `count` runs. */
async function times(count, work) {
  const taken = [];
  for (let run = 0; run < count; run += 1) {
    const from = performance.now();
    await work(run);
    taken.push(performance.now() - from);
  }
  return taken;
}

function rank(values, q) {
  return values.toSorted((a, b) => a - b)[Math.floor(q * (values.length - 1))];
}

/** The last day and the one before it; its end differs from run to run, for nobody asks on the hour. */
async function ourDashboard(asked) {
  const until = END_AT - Math.floor(random() * 3600);
  const [now, before] = [
    await asked.summarize({ since: until - DAY, until }),
    await asked.summarize({ since: until - 2 * DAY, until: until - DAY }),
  ];
  return now.value.total.attempts + before.value.total.attempts;
}

function baseline(contender) {
  const until = END_AT - Math.floor(random() * 3600);
  contender.dashboard(until - DAY, until);
  contender.dashboard(until - 2 * DAY, until - DAY);
}

/** What the baselines leave, in caches and as garbage, is not what a warm dashboard costs. */
async function warmDashboards(asked) {
  await times(WARM_UPS, () => ourDashboard(asked));
  return times(DASHBOARDS, () => ourDashboard(asked));
}

async function dashboards() {
  const found = { ours: [], smaller: [], scan: [], memory: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    found.ours.push(...(await warmDashboards(store)));
    if (smaller !== undefined) found.smaller.push(...(await warmDashboards(smaller)));
    found.scan.push(...(await times(1, () => baseline(scan))));
    found.memory.push(...(await times(1, () => baseline(memory))));
  }
  return found;
}

/** Ours must say what the scan says: equal counts, percentiles within 1 %. */
async function check() {
  const [since, until] = [END_AT - DAY - 1234, END_AT - 1234];
  const ours = (await store.summarize({ since, until })).value.total;
  const theirs = scan.dashboard(since, until);
  const errors = theirs.percentiles.map((exact, index) => Math.abs([ours.talk.p50, ours.talk.p95, ours.talk.p99][index] / exact - 1));
  return { countDifference: Math.abs(ours.attempts - theirs.attempts), quantileError: Math.max(...errors) };
}

async function series(step, seconds) {
  const query = { since: END_AT - seconds, until: END_AT, step, timeZone: 'UTC', now: END_AT };
  await store.series(query);
  return rank(await times(20, () => store.series(query)), 0.5);
}

/** Milliseconds at the 95th of 100; every question is about another call or number. */
async function points(work) {
  return rank(await times(POINTS, () => work(Math.floor(random() * calls))), 0.95);
}

const figures = {};
const failures = [];
/** One question that cannot be asked must not hide the figures of the others. */
async function figure(name, work) {
  try {
    figures[name] = await work();
  } catch (error) {
    failures.push(`${name}: ${error.message}`);
  }
}

await figure(
  'cold30',
  async () =>
    (await times(1, () => store.series({ since: END_AT - DAYS * DAY, until: END_AT, step: 'day', timeZone: 'UTC', now: END_AT })))[0],
);
await figure('daily30', () => series('day', DAYS * DAY));
await figure('hourly48', () => series('hour', 2 * DAY));
await figure('check', check);
await figure('dashboard', async () => {
  const found = await dashboards();
  const { ours } = found;
  const median = (values) => rank(values, 0.5);
  return {
    p50: median(ours),
    p99: rank(ours, 0.99),
    smaller: median(found.smaller),
    scan: median(found.scan),
    memory: median(found.memory),
  };
});
await figure('byId', () => points(async (number) => notEmpty(await store.findCalls(callIdOf(number)))));
await figure('byNumber', () => points((number) => store.listCalls({ numberHash: numberHashOf(number % 20_000), limit: 50 })));
await figure('rareNumber', () => points((number) => store.listCalls({ numberHash: numberHashOf(199_999 - (number % 20_000)), limit: 50 })));
await figure('failures', async () => rank(await times(50, () => store.listCalls({ isFailure: true, limit: 10 })), 0.5));
await store.close();
await smaller?.close();
scan.close();
memory.close();
console.log(JSON.stringify({ ...figures, failures }));

function notEmpty(found) {
  if (found.length === 0) throw new Error('a call of the load was not found');
}
