import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { AggregationType, MeterProvider } from '@opentelemetry/sdk-metrics';
import * as inputs from '../inputs.mjs';

const { MASK, BUCKETS, closedSets, scrapeSets, growth } = inputs;

export function opentelemetry() {
  return { updates, scrapes, histogramScrapes, memory };
}

/** Exponential histograms of at most as many buckets as ours. */
const EXPONENTIAL = { aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM, options: { maxSize: 160, recordMinMax: false } } };

/** A meter without the limit of 2000 series, and a scrape of it. */
function provide(view = {}) {
  const exporter = new PrometheusExporter({ preventServerStart: true });
  const provider = new MeterProvider({
    readers: [exporter],
    views: [{ instrumentName: '*', aggregationCardinalityLimit: 1_000_000, ...view }],
  });
  const serializer = new PrometheusSerializer();
  return {
    meter: provider.getMeter('bench'),
    scrape: async () => serializer.serialize((await exporter.collect()).resourceMetrics),
  };
}

/** OTel has no bound instruments: the nearest is a label object that is kept. */
function updates() {
  const { directions, classes, trunks, hosts, series, values } = inputs;
  const { meter } = provide();
  const total = meter.createCounter('sip_results_total');
  const byTrunk = meter.createCounter('trunk_calls_total');
  const setup = meter.createHistogram('call_setup_seconds', { advice: { explicitBucketBoundaries: BUCKETS } });
  const native = provide(EXPONENTIAL).meter.createHistogram('call_native_seconds');
  return {
    'bound counter': (count) => {
      for (let i = 0; i < count; i += 1) total.add(1, closedSets[series[i & MASK]]);
    },
    'two labels': (count) => {
      for (let i = 0; i < count; i += 1) total.add(1, { direction: directions[i & MASK], class: classes[i & MASK] });
    },
    'two positional labels': (count) => {
      for (let i = 0; i < count; i += 1) total.add(1, { direction: directions[i & MASK], class: classes[i & MASK] });
    },
    'two open labels': (count) => {
      for (let i = 0; i < count; i += 1) byTrunk.add(1, { trunk: trunks[i & MASK], host: hosts[i & MASK] });
    },
    'bound histogram': (count) => {
      for (let i = 0; i < count; i += 1) setup.record(values[i & MASK], closedSets[series[i & MASK]]);
    },
    'bound native histogram': (count) => {
      for (let i = 0; i < count; i += 1) native.record(values[i & MASK], closedSets[series[i & MASK]]);
    },
    'histogram two labels': (count) => {
      for (let i = 0; i < count; i += 1) setup.record(values[i & MASK], { direction: directions[i & MASK], class: classes[i & MASK] });
    },
  };
}

function scrapes(count) {
  const { meter, scrape } = provide();
  const total = meter.createCounter('telephony_trunk_messages_total');
  return scraped(scrape, scrapeSets(count), (set, amount) => total.add(amount, set));
}

function histogramScrapes(count) {
  const { meter, scrape } = provide();
  const setup = meter.createHistogram('telephony_trunk_setup_seconds', { advice: { explicitBucketBoundaries: BUCKETS } });
  return scraped(scrape, scrapeSets(count), (set, amount) => setup.record(amount, set));
}

function scraped(scrape, sets, move) {
  let turn = 0;
  return {
    change: (step) => {
      turn += 1;
      for (let i = turn % step; i < sets.length; i += step) move(sets[i], growth(i, turn));
    },
    scrape,
  };
}

const memory = {
  'scalar series': (sets) => {
    const { meter, scrape } = provide();
    const total = meter.createCounter('telephony_trunk_messages_total');
    for (const set of sets) total.add(1, set);
    return { registry: scrape };
  },
  'histogram child': (sets) => {
    const { meter, scrape } = provide();
    const setup = meter.createHistogram('telephony_trunk_setup_seconds', { advice: { explicitBucketBoundaries: BUCKETS } });
    for (const set of sets) setup.record(1, set);
    return { registry: scrape };
  },
};
