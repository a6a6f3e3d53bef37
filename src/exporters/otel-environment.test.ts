import { expect, test } from 'vitest';
import { readPropagators } from '../core/index.ts';
import { OTEL_VARIABLES, otelEnvironment, type OtelEnvironment } from './otel-environment.ts';
import { otlpConfig, type OtlpConfig, type SignalConfig } from './otlp-config.ts';
import { OTLP_RULES } from './otlp-rules.ts';
import { OTLP_SIGNAL, otlpOptions, type OtlpSettings, type OtlpSignal } from './otlp-options.ts';

/** The settings when none is set. */
const UNSET: OtlpSettings = {
  endpoint: otlpOptions.endpoint.initial,
  protocol: undefined,
  headersFile: undefined,
  compression: undefined,
  timeoutSeconds: undefined,
  caFile: undefined,
  certFile: undefined,
  keyFile: undefined,
  signals: [],
  serviceName: undefined,
  resource: [],
  metricsSeconds: undefined,
  sampleRatio: undefined,
  queueItems: undefined,
};
const FACTS = { version: '1.2.3', hostName: 'host-1' };
const PLACE = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.example:4318' };

function configOf(env: Readonly<Record<string, string>>, settings: Partial<OtlpSettings> = {}): OtlpConfig | undefined {
  return otlpConfig({ ...UNSET, ...settings }, otelEnvironment(env), FACTS);
}

function signal(config: OtlpConfig | undefined, name: OtlpSignal): SignalConfig | undefined {
  return config?.signals.find((one) => one.signal === name);
}

const traces = (config: OtlpConfig | undefined): SignalConfig | undefined => signal(config, 'traces');
const logs = (config: OtlpConfig | undefined): SignalConfig | undefined => signal(config, 'logs');
const metrics = (config: OtlpConfig | undefined): SignalConfig | undefined => signal(config, 'metrics');

type Row = readonly [variable: string, value: string, of: (config: OtlpConfig | undefined) => unknown, expected: unknown];

const ROWS: readonly Row[] = [
  ['OTEL_SDK_DISABLED', 'TRUE', (config) => config, undefined],
  ['OTEL_SERVICE_NAME', 'edge', (config) => config?.resource['service.name'], 'edge'],
  [
    'OTEL_RESOURCE_ATTRIBUTES',
    'a.b=c%20d, service.name=x',
    (config) => [config?.resource['a.b'], config?.resource['service.name']],
    ['c d', 'x'],
  ],
  ['OTEL_TRACES_SAMPLER', 'always_on', (config) => config?.sampling, { ratio: 1, keepsFailures: true, isParentHonoured: false }],
  ['OTEL_TRACES_SAMPLER', 'always_off', (config) => config?.sampling, { ratio: 0, keepsFailures: false, isParentHonoured: false }],
  [
    'OTEL_TRACES_SAMPLER',
    'parentbased_always_off',
    (config) => config?.sampling,
    { ratio: 0, keepsFailures: false, isParentHonoured: true },
  ],
  ['OTEL_TRACES_SAMPLER', 'traceidratio', (config) => config?.sampling, { ratio: 1, keepsFailures: true, isParentHonoured: false }],
  ['OTEL_TRACES_SAMPLER_ARG', '0.25', (config) => config?.sampling.ratio, 0.1],
  ['OTEL_TRACES_EXPORTER', 'none', traces, undefined],
  ['OTEL_METRICS_EXPORTER', 'prometheus', metrics, undefined],
  ['OTEL_LOGS_EXPORTER', 'otlp,console', (config) => logs(config)?.url, 'http://collector.example:4318/v1/logs'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://other.example/base/', (config) => traces(config)?.url, 'http://other.example/base/v1/traces'],
  [
    'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    'https://t.example/x',
    (config) => [traces(config)?.url, logs(config)?.url],
    ['https://t.example/x', 'http://collector.example:4318/v1/logs'],
  ],
  ['OTEL_EXPORTER_OTLP_METRICS_ENDPOINT', 'http://m.example/y', (config) => metrics(config)?.url, 'http://m.example/y'],
  ['OTEL_EXPORTER_OTLP_LOGS_ENDPOINT', 'http://l.example/z', (config) => logs(config)?.url, 'http://l.example/z'],
  [
    'OTEL_EXPORTER_OTLP_PROTOCOL',
    'grpc',
    (config) => [traces(config)?.protocol, traces(config)?.url],
    ['grpc', 'http://collector.example:4318'],
  ],
  [
    'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL',
    'http/json',
    (config) => [traces(config)?.protocol, logs(config)?.protocol],
    ['http/json', 'http/protobuf'],
  ],
  ['OTEL_EXPORTER_OTLP_METRICS_PROTOCOL', 'http/json', (config) => metrics(config)?.protocol, 'http/json'],
  ['OTEL_EXPORTER_OTLP_LOGS_PROTOCOL', 'grpc', (config) => logs(config)?.protocol, 'grpc'],
  [
    'OTEL_EXPORTER_OTLP_HEADERS',
    'Authorization=Bearer%20x,b=2',
    (config) => traces(config)?.headers,
    { Authorization: 'Bearer x', b: '2' },
  ],
  ['OTEL_EXPORTER_OTLP_TRACES_HEADERS', 'a=1', (config) => [traces(config)?.headers, logs(config)?.headers], [{ a: '1' }, {}]],
  ['OTEL_EXPORTER_OTLP_METRICS_HEADERS', 'a=1', (config) => metrics(config)?.headers, { a: '1' }],
  ['OTEL_EXPORTER_OTLP_LOGS_HEADERS', 'a=1;property', (config) => logs(config)?.headers, { a: '1' }],
  ['OTEL_EXPORTER_OTLP_COMPRESSION', 'gzip', (config) => traces(config)?.compression, 'gzip'],
  ['OTEL_EXPORTER_OTLP_TRACES_COMPRESSION', 'gzip', (config) => [traces(config)?.compression, logs(config)?.compression], ['gzip', 'none']],
  ['OTEL_EXPORTER_OTLP_METRICS_COMPRESSION', 'gzip', (config) => metrics(config)?.compression, 'gzip'],
  ['OTEL_EXPORTER_OTLP_LOGS_COMPRESSION', 'gzip', (config) => logs(config)?.compression, 'gzip'],
  ['OTEL_EXPORTER_OTLP_TIMEOUT', '2500', (config) => traces(config)?.timeoutSeconds, 2.5],
  ['OTEL_EXPORTER_OTLP_TRACES_TIMEOUT', '3000', (config) => traces(config)?.timeoutSeconds, 3],
  ['OTEL_EXPORTER_OTLP_METRICS_TIMEOUT', '3000', (config) => metrics(config)?.timeoutSeconds, 3],
  ['OTEL_EXPORTER_OTLP_LOGS_TIMEOUT', '3000', (config) => logs(config)?.timeoutSeconds, 3],
  ['OTEL_EXPORTER_OTLP_CERTIFICATE', '/ca.pem', (config) => traces(config)?.caFile, '/ca.pem'],
  ['OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE', '/ca.pem', (config) => [traces(config)?.caFile, logs(config)?.caFile], ['/ca.pem', undefined]],
  ['OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE', '/ca.pem', (config) => metrics(config)?.caFile, '/ca.pem'],
  ['OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE', '/ca.pem', (config) => logs(config)?.caFile, '/ca.pem'],
  ['OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE', '/c.pem', (config) => traces(config)?.certFile, '/c.pem'],
  ['OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE', '/c.pem', (config) => traces(config)?.certFile, '/c.pem'],
  ['OTEL_EXPORTER_OTLP_METRICS_CLIENT_CERTIFICATE', '/c.pem', (config) => metrics(config)?.certFile, '/c.pem'],
  ['OTEL_EXPORTER_OTLP_LOGS_CLIENT_CERTIFICATE', '/c.pem', (config) => logs(config)?.certFile, '/c.pem'],
  ['OTEL_EXPORTER_OTLP_CLIENT_KEY', '/k.pem', (config) => traces(config)?.keyFile, '/k.pem'],
  ['OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY', '/k.pem', (config) => traces(config)?.keyFile, '/k.pem'],
  ['OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY', '/k.pem', (config) => metrics(config)?.keyFile, '/k.pem'],
  ['OTEL_EXPORTER_OTLP_LOGS_CLIENT_KEY', '/k.pem', (config) => logs(config)?.keyFile, '/k.pem'],
  ['OTEL_METRIC_EXPORT_INTERVAL', '15000', (config) => config?.metricsSeconds, 15],
  ['OTEL_METRIC_EXPORT_TIMEOUT', '4000', (config) => [metrics(config)?.timeoutSeconds, traces(config)?.timeoutSeconds], [4, 10]],
  ['OTEL_BSP_SCHEDULE_DELAY', '100', (config) => traces(config)?.delaySeconds, 0.1],
  ['OTEL_BSP_EXPORT_TIMEOUT', '5000', (config) => traces(config)?.timeoutSeconds, 5],
  ['OTEL_BSP_MAX_QUEUE_SIZE', '10', (config) => [traces(config)?.queueItems, traces(config)?.batchItems], [10, 10]],
  ['OTEL_BSP_MAX_EXPORT_BATCH_SIZE', '7', (config) => traces(config)?.batchItems, 7],
  ['OTEL_BLRP_SCHEDULE_DELAY', '100', (config) => logs(config)?.delaySeconds, 0.1],
  ['OTEL_BLRP_EXPORT_TIMEOUT', '5000', (config) => logs(config)?.timeoutSeconds, 5],
  ['OTEL_BLRP_MAX_QUEUE_SIZE', '10', (config) => logs(config)?.queueItems, 10],
  ['OTEL_BLRP_MAX_EXPORT_BATCH_SIZE', '7', (config) => logs(config)?.batchItems, 7],
  [
    'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    '64',
    (config) => [config?.spanLimits.attributeLength, config?.logLimits.attributeLength],
    [64, 64],
  ],
  ['OTEL_ATTRIBUTE_COUNT_LIMIT', '9', (config) => [config?.spanLimits.attributes, config?.logLimits.attributes], [9, 9]],
  [
    'OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    '64',
    (config) => [config?.spanLimits.attributeLength, config?.logLimits.attributeLength],
    [64, Infinity],
  ],
  ['OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', '9', (config) => [config?.spanLimits.attributes, config?.logLimits.attributes], [9, 128]],
  ['OTEL_SPAN_EVENT_COUNT_LIMIT', '3', (config) => config?.spanLimits.events, 3],
  ['OTEL_SPAN_LINK_COUNT_LIMIT', '2', (config) => config?.spanLimits.links, 2],
  ['OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT', '0', (config) => config?.spanLimits.eventAttributes, 0],
  ['OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT', '5', (config) => config?.logLimits.attributeLength, 5],
  ['OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT', '4', (config) => [config?.logLimits.attributes, config?.spanLimits.attributes], [4, 128]],
];

test.each(ROWS)('%s=%s means what the specification says', (variable, value, of, expected) => {
  const env = { ...PLACE, [variable]: value };
  expect(of(configOf(env))).toEqual(expected);
  expect(otelEnvironment(env).warnings).toEqual([]);
});

test('every variable that is understood is in the table above, or below', () => {
  const elsewhere = /^OTEL_PROPAGATORS$|_INSECURE$|TEMPORALITY_PREFERENCE$|LINK_ATTRIBUTE/;
  const tested = new Set(ROWS.map(([variable]) => variable));
  expect([...OTEL_VARIABLES.keys()].filter((name) => !tested.has(name) && !elsewhere.test(name))).toEqual([]);
});

test('the ratio of the sampler is that of its argument', () => {
  const env = { ...PLACE, OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' };
  expect(configOf(env)?.sampling).toEqual({ ratio: 0.25, keepsFailures: true, isParentHonoured: true });
});

test('an address of gRPC without a scheme is secure, unless a variable says that it is not', () => {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector.example:4317', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' };
  expect(traces(configOf(env))?.url).toBe('https://collector.example:4317');
  const insecure = configOf({ ...env, OTEL_EXPORTER_OTLP_INSECURE: 'true', OTEL_EXPORTER_OTLP_LOGS_INSECURE: 'false' });
  expect([traces(insecure)?.url, logs(insecure)?.url]).toEqual(['http://collector.example:4317', 'https://collector.example:4317']);
});

test.each([
  ['OTEL_EXPORTER_OTLP_PROTOCOL', 'carrier-pigeon'],
  ['OTEL_EXPORTER_OTLP_TIMEOUT', 'soon'],
  ['OTEL_EXPORTER_OTLP_TIMEOUT', '0'],
  ['OTEL_BSP_SCHEDULE_DELAY', '0'],
  ['OTEL_RESOURCE_ATTRIBUTES', 'a=%zz'],
  ['OTEL_TRACES_SAMPLER', 'jaeger_remote'],
  ['OTEL_TRACES_SAMPLER_ARG', '1.5'],
  ['OTEL_PROPAGATORS', 'carrier-pigeon'],
  ['OTEL_BSP_MAX_QUEUE_SIZE', '0'],
  ['OTEL_SPAN_LINK_COUNT_LIMIT', '-1'],
  ['OTEL_TRACES_EXPORTER', 'mine'],
  ['OTEL_SDK_DISABLED', 'yes'],
  ['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE', 'delta'],
] as const)('%s=%s is passed over with a warning that does not quote it', (variable, value) => {
  const { warnings, ...read } = otelEnvironment({ [variable]: value });
  const { warnings: _, ...nothing } = otelEnvironment({});
  expect(read).toEqual(nothing);
  expect(warnings).toEqual([`${variable} has a value that means nothing here, and is passed over.`]);
});

test('a variable that is empty is as if it were unset', () => {
  const empty: OtelEnvironment = otelEnvironment(Object.fromEntries([...OTEL_VARIABLES.keys()].map((name) => [name, ' '])));
  expect(empty).toEqual(otelEnvironment({}));
});

test('nothing is exported until somebody names a collector or an exporter', () => {
  expect(configOf({})).toBeUndefined();
  expect(configOf({ OTEL_SERVICE_NAME: 'x' })).toBeUndefined();
  expect(configOf({ OTEL_TRACES_EXPORTER: 'otlp' })?.signals.map(({ url }) => url)).toEqual(['http://localhost:4318/v1/traces']);
  expect(configOf(PLACE)?.signals.map((one) => one.signal)).toEqual(OTLP_SIGNAL);
});

test('a setting comes before a variable, and what a variable says of one signal before what it says of all', () => {
  const env = {
    ...PLACE,
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://t.example/x',
    OTEL_EXPORTER_OTLP_TIMEOUT: '2000',
    OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '3000',
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    OTEL_SERVICE_NAME: 'by-variable',
    OTEL_RESOURCE_ATTRIBUTES: 'a=1,b=2',
    OTEL_TRACES_SAMPLER: 'always_off',
    OTEL_METRICS_EXPORTER: 'none',
  };
  const byVariable = configOf(env);
  expect([traces(byVariable)?.timeoutSeconds, logs(byVariable)?.timeoutSeconds, metrics(byVariable)]).toEqual([3, 2, undefined]);
  const bySetting = configOf(env, {
    endpoint: 'https://own.example',
    timeoutSeconds: 4,
    compression: 'none',
    serviceName: 'by-setting',
    resource: ['b=3'],
    sampleRatio: 0.5,
    signals: ['traces', 'metrics'],
  });
  expect(bySetting?.signals.map((one) => [one.signal, one.url, one.timeoutSeconds, one.compression])).toEqual([
    ['traces', 'https://own.example/v1/traces', 4, 'none'],
    ['metrics', 'https://own.example/v1/metrics', 4, 'none'],
  ]);
  expect(bySetting?.resource).toEqual({ 'host.name': 'host-1', 'service.version': '1.2.3', a: '1', b: '3', 'service.name': 'by-setting' });
  expect(bySetting?.sampling).toEqual({ ratio: 0.5, keepsFailures: true, isParentHonoured: true });
  expect(configOf({ OTEL_SDK_DISABLED: 'true' }, { endpoint: 'https://own.example' })).toBeUndefined();
});

const PLACE_EXPECTED =
  'expected an address such as http://127.0.0.1:4318, without a user, password, query or fragment, and without the path of a signal (/v1/traces).';
const OWN_PLACE_EXPECTED = 'expected an address such as http://127.0.0.1:4318/v1/traces, without a user, password or fragment.';
const HEADERS_EXPECTED =
  'expected headers such as name=value,name=value, percent-encoded, of printable ASCII, and none that says how a request is sent, such as Host.';
const GRPC_HEADERS_EXPECTED =
  'expected headers that gRPC can send: names of letters, digits and _ . - that do not begin with grpc-, values of printable ASCII.';

test.each([
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://', PLACE_EXPECTED],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://collector.example:4318/v1/traces', PLACE_EXPECTED],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector.example:4318', PLACE_EXPECTED],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', ':::', PLACE_EXPECTED],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'ftp://collector.example', PLACE_EXPECTED],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://collector.example:99999', PLACE_EXPECTED],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'https://user:hunter2@collector.example', PLACE_EXPECTED],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://collector.example/otlp?api-key=hunter2', PLACE_EXPECTED],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://collector.example/otlp#hunter2', PLACE_EXPECTED],
  ['OTEL_EXPORTER_OTLP_LOGS_ENDPOINT', 'http://collector.example/v1/logs#hunter2', OWN_PLACE_EXPECTED],
  ['OTEL_EXPORTER_OTLP_LOGS_ENDPOINT', 'collector.example:99999', OWN_PLACE_EXPECTED],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'hunter2', HEADERS_EXPECTED],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'a=b%0Ahunter2', HEADERS_EXPECTED],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'a=hünter2', HEADERS_EXPECTED],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'a b=hunter2', HEADERS_EXPECTED],
  ['OTEL_EXPORTER_OTLP_METRICS_HEADERS', 'a=%zz', HEADERS_EXPECTED],
  ...[
    'Transfer-Encoding=chunked',
    'a=1,content-length=5',
    'Host=evil',
    'CONNECTION=upgrade',
    'Content-Encoding=gzip',
    'expect=100-continue',
  ].map((headers) => ['OTEL_EXPORTER_OTLP_HEADERS', headers, HEADERS_EXPECTED] as const),
] as const)('%s=%s is a fault of the settings, told without the value', (variable, value, expected) => {
  const env = { ...PLACE, [variable]: value };
  expect(() => configOf(env)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID', message: `${variable}: ${expected}` }));
});

test.each(['x!y=1', 'a=%09', 'a=b%09c', 'x%2Ay=1', 'grpc-timeout=1S', 'GRPC-encoding=gzip'])(
  'headers %s are a fault for a signal that is spoken by gRPC, and for no other',
  (headers) => {
    for (const word of ['', 'LOGS_']) {
      const variable = `OTEL_EXPORTER_OTLP_${word}HEADERS`;
      const env = { ...PLACE, [variable]: headers };
      const fault = expect.objectContaining({ code: 'CONFIG_INVALID', message: `${variable}: ${GRPC_HEADERS_EXPECTED}` });
      expect(() => configOf(env, { protocol: 'grpc' })).toThrow(fault);
      expect(() => configOf({ ...env, OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'grpc' })).toThrow(fault);
      expect(
        Object.keys(logs(configOf({ ...env, OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: word === '' ? 'http/json' : 'grpc' }))?.headers ?? {}),
      ).toHaveLength(1);
    }
  },
);

test('the address of one signal is taken as it is, with its query, but where gRPC is spoken, which sends none', () => {
  const env = { ...PLACE, OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://collector.example/in?key=1' };
  expect(logs(configOf(env))?.url).toBe('http://collector.example/in?key=1');
  const fault = expect.objectContaining({ code: 'CONFIG_INVALID', message: `OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: ${PLACE_EXPECTED}` });
  expect(() => configOf({ ...env, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })).toThrow(fault);
});

test.each(['http://collector.example:4318/?x=1', 'http://collector.example:4318/otlp#x', 'http://collector.example:4318?'])(
  'the setting otlp.endpoint is not %s, for the path of a signal is put behind it',
  (address) => expect(OTLP_RULES['endpoint']?.holds(address)).toBe(false),
);

test('what is wrong with a variable that is not needed keeps nobody from starting', () => {
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: ':::',
    OTEL_EXPORTER_OTLP_HEADERS: 'none',
    OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'a=1',
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'ftp://x',
  };
  expect(configOf(env, { endpoint: 'http://own.example', signals: ['logs'] })?.signals.map(({ url }) => url)).toEqual([
    'http://own.example/v1/logs',
  ]);
  expect(configOf({ ...env, OTEL_SDK_DISABLED: 'true' })).toBeUndefined();
});

test.each([
  ['OTEL_METRIC_EXPORT_INTERVAL', '10', '1 s', metricsSecondsOf, 1],
  ['OTEL_METRIC_EXPORT_INTERVAL', '99999999999', '86400 s', metricsSecondsOf, 86_400],
  ['OTEL_BSP_SCHEDULE_DELAY', '1', '0.1 s', (config: OtlpConfig | undefined) => traces(config)?.delaySeconds, 0.1],
  ['OTEL_BLRP_SCHEDULE_DELAY', '99', '0.1 s', (config: OtlpConfig | undefined) => logs(config)?.delaySeconds, 0.1],
  ['OTEL_EXPORTER_OTLP_TIMEOUT', '1', '0.1 s', (config: OtlpConfig | undefined) => logs(config)?.timeoutSeconds, 0.1],
  ['OTEL_BSP_MAX_QUEUE_SIZE', '1000000000', '50000 items', (config: OtlpConfig | undefined) => traces(config)?.queueItems, 50_000],
  ['OTEL_BLRP_MAX_QUEUE_SIZE', '50001', '50000 items', (config: OtlpConfig | undefined) => logs(config)?.queueItems, 50_000],
] as const)('%s=%s is out of bounds: %s holds instead, with a warning', (variable, value, bound, of, expected) => {
  const env = { ...PLACE, [variable]: value };
  expect(of(configOf(env))).toBe(expected);
  expect(otelEnvironment(env).warnings).toEqual([`${variable} is out of bounds; ${bound} holds instead.`]);
});

test('a batch has at most 10,000 items, however many may wait', () => {
  const env = { ...PLACE, OTEL_BSP_MAX_QUEUE_SIZE: '50000', OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '50000' };
  expect([traces(configOf(env))?.queueItems, traces(configOf(env))?.batchItems]).toEqual([50_000, 10_000]);
  expect(otelEnvironment(env).warnings).toEqual(['OTEL_BSP_MAX_EXPORT_BATCH_SIZE is out of bounds; 10000 items holds instead.']);
});

test('otlp.queue_items is what the heap of its thread has room for', () => {
  const rule = OTLP_RULES['queue_items'];
  expect([1, 50_000, 0, 50_001, 900_000].map((value) => rule?.holds(value))).toEqual([true, true, false, false, false]);
  expect(rule?.expected).toBe('a whole number from 1 to 50000');
});

function metricsSecondsOf(config: OtlpConfig | undefined): number | undefined {
  return config?.metricsSeconds;
}

test.each([
  ['tracecontext', true, []],
  ['tracecontext,baggage', true, []],
  ['TraceContext , b3', true, ['b3']],
  ['none', false, []],
  ['tracecontext,none', false, []],
  ['baggage', false, []],
  ['b3', false, ['b3']],
  ['b3multi,jaeger,xray,ottrace', false, ['b3multi', 'jaeger', 'xray', 'ottrace']],
  ['tracecontext,carrier-pigeon', true, []],
  ['', true, []],
  ['carrier-pigeon', undefined, undefined],
] as const)('OTEL_PROPAGATORS=%s: whether a traceparent is taken is %s, and not spoken is %o', (value, hasTraceContext, unspoken) => {
  const expected = hasTraceContext === undefined ? undefined : { hasTraceContext, unspoken };
  expect(readPropagators(value)).toEqual(expected);
  expect(otelEnvironment({ OTEL_PROPAGATORS: value }).propagators).toEqual(value === '' ? undefined : expected);
});
