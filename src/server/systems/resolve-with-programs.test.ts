import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { testFolder } from '../../testing/start-server.ts';
import { configuredOtlp } from '../otlp/open-otlp.ts';
import { checkTogether } from '../start-check.ts';
import { resolveWithPrograms } from './resolve-with-programs.ts';

const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

interface Named {
  readonly path: string;
  readonly presets: string;
}

function file(preset: string, text: string, name = preset === 'rustpbx' ? 'config.toml' : 'rig.env'): Named {
  const path = join(testFolder(ends), name);
  writeFileSync(path, text);
  return { path, presets: JSON.stringify([{ name: preset, config: path, listen: { port: 0 } }]) };
}

function resolve({ presets }: Named, flags: Readonly<Record<string, string>> = {}) {
  return resolveWithPrograms({ flags: { presets, ...flags }, env: {} });
}

/** The settings of the export, without what nobody set, and where each comes from. */
function otlpOf(named: Named, flags: Readonly<Record<string, string>> = {}) {
  const { values, origins } = resolve(named, flags);
  const set = Object.entries(values.otlp).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0));
  const from = [...origins]
    .filter(([name]) => name.startsWith('otlp.'))
    .map(([name, origin]) => [name, origin.replace(named.path, 'FILE')]);
  return { set: Object.fromEntries(set), from: Object.fromEntries(from) };
}

function faultOf(named: Named): string {
  try {
    resolve(named);
    return 'no fault';
  } catch (error) {
    return error instanceof Error ? error.message.replaceAll(named.path, 'FILE') : String(error);
  }
}

const RUSTPBX = `[sip]
unknown = 1
[otel]
enabled = true
endpoint = "http://collector:4317"
service_name = "pbx-1"
sample_ratio = 0.25
export_metrics = true
export_logs = true
`;

test('the table [otel] of RustPBX is the export by OTLP, each with its place', () => {
  expect(otlpOf(file('rustpbx', RUSTPBX))).toEqual({
    set: {
      endpoint: 'http://collector:4317',
      protocol: 'grpc',
      signals: ['traces', 'metrics', 'logs'],
      serviceName: 'pbx-1',
      sampleRatio: 0.25,
    },
    from: {
      'otlp.endpoint': 'FILE:5:12',
      'otlp.protocol': 'FILE:5:12',
      'otlp.signals': 'FILE:8:18',
      'otlp.service_name': 'FILE:6:16',
      'otlp.sample_ratio': 'FILE:7:16',
    },
  });
});

test('with the names of its documentation an address is enough, and the rest is as there', () => {
  const { set } = otlpOf(file('rustpbx', '[otel]\nendpoint = "https://collector:4317"\nlog_trace_id = true\n'));
  expect(set).toEqual({ endpoint: 'https://collector:4317', protocol: 'grpc', signals: ['traces'], sampleRatio: 0.1 });
});

test.each([
  ['a table that is off', '[otel]\nenabled = false\nendpoint = "http://collector:4317"\n'],
  ['none', '[metrics]\nenabled = true\n'],
  ['a table without an address', '[otel]\nsample_ratio = 0.5\n'],
])('of RustPBX %s exports nothing', (_, text) => {
  expect(otlpOf(file('rustpbx', text)).set).toEqual({});
});

test.each([
  ['[otel]\nenabled = true\n', 'FILE:2:11: otel.enabled needs otel.endpoint, the address of the collector.'],
  ['[otel]\nendpoint = "collector"\n', 'FILE:2:12: otel.endpoint: expected an address such as http://127.0.0.1:4318'],
  ['[otel]\nendpoint = "http://c:4317"\nsample_ratio = 2\n', 'FILE:3:16: otel.sample_ratio: expected a number from 0 to 1, got 2'],
  ['[otel]\nendpoint = "http://c:4317"\nexport_metric = true\n', 'otel.export_metric is not a setting; did you mean otel.export_metrics?'],
  ['[otel]\nendpoint = "http://c:4317"\nenabled = "yes"\n', 'FILE:3:11: otel.enabled: expected true or false'],
  ['[otel]\nendpoint = "http://c:4317"\nlog_trace_id = false\n', 'FILE:3:16: otel.log_trace_id: lines of the log name the trace'],
])('of RustPBX %j is refused with its place', (text, message) => {
  expect(faultOf(file('rustpbx', text))).toContain(message);
});

const CARDLINK = 'GP_TRACING_ENABLED=true\nexport GP_OTLP_ENDPOINT="collector:4317"\nGP_SERVICE_NAME=rig\nGP_TRACE_SAMPLE_RATE=0.5\n';

test('the names of CardLink are the export of traces; what they leave out is as in CardLink', () => {
  expect(otlpOf(file('cardlink', CARDLINK))).toEqual({
    set: {
      endpoint: 'http://collector:4317',
      protocol: 'grpc',
      signals: ['traces'],
      serviceName: 'rig',
      sampleRatio: 0.5,
      resource: ['service.version=1.0.0'],
    },
    from: {
      'otlp.endpoint': 'FILE:2:1',
      'otlp.protocol': 'FILE:1:1',
      'otlp.signals': 'FILE:1:1',
      'otlp.service_name': 'FILE:3:1',
      'otlp.sample_ratio': 'FILE:4:1',
      'otlp.resource': 'FILE:1:1',
    },
  });
  const bare = 'GP_TRACING_ENABLED=true\nGP_OTLP_ENDPOINT=https://collector:4318\nGP_OTLP_PROTOCOL=http\nGP_SERVICE_VERSION=2.1\n';
  expect(otlpOf(file('cardlink', bare)).set).toEqual({
    endpoint: 'https://collector:4318',
    protocol: 'http/protobuf',
    signals: ['traces'],
    serviceName: 'cardlink',
    sampleRatio: 1,
    resource: ['service.version=2.1'],
  });
  expect(otlpOf(file('cardlink', 'GP_OTLP_ENDPOINT=collector:4317\n')).set).toEqual({});
});

test.each([
  ['GP_TRACING_ENABLED=true\n', 'FILE: GP_TRACING_ENABLED needs GP_OTLP_ENDPOINT.'],
  ['GP_TRACING_ENABLED=true\nGP_OTLP_ENDPOINT=ftp://c\n', 'FILE:2:1: GP_OTLP_ENDPOINT: expected an address such as collector:4317'],
  ['GP_TRACING_ENABLED=true\nGP_OTLP_ENDPOINT=c\nGP_OTLP_PROTOCOL=udp\n', 'FILE: GP_OTLP_PROTOCOL is one of grpc, http.'],
  ['GP_TRACING_ENABLED=true\nGP_OTLP_ENDPOINT=c\nGP_TRACE_SAMPLE_RATE=2\n', 'FILE: GP_TRACE_SAMPLE_RATE is from 0 to 1.'],
  ['GP_OTLP_HEADERS=a\n', 'FILE:1:1: GP_OTLP_HEADERS is not a setting of CardLink.'],
])('of CardLink %j is refused', (text, message) => {
  expect(faultOf(file('cardlink', text))).toContain(message);
});

test('the names by which CardLink says how its own server runs are passed over', () => {
  const own =
    'GP_OTA_SERVER_HOST=0.0.0.0\nGP_OTA_SERVER_PORT=8443\nGP_OTA_SERVER_CONFIG=/etc/gp.yaml\nGP_OTA_SERVER_PID_FILE=/run/gp.pid\n';
  expect(otlpOf(file('cardlink', `${own}GP_TRACING_ENABLED=true\nGP_OTLP_ENDPOINT=collector:4317\n`)).set).toMatchObject({
    endpoint: 'http://collector:4317',
  });
  expect(faultOf(file('cardlink', `${own}GP_OTA_SERVER_PROT=1\n`))).toContain(':5:1: GP_OTA_SERVER_PROT is not a setting of CardLink.');
});

test('settings of ours win, and whoever names a collector says how it is spoken to', () => {
  const named = file('rustpbx', RUSTPBX);
  const { set, from } = otlpOf(named, { 'otlp-endpoint': 'http://own:4318', 'otlp-sample-ratio': '0' });
  expect(set).toEqual({ endpoint: 'http://own:4318', signals: ['traces', 'metrics', 'logs'], serviceName: 'pbx-1', sampleRatio: 0 });
  expect(from).toMatchObject({
    'otlp.endpoint': '--otlp-endpoint',
    'otlp.sample_ratio': '--otlp-sample-ratio',
    'otlp.signals': 'FILE:8:18',
  });
  expect(otlpOf(named, { 'otlp-signals': 'logs' }).set).toMatchObject({
    endpoint: 'http://collector:4317',
    protocol: 'grpc',
    signals: ['logs'],
  });
});

test('two files that each name a collector are refused', () => {
  const [one, other] = [file('rustpbx', RUSTPBX), file('cardlink', CARDLINK)];
  const presets = JSON.stringify([one, other].flatMap(({ presets: json }): unknown[] => JSON.parse(json)));
  expect(faultOf({ path: one.path, presets })).toBe(
    'presets: the files of rustpbx and cardlink each say where traces go; only one of them may, as the export is one.',
  );
});

test('what a file says is exported as it says', () => {
  const config = configuredOtlp(resolve(file('rustpbx', RUSTPBX)).values, {});
  expect(config?.signals.map(({ signal, protocol, url }) => [signal, protocol, url])).toEqual(
    ['traces', 'metrics', 'logs'].map((signal) => [signal, 'grpc', 'http://collector:4317']),
  );
  expect([config?.sampling.ratio, config?.resource['service.name']]).toEqual([0.25, 'pbx-1']);
  const rig = configuredOtlp(resolve(file('cardlink', CARDLINK)).values, {});
  expect([rig?.resource['service.name'], rig?.resource['service.version'], rig?.sampling.ratio]).toEqual(['rig', '1.0.0', 0.5]);
});

test('a file that says nothing but where traces go needs no listener', () => {
  const { path } = file('rustpbx', RUSTPBX);
  const { values } = resolve({ path, presets: JSON.stringify([{ name: 'rustpbx', config: path }]) });
  expect(values.otlp.endpoint).toBe('http://collector:4317');
  expect(checkTogether(values)).toEqual([]);
});
