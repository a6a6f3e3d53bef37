import client from 'prom-client';

/** A registry of ringscope's catalogs whose metrics are those of prom-client. */
export function promRegistry() {
  const registers = [new client.Registry()];
  const made = new Map();
  let updates = 0;
  const count = () => {
    updates += 1;
  };
  return {
    add(def) {
      if (!made.has(def.name)) made.set(def.name, MAKERS[def.kind](def, commonOf(def, registers), count));
      return made.get(def.name);
    },
    /** How many times prom-client was told to move a metric. */
    updates: () => updates,
  };
}

function commonOf({ name, help, labels }, registers) {
  return { name, help, labelNames: Object.keys(labels), registers };
}

const gauge = (_, common, count) => {
  const metric = new client.Gauge(common);
  const set = (value, labels) => {
    count();
    metric.set(labels ?? {}, value);
  };
  const clear = (labels) => metric.remove(labels ?? {});
  return { set, clear, with: (labels) => ({ set: (value) => set(value, labels), clear: () => clear(labels) }) };
};

const observer = (metric, count) => ({
  observe(value, labels) {
    count();
    if (labels === undefined) metric.observe(value);
    else metric.observe(labels, value);
  },
});

const MAKERS = {
  counter(_, common, count) {
    const metric = new client.Counter(common);
    return {
      inc(labels) {
        count();
        metric.inc(labels);
      },
      add(amount, labels) {
        count();
        metric.inc(labels, amount);
      },
    };
  },
  gauge,
  upDownGauge: gauge,
  info: gauge,
  histogram: ({ buckets }, common, count) => observer(new client.Histogram({ ...common, buckets: [...buckets] }), count),
  summary: ({ quantiles, windowSeconds }, common, count) =>
    observer(new client.Summary({ ...common, percentiles: [...quantiles], maxAgeSeconds: windowSeconds, ageBuckets: 5 }), count),
  // prom-client has none; its cheapest metric stands for it.
  windowed: (_, common, count) => observer({ observe: (...given) => void given }, count),
};
