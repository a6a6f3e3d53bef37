import { expect, test } from 'vitest';
import { acceptsGzip, negotiate } from './index.ts';

const PROMETHEUS_2 =
  'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';
const PROMETHEUS_3 =
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2';
const PROMETHEUS_NATIVE =
  'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';

test.each([
  ['Prometheus with native histograms', PROMETHEUS_NATIVE, 'protobuf'],
  [
    'Prometheus 3 with native histograms',
    'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;escaping=allow-utf-8;q=0.7,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,*/*;q=0.2',
    'protobuf',
  ],
  ['protobuf as text', 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text', 'text'],
  ['protobuf of another message', 'application/vnd.google.protobuf;proto=other;encoding=delimited, text/plain;q=0.5', 'text'],
  [
    'protobuf after OpenMetrics',
    'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.4,application/openmetrics-text;q=0.5',
    'openmetrics',
  ],
  ['Prometheus 2.42', PROMETHEUS_2, 'openmetrics'],
  ['Prometheus 3.5', PROMETHEUS_3, 'openmetrics'],
  ['a browser', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text'],
  ['curl', '*/*', 'text'],
  ['nothing at all', undefined, 'text'],
  ['an empty header', '', 'text'],
  ['only an OpenMetrics of another version', 'application/openmetrics-text; version=0.0.1', 'text'],
  ['text 0.0.4 first', 'text/plain;version=0.0.4,application/openmetrics-text;version=1.0.0;q=0.9', 'text'],
  ['OpenMetrics refused', 'application/openmetrics-text;q=0, text/plain;q=0.1', 'text'],
  ['capitals and quotes', 'Application/OpenMetrics-Text; Version="1.0.0"', 'openmetrics'],
  ['a preference that comes after more than anyone has', `${','.repeat(15_000)}application/openmetrics-text`, 'text'],
  ['a parameter after more than anyone has', `text/plain;q=0.5, application/openmetrics-text${';x=1'.repeat(5000)};q=0.1`, 'openmetrics'],
  ['the last of 32', `${','.repeat(31)}application/openmetrics-text`, 'openmetrics'],
  ['a weight that is no number', 'application/openmetrics-text;q=x', 'text'],
])('%s gets what it prefers', (_, accept, format) => {
  expect(negotiate(accept)).toBe(format);
});

test.each([
  ['gzip', true],
  ['deflate, gzip;q=0.5', true],
  ['*', true],
  ['*, gzip;q=0', false],
  ['gzip;q=0', false],
  ['identity', false],
  ['x-gzip-like', false],
  [undefined, false],
])('gzip is accepted by %s: %s', (header, isAccepted) => {
  expect(acceptsGzip(header)).toBe(isAccepted);
});
