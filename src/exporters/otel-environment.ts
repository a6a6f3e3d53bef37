import { type Propagators, readPropagators } from '../core/index.ts';
import {
  MOST_QUEUE_ITEMS,
  OTLP_COMPRESSION,
  OTLP_PROTOCOL,
  OTLP_SIGNAL,
  type OtlpCompression,
  type OtlpProtocol,
  type OtlpSignal,
} from './otlp-options.ts';
import { readHeaders, readPairs } from './otel-pairs.ts';

/** What variables say of the way to the collector, for all signals or for one. */
export interface OtelTransport {
  endpoint?: string;
  protocol?: OtlpProtocol;
  headers?: Readonly<Record<string, string>>;
  /** The variable says something that cannot be sent as headers. */
  hasFaultyHeaders?: boolean;
  compression?: OtlpCompression;
  timeoutSeconds?: number;
  caFile?: string;
  certFile?: string;
  keyFile?: string;
  isInsecure?: boolean;
}

/** What variables say of waiting in batches. */
export interface OtelBatches {
  delaySeconds?: number;
  timeoutSeconds?: number;
  queueItems?: number;
  batchItems?: number;
}

/** How much one span or line may say. Absent: the number is that of the specification, the length is not limited. */
export interface OtelLimits {
  attributeLength?: number;
  attributes?: number;
  events?: number;
  links?: number;
  eventAttributes?: number;
}

/** Who decides which traces are exported. */
export const OTEL_SAMPLER = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;
export type OtelSampler = (typeof OTEL_SAMPLER)[number];

/** What the variables of OpenTelemetry say; what none says is absent. */
export interface OtelEnvironment {
  isDisabled: boolean;
  serviceName?: string;
  resource?: Readonly<Record<string, string>>;
  sampler?: OtelSampler;
  samplerRatio?: number;
  propagators?: Propagators;
  metricsSeconds?: number;
  metricsTimeoutSeconds?: number;
  readonly all: OtelTransport;
  readonly traces: OtelTransport;
  readonly metrics: OtelTransport;
  readonly logs: OtelTransport;
  /** Whether a signal is exported, where a variable says so. */
  readonly exported: { [signal in OtlpSignal]?: boolean };
  readonly spanBatches: OtelBatches;
  readonly logBatches: OtelBatches;
  readonly limits: OtelLimits;
  readonly spanLimits: OtelLimits;
  readonly logLimits: OtelLimits;
  /** What was passed over, and why: a sentence each, without the value. */
  readonly warnings: string[];
}

/** Takes the value of a variable; false when it means nothing, and what was taken instead when it is out of bounds. */
type Take = (environment: OtelEnvironment, text: string) => boolean | Held;

/** A bound that was taken instead of the value, with its unit. */
interface Held {
  readonly held: string;
}

/** A timer of more than 24 days is over at once. */
const MOST_METRICS_SECONDS = 86_400;
const LEAST_METRICS_SECONDS = 1;
/** How long an answer, and a batch, may take: as the settings say. */
const LEAST_SECONDS = 0.1;
const MOST_SECONDS = 600;
/** To be sent, a batch is made into a request, which needs some times the memory of its items. */
const MOST_BATCH_ITEMS = 10_000;

/** Every variable that is understood. */
export const OTEL_VARIABLES: ReadonlyMap<string, Take> = new Map<string, Take>([
  ['OTEL_SDK_DISABLED', flag((to, is) => (to.isDisabled = is))],
  ['OTEL_SERVICE_NAME', text((to, name) => (to.serviceName = name))],
  ['OTEL_RESOURCE_ATTRIBUTES', pairs((to, all) => (to.resource = all))],
  ['OTEL_TRACES_SAMPLER', word(OTEL_SAMPLER, (to, one) => (to.sampler = one))],
  ['OTEL_TRACES_SAMPLER_ARG', ratio((to, one) => (to.samplerRatio = one))],
  ['OTEL_PROPAGATORS', propagators],
  [
    'OTEL_METRIC_EXPORT_INTERVAL',
    milliseconds((to, seconds) => (to.metricsSeconds = seconds), LEAST_METRICS_SECONDS, MOST_METRICS_SECONDS),
  ],
  ['OTEL_METRIC_EXPORT_TIMEOUT', milliseconds((to, seconds) => (to.metricsTimeoutSeconds = seconds))],
  ['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE', (_, one) => one.toLowerCase() === 'cumulative'],
  ...OTLP_SIGNAL.map((signal): [string, Take] => [`OTEL_${signal.toUpperCase()}_EXPORTER`, exporter(signal)]),
  ...transport('OTEL_EXPORTER_OTLP_', (to) => to.all),
  ...OTLP_SIGNAL.flatMap((signal) => transport(`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_`, (to) => to[signal])),
  ...batches('OTEL_BSP_', (to) => to.spanBatches),
  ...batches('OTEL_BLRP_', (to) => to.logBatches),
  ...limits('OTEL_', (to) => to.limits),
  ...limits('OTEL_SPAN_', (to) => to.spanLimits),
  ...limits('OTEL_LOGRECORD_', (to) => to.logLimits),
  ['OTEL_SPAN_EVENT_COUNT_LIMIT', count((to, most) => (to.spanLimits.events = most))],
  ['OTEL_SPAN_LINK_COUNT_LIMIT', count((to, most) => (to.spanLimits.links = most))],
  ['OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT', count((to, most) => (to.spanLimits.eventAttributes = most))],
  // Links have no attributes here.
  ['OTEL_LINK_ATTRIBUTE_COUNT_LIMIT', count(() => undefined)],
]);

/** Reads the variables of OpenTelemetry with their standard meaning: one that is empty is as if it were unset, and one that means nothing is passed over with a warning. */
export function otelEnvironment(env: Readonly<Record<string, string | undefined>>): OtelEnvironment {
  const read: OtelEnvironment = {
    isDisabled: false,
    all: {},
    traces: {},
    metrics: {},
    logs: {},
    exported: {},
    spanBatches: {},
    logBatches: {},
    limits: {},
    spanLimits: {},
    logLimits: {},
    warnings: [],
  };
  for (const [name, take] of OTEL_VARIABLES) {
    const value = env[name]?.trim() ?? '';
    const taken = value === '' || take(read, value);
    if (taken === false) read.warnings.push(`${name} has a value that means nothing here, and is passed over.`);
    else if (taken !== true) read.warnings.push(`${name} is out of bounds; ${taken.held} holds instead.`);
  }
  return read;
}

function transport(prefix: string, of: (to: OtelEnvironment) => OtelTransport): [string, Take][] {
  return [
    [`${prefix}ENDPOINT`, text((to, one) => (of(to).endpoint = one))],
    [`${prefix}PROTOCOL`, word(OTLP_PROTOCOL, (to, one) => (of(to).protocol = one))],
    [`${prefix}HEADERS`, headers(of)],
    [`${prefix}COMPRESSION`, word(OTLP_COMPRESSION, (to, one) => (of(to).compression = one))],
    [`${prefix}TIMEOUT`, milliseconds((to, seconds) => (of(to).timeoutSeconds = seconds))],
    [`${prefix}CERTIFICATE`, text((to, path) => (of(to).caFile = path))],
    [`${prefix}CLIENT_CERTIFICATE`, text((to, path) => (of(to).certFile = path))],
    [`${prefix}CLIENT_KEY`, text((to, path) => (of(to).keyFile = path))],
    [`${prefix}INSECURE`, flag((to, is) => (of(to).isInsecure = is))],
  ];
}

function batches(prefix: string, of: (to: OtelEnvironment) => OtelBatches): [string, Take][] {
  return [
    [`${prefix}SCHEDULE_DELAY`, milliseconds((to, seconds) => (of(to).delaySeconds = seconds))],
    [`${prefix}EXPORT_TIMEOUT`, milliseconds((to, seconds) => (of(to).timeoutSeconds = seconds))],
    [`${prefix}MAX_QUEUE_SIZE`, items((to, most) => (of(to).queueItems = most), MOST_QUEUE_ITEMS)],
    [`${prefix}MAX_EXPORT_BATCH_SIZE`, items((to, most) => (of(to).batchItems = most), MOST_BATCH_ITEMS)],
  ];
}

function limits(prefix: string, of: (to: OtelEnvironment) => OtelLimits): [string, Take][] {
  return [
    [`${prefix}ATTRIBUTE_VALUE_LENGTH_LIMIT`, count((to, most) => (of(to).attributeLength = most))],
    [`${prefix}ATTRIBUTE_COUNT_LIMIT`, count((to, most) => (of(to).attributes = most))],
  ];
}

function text(put: (to: OtelEnvironment, value: string) => void): Take {
  return (to, value) => {
    put(to, value);
    return true;
  };
}

function number(pattern: RegExp, isFit: (value: number) => boolean, put: (to: OtelEnvironment, value: number) => void): Take {
  return (to, value) => {
    if (!pattern.test(value) || !isFit(Number(value))) return false;
    put(to, Number(value));
    return true;
  };
}

function count(put: (to: OtelEnvironment, value: number) => void): Take {
  return number(/^\d+$/, Number.isSafeInteger, put);
}

function items(put: (to: OtelEnvironment, value: number) => void, most: number): Take {
  return held(1, most, 'items', 1, put);
}

function ratio(put: (to: OtelEnvironment, value: number) => void): Take {
  return number(/^\d*\.?\d+$/, (value) => value <= 1, put);
}

/** Milliseconds as seconds; what is out of bounds is held to them, for a program that asks a collector without a pause helps nobody. */
function milliseconds(put: (to: OtelEnvironment, seconds: number) => void, least = LEAST_SECONDS, most = MOST_SECONDS): Take {
  return held(least, most, 's', 1000, put);
}

function held(least: number, most: number, unit: string, scale: number, put: (to: OtelEnvironment, value: number) => void): Take {
  return (to, value) => {
    if (!/^\d+$/.test(value) || Number(value) === 0) return false;
    const told = Number(value) / scale;
    const taken = Math.min(most, Math.max(least, told));
    put(to, taken);
    return taken === told || { held: `${taken} ${unit}` };
  };
}

/** Only `true` is true, in any case. */
function flag(put: (to: OtelEnvironment, value: boolean) => void): Take {
  return (to, value) => {
    put(to, value.toLowerCase() === 'true');
    return /^(?:true|false)$/i.test(value);
  };
}

function word<const W extends string>(all: readonly W[], put: (to: OtelEnvironment, value: W) => void): Take {
  return (to, value) => {
    const known = all.find((one) => one === value.toLowerCase());
    if (known !== undefined) put(to, known);
    return known !== undefined;
  };
}

/** Who hears it first says which of them are not spoken. */
function propagators(to: OtelEnvironment, value: string): boolean {
  const read = readPropagators(value);
  if (read !== undefined) to.propagators = read;
  return read !== undefined;
}

function pairs(put: (to: OtelEnvironment, values: Readonly<Record<string, string>>) => void): Take {
  return (to, value) => {
    const read = readPairs(value);
    if (read !== undefined) put(to, read);
    return read !== undefined;
  };
}

/** What cannot be sent is told when it is needed: without them the collector would let nobody in. */
function headers(of: (to: OtelEnvironment) => OtelTransport): Take {
  return (to, value) => {
    const read = readHeaders(value);
    if (read === undefined) of(to).hasFaultyHeaders = true;
    else of(to).headers = read;
    return true;
  };
}

/** Exporters besides `otlp` that the specification knows; what they export is not exported by OTLP. */
const OTHER_EXPORTERS: readonly string[] = ['none', 'console', 'logging', 'prometheus', 'zipkin', 'jaeger'];

function exporter(signal: OtlpSignal): Take {
  return (to, value) => {
    const told = value.split(',').map((one) => one.trim().toLowerCase());
    const isKnown = told.every((one) => one === 'otlp' || OTHER_EXPORTERS.includes(one));
    if (isKnown) to.exported[signal] = told.includes('otlp');
    return isKnown;
  };
}
