import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { Counter, Gauge, Histogram, openMetricsContentType, type OpenMetricsContentType, Registry, Summary } from 'prom-client';
import { expect, test } from 'vitest';
import { counter, createRegistry, histogram, type SharedRegistry } from '../metrics/index.ts';
import { createAppendingResponder, sendMetrics, type TextSource } from './index.ts';

const OPEN_METRICS = { accept: 'application/openmetrics-text;version=1.0.0' };
const TEXT = { accept: 'text/plain;version=0.0.4' };

function ours(): SharedRegistry {
  const registry = createRegistry();
  registry.add(counter('telephony_calls_total', { help: 'Calls.' })).add(3);
  registry.add(histogram('telephony_setup_seconds', { help: 'Set-up.', buckets: [1] })).observe(0.5);
  return registry;
}

/** A registry of prom-client with one metric of each kind. */
function theirs(): Registry {
  const registry = new Registry();
  const registers = [registry];
  new Counter({ name: 'shop_orders_total', help: 'Orders\nof "all" kinds.', labelNames: ['kind'], registers }).inc(
    { kind: 'a "b"\\\n,} x' },
    2,
  );
  new Counter({ name: 'shop_visits', help: 'Visits.', registers }).inc(4);
  new Gauge({ name: 'shop_level', help: 'Level.', registers }).set(1e-9);
  new Histogram({ name: 'shop_wait_seconds', help: 'Wait.', buckets: [0.5, 1], registers }).observe(0.7);
  new Summary({ name: 'shop_size_bytes', help: 'Size.', percentiles: [0.5], registers }).observe(8);
  return registry;
}

async function scrape(registry: SharedRegistry, source: TextSource, headers: Readonly<Record<string, string>>): Promise<string> {
  return new TextDecoder().decode((await createAppendingResponder(registry, source)(headers)).body);
}

/** The text of a source behind one metric of ours, without that metric and without what was counted. */
async function converted(text: string, contentType: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const answer = await scrape(createRegistry(), { contentType, metrics: () => text }, headers);
  return answer.slice(answer.indexOf('# ', answer.lastIndexOf('ringscope_metrics')));
}

test('in text 0.0.4 all metrics of a prom-client registry follow ours as they are', async () => {
  const registry = ours();
  const source = theirs();
  const answer = await scrape(registry, source, TEXT);
  expect(answer).toBe(`${registry.compose('text')}${(await source.metrics()).replaceAll('\n\n', '\n')}`);
});

test('in OpenMetrics they are converted, before the one end', async () => {
  const registry = ours();
  const answer = await scrape(registry, theirs(), OPEN_METRICS);
  const own = registry.compose('openmetrics');
  expect(answer.startsWith(own.slice(0, -'# EOF\n'.length))).toBe(true);
  expect(answer.slice(own.length - '# EOF\n'.length)).toBe(
    [
      '# TYPE shop_orders counter',
      '# HELP shop_orders Orders\\nof \\"all\\" kinds.',
      'shop_orders_total{kind="a \\"b\\"\\\\\\n,} x"} 2',
      // OpenMetrics has no counter of this name.
      '# TYPE shop_visits unknown',
      '# HELP shop_visits Visits.',
      'shop_visits 4',
      '# TYPE shop_level gauge',
      '# HELP shop_level Level.',
      'shop_level 1e-9',
      '# TYPE shop_wait_seconds histogram',
      '# HELP shop_wait_seconds Wait.',
      'shop_wait_seconds_bucket{le="0.5"} 0',
      'shop_wait_seconds_bucket{le="1"} 1',
      'shop_wait_seconds_bucket{le="+Inf"} 1',
      'shop_wait_seconds_sum 0.7',
      'shop_wait_seconds_count 1',
      '# TYPE shop_size_bytes summary',
      '# HELP shop_size_bytes Size.',
      'shop_size_bytes{quantile="0.5"} 8',
      'shop_size_bytes_sum 8',
      'shop_size_bytes_count 1',
      '# EOF',
      '',
    ].join('\n'),
  );
});

test('a prom-client registry that writes OpenMetrics is appended with its exemplars, and in text 0.0.4 without', async () => {
  const source = new Registry<OpenMetricsContentType>();
  source.setContentType(openMetricsContentType);
  const total = new Counter({
    name: 'shop_orders_total',
    help: 'Orders.',
    labelNames: ['kind', 'trace'],
    enableExemplars: true,
    registers: [source],
  });
  total.inc({ labels: { kind: 'a' }, value: 2, exemplarLabels: { trace: 'f # {e}' } });
  const open = await scrape(ours(), source, OPEN_METRICS);
  expect(open).toMatch(
    /# TYPE shop_orders counter\n# HELP shop_orders Orders\.\nshop_orders_total{kind="a"} 2 # {trace="f # {e}"} 2 [0-9.]+\n# EOF\n$/,
  );
  const text = await scrape(ours(), source, TEXT);
  expect(text).toMatch(/# HELP shop_orders_total Orders\.\n# TYPE shop_orders_total counter\nshop_orders_total{kind="a"} 2\n$/);
});

test.each([
  ['# TYPE a gauge\na 1 1500\n', 'text/plain', OPEN_METRICS, '# TYPE a gauge\na 1 1.5\n# EOF\n'],
  ['# TYPE a gauge\na 1 1.5\n# EOF\n', 'application/openmetrics-text', TEXT, '# TYPE a gauge\na 1 1500\n'],
  ['# TYPE a untyped\na Nan\n', 'text/plain', OPEN_METRICS, '# TYPE a unknown\na Nan\n# EOF\n'],
  ['# TYPE a info\na_info{b="c"} 1\n# EOF\n', 'application/openmetrics-text', TEXT, '# TYPE a untyped\na_info{b="c"} 1\n'],
  ['# TYPE a counter\na_total 1\na_created 5\n# EOF\n', 'application/openmetrics-text', TEXT, '# TYPE a_total counter\na_total 1\n'],
  ['b +Inf\n', 'text/plain', TEXT, '# TYPE b untyped\nb +Inf\n'],
])('%j as %s answers %j with %j', async (text, contentType, headers, expected) => {
  expect(await converted(`# TYPE first gauge\nfirst 1\n${text}`, contentType, headers)).toContain(expected);
});

test.each([
  ['the same name', '# TYPE telephony_calls_total counter\ntelephony_calls_total 9\n', 'telephony_calls_total 9', 'conflict'],
  [
    'a gauge with the name of a family of OpenMetrics',
    '# TYPE telephony_calls gauge\ntelephony_calls 9\n',
    'telephony_calls 9',
    'conflict',
  ],
  ['the name of a line of a histogram', '# TYPE telephony_setup_seconds_count gauge\ntelephony_setup_seconds_count 9\n', ' 9', 'conflict'],
  ['one name twice', '# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\n# TYPE a gauge\na 9\n', 'a 9', 'conflict'],
  ['a line that cannot be read', '# TYPE a gauge\na{b="c" 9\n', '{b="c" 9', 'malformed'],
  ['a value that is no number', '# TYPE a gauge\na nine\n', 'a nine', 'malformed'],
])('%s is left out and counted', async (_, text, absent, reason) => {
  const registry = ours();
  const source = { contentType: 'text/plain', metrics: () => `${text}# TYPE last gauge\nlast 1\n` };
  const first = await scrape(registry, source, TEXT);
  expect(first).not.toContain(absent);
  expect(first).toContain('telephony_calls_total 3\n');
  expect(first).toMatch(/# TYPE last gauge\nlast 1\n$/);
  expect(await scrape(registry, source, TEXT)).toContain(`ringscope_metrics_appended_refused_total{reason="${reason}"} 1\n`);
});

test.each([
  ['fails', 'failed', () => Promise.reject(new Error('gone'))],
  ['fails at once', 'failed', () => JSON.parse('{') as string],
  ['never answers', 'late', () => new Promise<string>(() => undefined)],
])('a source that %s is left out and counted', async (_, reason, metrics) => {
  const registry = ours();
  const source = { contentType: 'text/plain', metrics };
  const before = registry.compose('openmetrics');
  expect(await scrape(registry, source, OPEN_METRICS)).toContain(before.slice(0, -'# EOF\n'.length));
  expect(registry.compose('text')).toContain(`ringscope_metrics_appended_refused_total{reason="${reason}"} 1\n`);
});

test('a scraper over HTTP that prefers protobuf gets both registries in the text format it likes best', async () => {
  const answer = createAppendingResponder(ours(), theirs());
  const server = createServer((request, response) => {
    void answer(request.headers).then((metrics) => sendMetrics(response, metrics));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const accept =
      'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,application/openmetrics-text;version=1.0.0;q=0.8,*/*;q=0.1';
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { headers: { accept } });
    expect(response.headers.get('content-type')).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    expect(response.headers.get('content-encoding')).toBe('gzip');
    const text = await response.text();
    expect(text).toContain('telephony_calls_total 3\n');
    expect(text).toContain('shop_level 1e-9\n');
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

test('whatever a source writes, our part is whole and each name has one type', async () => {
  const line = fc.oneof(
    fc.constantFrom(
      '# TYPE a counter',
      '# TYPE a_total gauge',
      '# HELP a x',
      '# EOF',
      'a 1',
      'a_total 2',
      'a_bucket{le="1"} 1',
      '# TYPE telephony_calls gauge',
      '',
    ),
    fc.string({ maxLength: 12 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 12 }), async (lines) => {
      for (const headers of [TEXT, OPEN_METRICS]) {
        const registry = ours();
        const answer = await scrape(registry, { contentType: 'text/plain', metrics: () => lines.join('\n') }, headers);
        const own = registry.compose(headers === TEXT ? 'text' : 'openmetrics').split('ringscope_metrics_appended')[0] ?? '';
        expect(answer).toContain(own);
        const types = [...answer.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
        expect(new Set(types).size).toBe(types.length);
        expect(answer.split('# EOF').length - 1).toBe(headers === TEXT ? 0 : 1);
      }
    }),
  );
});
