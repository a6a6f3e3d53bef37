import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createMetricsResponder,
  listenMetrics,
  metricsHandler,
  observeProcess,
  type MetricsListener,
  type ProcessObserver,
} from '../../src/metrics-node/index.ts';
import { counter, createRegistry, gauge, histogram, info, labelText, open, summary, upDownGauge } from '../../src/metrics/index.ts';
import { makeFolder } from './lab.ts';
import { commandOf, requires } from './requires.ts';
import { startPrometheus, type Prometheus } from './start-prometheus.ts';

/** A label value and a help text with everything that must be escaped. */
const ODD = 'a "b" \\ \n ç';
const HELP = 'Calls:\nall, by \\ and "trunk".';

/** A scrape that a busy machine does not answer within its second leaves nothing to see until the next one. */
const SCRAPED = { timeout: 90_000 } as const;

/** When every series of the suite was made, Unix time in seconds. */
const MADE_AT = 1_700_000_000.5;

/** A trace of this minute: Prometheus keeps no older ones. */
const EXEMPLAR = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', at: Math.floor(Date.now() / 1000) - 5.5 };

/** What Prometheus answers when it is asked for exemplars. */
interface StoredExemplars {
  readonly data: readonly {
    readonly seriesLabels: Readonly<Record<string, string>>;
    readonly exemplars: readonly { readonly labels: object; readonly value: string; readonly timestamp: number }[];
  }[];
}

/** The exemplars of a job's metric: how each is shown, in the order of their values. */
async function exemplarsOf(prometheus: Prometheus, job: string, metric: string): Promise<readonly object[]> {
  const query = encodeURIComponent(`${metric}{job="${job}"}`);
  const answer = await fetch(`${prometheus.url}/api/v1/query_exemplars?query=${query}&start=${EXEMPLAR.at - 60}&end=${EXEMPLAR.at + 60}`);
  // Prometheus documents this answer.
  const { data } = (await answer.json()) as StoredExemplars;
  const shown = data.flatMap(({ exemplars }) =>
    exemplars.map(({ labels, value, timestamp }) => ({ labels, value: Number(value), timestamp })),
  );
  return shown.toSorted((a, b) => a.value - b.value);
}

/** The value below which a share `p` of a lognormal distribution lies: its exact quantile. */
function lognormal(p: number): number {
  return 0.3 * Math.exp(1.4 * normal(p));
}

/** The inverse of the normal distribution, by bisection over its Taylor series. */
function normal(p: number): number {
  let low = -6;
  let high = 6;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (below(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function below(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-16; n += 1) {
    term *= (-x * x * (2 * n - 1)) / (2 * n * (2 * n + 1));
    sum += term;
  }
  return 0.5 + sum / Math.sqrt(2 * Math.PI);
}

/** Values that lie as the distribution says, the same in every run. */
const LOGNORMAL = Array.from({ length: 10_000 }, (_, index) => lognormal((index + 0.5) / 10_000));

/** A registry with every kind of metric and the process metrics. */
function filled() {
  const registry = createRegistry({ now: () => MADE_AT });
  const calls = registry.add(counter('telephony_calls_total', { help: HELP, labels: { trunk: open(2), direction: ['in', 'out'] } }));
  calls.add(41.5, { trunk: labelText(ODD), direction: 'in' });
  calls.inc({ trunk: labelText(ODD), direction: 'out' });
  const traced = registry.add(counter('telephony_traced_total', { help: 'Traced.', exemplars: true }));
  traced.addWith(EXEMPLAR, 2.5);
  const reply = registry.add(
    histogram('telephony_reply_seconds', { help: 'Reply.', buckets: [0.1, 1], native: { factor: 1.1 }, exemplars: true }),
  );
  reply.observeWith(EXEMPLAR, 0.75);
  reply.observeWith(EXEMPLAR, 7);
  registry.add(gauge('telephony_signal_ratio', { help: 'Signal.' })).set(-0.25);
  registry.add(gauge('telephony_unset', { help: 'Never set.' }));
  const talk = registry.add(histogram('telephony_talk_seconds', { help: 'Talk.', buckets: [1, 2.5, 10] }));
  for (let observation = 0; observation < 10_000; observation += 1) talk.observe((observation % 4) + 0.5);
  registry.add(upDownGauge('telephony_lines', { help: 'Lines.' })).add(-2);
  registry.add(info('telephony_build_info', { help: 'Build.', labels: { version: ['1.2'] } })).set({ version: '1.2' });
  const native = registry.add(histogram('telephony_setup_seconds', { help: 'Set-up.', native: { factor: 1.05 } }));
  const both = registry.add(histogram('telephony_ring_seconds', { help: 'Ring.', buckets: [0.1, 1], native: { factor: 1.05 } }));
  const delay = registry.add(summary('telephony_delay_seconds', { help: 'Delay.', quantiles: [0.5, 0.99], windowSeconds: 3600 }));
  for (const value of LOGNORMAL) {
    native.observe(value);
    both.observe(value);
    delay.observe(value);
  }
  registry.add(histogram('telephony_idle_seconds', { help: 'Idle.', native: { factor: 1.05 } }));
  return registry;
}

requires('prometheus', 'promtool')('A real Prometheus reads every kind of metric', () => {
  const folder = makeFolder();
  const registry = filled();
  const respond = createMetricsResponder(registry);
  /** Content types and encodings of the answers by job. */
  const sent = new Map<string, Set<string>>();
  const servers: Server[] = [];
  let observer: ProcessObserver;
  let listener: MetricsListener;
  let plain: Prometheus;
  let native: Prometheus;

  /** Serves the registry; with `accept`, as if every scraper asked for that. */
  async function serve(job: string, accept?: string): Promise<number> {
    const kinds = new Set<string>();
    sent.set(job, kinds);
    const handler = metricsHandler(async (headers) => {
      const metrics = await respond(accept === undefined ? headers : { ...headers, accept });
      kinds.add(`${metrics.headers['content-type']?.replace(/;.*/, '') ?? ''} ${metrics.headers['content-encoding'] ?? ''}`);
      return metrics;
    });
    const server = createServer(handler).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  beforeAll(async () => {
    observer = observeProcess(registry);
    registry.collect(2_000_000_000);
    listener = await listenMetrics(registry, { port: 0 });
    for (const name of ['plain', 'native']) mkdirSync(join(folder, name));
    plain = await startPrometheus({
      folder: join(folder, 'plain'),
      jobs: { text: await serve('text', 'text/plain;version=0.0.4'), openmetrics: await serve('openmetrics'), listener: listener.port },
      features: ['exemplar-storage'],
    });
    native = await startPrometheus({
      folder: join(folder, 'native'),
      jobs: { protobuf: await serve('protobuf') },
      features: ['exemplar-storage', 'native-histograms'],
    });
    await Promise.all([plain.whenUp(), native.whenUp()]);
  });
  afterAll(async () => {
    await plain?.program.stop();
    await native?.program.stop();
    await listener?.close();
    observer?.close();
    for (const server of servers) server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The value of an expression in every format. */
  async function everywhere(expression: string): Promise<readonly (number | undefined)[]> {
    const values = { ...(await plain.query(expression)), ...(await native.query(expression)) };
    return [values['text'], values['openmetrics'], values['listener'], values['protobuf']];
  }

  const all = (value: number): readonly number[] => [value, value, value, value];

  test('each is asked for in its own format, compressed, and is up', async () => {
    await expect.poll(async () => everywhere('up'), SCRAPED).toEqual(all(1));
    expect(Object.fromEntries([...sent].map(([job, kinds]) => [job, [...kinds]]))).toEqual({
      text: ['text/plain gzip'],
      openmetrics: ['application/openmetrics-text gzip'],
      protobuf: ['application/vnd.google.protobuf gzip'],
    });
  });

  test('counters and gauges have their values and labels', async () => {
    await expect
      .poll(async () => everywhere(`telephony_calls_total{trunk=${JSON.stringify(ODD)},direction="in"}`), SCRAPED)
      .toEqual(all(41.5));
    await expect.poll(async () => everywhere('sum by (job) (telephony_calls_total)'), SCRAPED).toEqual(all(42.5));
    await expect.poll(async () => everywhere('telephony_signal_ratio'), SCRAPED).toEqual(all(-0.25));
    await expect.poll(async () => everywhere('telephony_unset'), SCRAPED).toEqual([undefined, undefined, undefined, undefined]);
    await expect.poll(async () => everywhere('process_start_time_seconds > 0 < bool 2000000000'), SCRAPED).toEqual(all(1));
  });

  test('10,000 observations are a count of 10,000, and every bucket has its own', async () => {
    await expect.poll(async () => everywhere('telephony_talk_seconds_count'), SCRAPED).toEqual(all(10_000));
    await expect.poll(async () => everywhere('telephony_talk_seconds_sum'), SCRAPED).toEqual(all(20_000));
    // The bound is 1.0 in OpenMetrics and in what Prometheus makes of protobuf, 1 in text.
    for (const [bounds, count] of [
      ['1|1.0', 2500],
      ['2.5', 7500],
      ['10|10.0', 10_000],
      ['[+]Inf', 10_000],
    ] as const)
      await expect
        .poll(async () => everywhere(`telephony_talk_seconds_bucket{le=~"${bounds}"}`), { ...SCRAPED, message: bounds })
        .toEqual(all(count));
  });

  test('up-down gauges, infos and summaries have their values', async () => {
    await expect.poll(async () => everywhere('telephony_lines'), SCRAPED).toEqual(all(-2));
    await expect.poll(async () => everywhere('telephony_build_info{version="1.2"}'), SCRAPED).toEqual(all(1));
    await expect.poll(async () => everywhere('telephony_delay_seconds_count'), SCRAPED).toEqual(all(10_000));
    for (const quantile of [0.5, 0.99])
      for (const place of all(0).keys())
        await expect
          .poll(
            async () => ((await everywhere(`telephony_delay_seconds{quantile="${String(quantile)}"}`))[place] ?? NaN) / lognormal(quantile),
            {
              ...SCRAPED,
              message: String(quantile),
            },
          )
          .toBeCloseTo(1, 1);
  });

  test.each(['telephony_setup_seconds', 'telephony_ring_seconds'])(
    'quantiles of the native histogram %s are within a hundredth of exact',
    async (name) => {
      for (const p of [0.5, 0.95, 0.99]) {
        const distance = async (): Promise<number> => {
          const { protobuf } = await native.query(`histogram_quantile(${String(p)}, ${name})`);
          return Math.abs((protobuf ?? NaN) / lognormal(p) - 1);
        };
        await expect.poll(distance, { ...SCRAPED, message: String(p) }).toBeLessThan(0.01);
      }
      await expect.poll(async () => native.query(`histogram_count(${name})`), SCRAPED).toEqual({ protobuf: 10_000 });
      await expect
        .poll(async () => (await native.query(`histogram_sum(${name})`))['protobuf'], SCRAPED)
        .toBeCloseTo(
          LOGNORMAL.reduce((sum, value) => sum + value, 0),
          6,
        );
    },
  );

  test('a native histogram without values is one of count 0', async () => {
    await expect.poll(async () => native.query('histogram_count(telephony_idle_seconds)'), SCRAPED).toEqual({ protobuf: 0 });
  });

  test('OpenMetrics tells when series were made', async () => {
    for (const name of ['telephony_calls', 'telephony_talk_seconds', 'telephony_setup_seconds', 'telephony_delay_seconds'])
      await expect
        .poll(async () => plain.query(`max by (job) (${name}_created)`), { ...SCRAPED, message: name })
        .toEqual({ openmetrics: MADE_AT, listener: MADE_AT });
  });

  test('exemplars are stored with their trace, value and time', async () => {
    const shown = (value: number): object => ({
      labels: { trace_id: EXEMPLAR.traceId, span_id: EXEMPLAR.spanId },
      value,
      timestamp: EXEMPLAR.at,
    });
    expect(await exemplarsOf(plain, 'openmetrics', 'telephony_traced_total')).toEqual([shown(2.5)]);
    expect(await exemplarsOf(native, 'protobuf', 'telephony_traced_total')).toEqual([shown(2.5)]);
    expect(await exemplarsOf(plain, 'openmetrics', 'telephony_reply_seconds_bucket')).toEqual([shown(0.75), shown(7)]);
    expect((await exemplarsOf(native, 'protobuf', 'telephony_reply_seconds')).length).toBeGreaterThan(0);
  });

  test('promtool finds nothing to criticise, process metrics included', () => {
    const input = registry.compose('text');
    expect(input).toContain('process_cpu_seconds_total');
    const { status, stdout, stderr } = spawnSync(commandOf('promtool'), ['check', 'metrics'], { input, encoding: 'utf8' });
    expect({ status, output: stdout + stderr }).toEqual({ status: 0, output: '' });
  });
});
