import * as inputs from '../inputs.mjs';

const { AGE_BUCKETS, BUCKETS, MASK, QUANTILES, WINDOW_SECONDS, closedSets, scrapeSets, growth } = inputs;

/** prom-client and what descends from it, by package name. */
export async function promLike(name) {
  const module = await import(name);
  const client = module.default ?? module;
  return {
    updates: () => updates(client),
    scrapes: (count) => scrapes(client, count),
    histogramScrapes: (count) => histogramScrapes(client, count),
    memory: memory(client),
  };
}

function updates({ Counter, Histogram, Registry, Summary }) {
  const { directions, classes, trunks, hosts, series, values } = inputs;
  const registers = [new Registry()];
  const labelNames = ['direction', 'class'];
  const total = new Counter({ name: 'sip_results_total', help: 'Results.', labelNames, registers });
  const byTrunk = new Counter({ name: 'trunk_calls_total', help: 'Calls.', labelNames: ['trunk', 'host'], registers });
  const setup = new Histogram({ name: 'call_setup_seconds', help: 'Set-up.', labelNames, buckets: BUCKETS, registers });
  const quantiles = new Summary({
    name: 'call_window_seconds',
    help: 'Set-up.',
    labelNames,
    percentiles: QUANTILES,
    maxAgeSeconds: WINDOW_SECONDS,
    ageBuckets: AGE_BUCKETS,
    registers,
  });
  const summaries = closedSets.map((set) => quantiles.labels(set));
  const counters = closedSets.map((set) => total.labels(set));
  const histograms = closedSets.map((set) => setup.labels(set));
  return {
    'bound counter': (count) => {
      for (let i = 0; i < count; i += 1) counters[series[i & MASK]].inc();
    },
    'two labels': (count) => {
      for (let i = 0; i < count; i += 1) total.inc({ direction: directions[i & MASK], class: classes[i & MASK] });
    },
    // Its `labels(...values).inc()` costs more than its object.
    'two positional labels': (count) => {
      for (let i = 0; i < count; i += 1) total.inc({ direction: directions[i & MASK], class: classes[i & MASK] });
    },
    'two open labels': (count) => {
      for (let i = 0; i < count; i += 1) byTrunk.inc({ trunk: trunks[i & MASK], host: hosts[i & MASK] });
    },
    'bound histogram': (count) => {
      for (let i = 0; i < count; i += 1) histograms[series[i & MASK]].observe(values[i & MASK]);
    },
    'bound summary': (count) => {
      for (let i = 0; i < count; i += 1) summaries[series[i & MASK]].observe(values[i & MASK]);
    },
    'histogram two labels': (count) => {
      for (let i = 0; i < count; i += 1) setup.observe({ direction: directions[i & MASK], class: classes[i & MASK] }, values[i & MASK]);
    },
  };
}

const LABEL_NAMES = ['trunk', 'host', 'direction'];
const manyCounters = { name: 'telephony_trunk_messages_total', help: 'Messages.', labelNames: LABEL_NAMES };
const manyHistograms = { name: 'telephony_trunk_setup_seconds', help: 'Set-up.', labelNames: LABEL_NAMES, buckets: BUCKETS };

function scrapes({ Counter, Registry }, count) {
  const registry = new Registry();
  const total = new Counter({ ...manyCounters, registers: [registry] });
  const handles = scrapeSets(count).map((set) => total.labels(set));
  return scraped(registry, count, (index, amount) => handles[index].inc(amount));
}

function histogramScrapes({ Histogram, Registry }, count) {
  const registry = new Registry();
  const setup = new Histogram({ ...manyHistograms, registers: [registry] });
  const handles = scrapeSets(count).map((set) => setup.labels(set));
  return scraped(registry, count, (index, amount) => handles[index].observe(amount));
}

function scraped(registry, count, move) {
  let turn = 0;
  return {
    change: (step) => {
      turn += 1;
      for (let i = turn % step; i < count; i += step) move(i, growth(i, turn));
    },
    scrape: () => registry.metrics(),
  };
}

function memory({ Counter, Histogram, Registry }) {
  return {
    'scalar series': (sets) => {
      const registry = new Registry();
      const total = new Counter({ ...manyCounters, registers: [registry] });
      for (const set of sets) total.inc(set);
      return { registry };
    },
    'histogram child': (sets) => {
      const registry = new Registry();
      const setup = new Histogram({ ...manyHistograms, registers: [registry] });
      for (const set of sets) setup.observe(set, 1);
      return { registry };
    },
  };
}
