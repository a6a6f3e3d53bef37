import { counter, createRegistry, histogram, labelText, open, readPages, summary } from '../../../dist/metrics/index.js';
import { createMetricsResponder } from '../../../dist/metrics-node/index.js';
import * as inputs from '../inputs.mjs';

const { MASK, BUCKETS, CLASSES, DIRECTIONS, QUANTILES, WINDOW_SECONDS, closedSets, scrapeSets, growth } = inputs;

export function ringscope() {
  return { updates, scrapes, histogramScrapes, memory };
}

function updates() {
  const { directions, classes, series, values } = inputs;
  const trunks = inputs.trunks.map(labelText);
  const hosts = inputs.hosts.map(labelText);
  const registry = createRegistry();
  const labels = { direction: DIRECTIONS, class: CLASSES };
  const total = registry.add(counter('sip_results_total', { help: 'Results.', labels }));
  const byTrunk = registry.add(counter('trunk_calls_total', { help: 'Calls.', labels: { trunk: open(200), host: open(50) } }));
  const setup = registry.add(histogram('call_setup_seconds', { help: 'Set-up.', labels, buckets: BUCKETS }));
  const native = registry.add(histogram('call_native_seconds', { help: 'Set-up.', labels, native: { factor: 1.05 } }));
  const quantiles = registry.add(
    summary('call_window_seconds', { help: 'Set-up.', labels, quantiles: QUANTILES, windowSeconds: WINDOW_SECONDS }),
  );
  const counters = closedSets.map((set) => total.with(set));
  const positional = total.positional('direction', 'class');
  const histograms = closedSets.map((set) => setup.with(set));
  const natives = closedSets.map((set) => native.with(set));
  const summaries = closedSets.map((set) => quantiles.with(set));
  return {
    'bound counter': (count) => {
      for (let i = 0; i < count; i += 1) counters[series[i & MASK]].inc();
    },
    'two labels': (count) => {
      for (let i = 0; i < count; i += 1) total.inc({ direction: directions[i & MASK], class: classes[i & MASK] });
    },
    'two positional labels': (count) => {
      for (let i = 0; i < count; i += 1) positional(directions[i & MASK], classes[i & MASK]).inc();
    },
    'two open labels': (count) => {
      for (let i = 0; i < count; i += 1) byTrunk.inc({ trunk: trunks[i & MASK], host: hosts[i & MASK] });
    },
    'bound histogram': (count) => {
      for (let i = 0; i < count; i += 1) histograms[series[i & MASK]].observe(values[i & MASK]);
    },
    'bound native histogram': (count) => {
      for (let i = 0; i < count; i += 1) natives[series[i & MASK]].observe(values[i & MASK]);
    },
    'bound summary': (count) => {
      for (let i = 0; i < count; i += 1) summaries[series[i & MASK]].observe(values[i & MASK]);
    },
    'histogram two labels': (count) => {
      for (let i = 0; i < count; i += 1) setup.observe(values[i & MASK], { direction: directions[i & MASK], class: classes[i & MASK] });
    },
  };
}

/** A registry with a counter of three labels. */
export function manySeries() {
  const registry = createRegistry();
  const labels = { trunk: open(1000), host: open(100), direction: DIRECTIONS };
  const total = registry.add(counter('telephony_trunk_messages_total', { help: 'Messages.', labels }));
  return { registry, total };
}

function scrapes(count) {
  const { registry, total } = manySeries();
  const handles = scrapeSets(count).map((set) => total.with(set));
  return { ...scraped(registry, count, (index, amount) => handles[index].add(amount)), scrapeZipped: zipped(registry) };
}

function histogramScrapes(count) {
  const registry = createRegistry();
  const labels = { trunk: open(1000), host: open(100), direction: DIRECTIONS };
  const setup = registry.add(histogram('telephony_trunk_setup_seconds', { help: 'Set-up.', labels, buckets: BUCKETS }));
  const handles = scrapeSets(count).map((set) => setup.with(set));
  return scraped(registry, count, (index, amount) => handles[index].observe(amount));
}

function scraped(registry, count, move) {
  let turn = 0;
  return {
    change: (step) => {
      turn += 1;
      for (let i = turn % step; i < count; i += step) move(i, growth(i, turn));
    },
    /** Moves one series in `step`, all of them neighbours: in a real scrape few families move. */
    changeNeighbours: (step) => {
      turn += 1;
      const some = count / step;
      const first = (turn * 7919) % (count - some);
      for (let i = first; i < first + some; i += 1) move(i, growth(i, turn));
    },
    scrape: async () => {
      const { bytes, release } = registry.render('text');
      release();
      return bytes;
    },
  };
}

/** A compressed answer as a scraper gets it. */
function zipped(registry) {
  const answer = createMetricsResponder(registry);
  return async () => {
    const { body, release } = await answer({ accept: 'text/plain', 'accept-encoding': 'gzip' });
    release();
    return body;
  };
}

const memory = {
  'scalar series': (sets) => {
    const { registry, total } = manySeries();
    for (const set of sets) total.inc(set);
    return retained(registry, sets);
  },
  'histogram child': (sets) => {
    const registry = createRegistry();
    const labels = { trunk: open(1000), host: open(100), direction: DIRECTIONS };
    const setup = registry.add(histogram('telephony_trunk_setup_seconds', { help: 'Set-up.', labels, buckets: BUCKETS }));
    for (const set of sets) setup.observe(1, set);
    return { ...retained(registry, sets), keepText: undefined };
  },
};

/** The text of the labels, which is a string to other clients, is told apart. */
function retained(registry, sets) {
  const labelTextBytes = () =>
    sets.reduce(
      (bytes, set) =>
        bytes +
        Object.entries(set)
          .map(([name, value]) => `${name}="${value}"`)
          .join(',').length,
      0,
    );
  const reader = readPages(registry.pages());
  return {
    registry,
    sharedBytes: () => {
      const { log, cells } = registry.pages();
      // Shared memory grows ahead of its use, and takes no memory until it is used.
      const usedCells = new Float64Array(cells).findLastIndex((value) => value !== 0) + 1;
      return new Int32Array(log)[0] + usedCells * 8 - labelTextBytes();
    },
    // An answer that is not released is collected, so that what stays is the text for the next.
    keepText: async () => {
      reader.render('text');
    },
    labelTextBytes,
    reader,
  };
}
