import { counter, createRegistry, histogram, labelText, open } from '../../../dist/metrics/index.js';
import * as inputs from '../inputs.mjs';

const { MASK, BUCKETS, CLASSES, DIRECTIONS, closedSets, scrapeSets, growth } = inputs;

export function ringscope() {
  return { updates, scrapes };
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
  const counters = closedSets.map((set) => total.with(set));
  const histograms = closedSets.map((set) => setup.with(set));
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
      for (let i = 0; i < count; i += 1) setup.observe(values[i & MASK], { direction: directions[i & MASK], class: classes[i & MASK] });
    },
  };
}

function scrapes(count) {
  const registry = createRegistry();
  const labels = { trunk: open(1000), host: open(100), direction: DIRECTIONS };
  const total = registry.add(counter('telephony_trunk_messages_total', { help: 'Messages.', labels }));
  const handles = scrapeSets(count).map((set) => total.with(set));
  let turn = 0;
  return {
    change: (step) => {
      turn += 1;
      for (let i = turn % step; i < count; i += step) handles[i].add(growth(i, turn));
    },
    scrape: async () => registry.composeBytes('text'),
  };
}
