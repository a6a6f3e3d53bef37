import * as inputs from '../inputs.mjs';

const { MASK, BUCKETS, closedSets, scrapeSets, growth } = inputs;

/** prom-client and what descends from it, by package name. */
export async function promLike(name) {
  const module = await import(name);
  const client = module.default ?? module;
  return { updates: () => updates(client), scrapes: (count) => scrapes(client, count) };
}

function updates({ Counter, Histogram, Registry }) {
  const { directions, classes, trunks, hosts, series, values } = inputs;
  const registers = [new Registry()];
  const labelNames = ['direction', 'class'];
  const total = new Counter({ name: 'sip_results_total', help: 'Results.', labelNames, registers });
  const byTrunk = new Counter({ name: 'trunk_calls_total', help: 'Calls.', labelNames: ['trunk', 'host'], registers });
  const setup = new Histogram({ name: 'call_setup_seconds', help: 'Set-up.', labelNames, buckets: BUCKETS, registers });
  const counters = closedSets.map((set) => total.labels(set));
  const histograms = closedSets.map((set) => setup.labels(set));
  return {
    'bound counter': (count) => {
      for (let i = 0; i < count; i += 1) counters[series[i & MASK]].inc();
    },
    'two labels': (count) => {
      for (let i = 0; i < count; i += 1) total.inc({ direction: directions[i & MASK], class: classes[i & MASK] });
    },
    'two open labels': (count) => {
      for (let i = 0; i < count; i += 1) byTrunk.inc({ trunk: trunks[i & MASK], host: hosts[i & MASK] });
    },
    'bound histogram': (count) => {
      for (let i = 0; i < count; i += 1) histograms[series[i & MASK]].observe(values[i & MASK]);
    },
    'histogram two labels': (count) => {
      for (let i = 0; i < count; i += 1) setup.observe({ direction: directions[i & MASK], class: classes[i & MASK] }, values[i & MASK]);
    },
  };
}

function scrapes({ Counter, Registry }, count) {
  const registry = new Registry();
  const labelNames = ['trunk', 'host', 'direction'];
  const total = new Counter({ name: 'telephony_trunk_messages_total', help: 'Messages.', labelNames, registers: [registry] });
  const handles = scrapeSets(count).map((set) => total.labels(set));
  let turn = 0;
  return {
    change: (step) => {
      turn += 1;
      for (let i = turn % step; i < count; i += step) handles[i].inc(growth(i, turn));
    },
    scrape: () => registry.metrics(),
  };
}
