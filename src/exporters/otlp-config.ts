import { TeleError } from '../core/index.ts';
import type { SamplerOptions } from '../traces/index.ts';
import { type OtelBatches, type OtelEnvironment, type OtelLimits, type OtelTransport } from './otel-environment.ts';
import { OTLP_SIGNAL, type OtlpCompression, type OtlpProtocol, type OtlpSettings, type OtlpSignal } from './otlp-options.ts';
import { transportFaults, withScheme } from './transport-faults.ts';

/** How one signal is exported. */
export interface SignalConfig {
  readonly signal: OtlpSignal;
  readonly protocol: OtlpProtocol;
  /** Where it is posted, or with gRPC the address of the collector. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** File with further headers. */
  readonly headersFile?: string;
  readonly compression: OtlpCompression;
  readonly timeoutSeconds: number;
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  /** Most items that wait, most that are sent at once, and how long a batch waits to become full. */
  readonly queueItems: number;
  readonly batchItems: number;
  readonly delaySeconds: number;
}

/** How much one span or line may say. */
export interface ItemLimits {
  /** Longer texts are cut off. */
  readonly attributeLength: number;
  readonly attributes: number;
  readonly events: number;
  readonly links: number;
  readonly eventAttributes: number;
}

/** What of the choice of traces is said here; the thresholds are settings of traces. */
type SamplingConfig = Pick<SamplerOptions, 'ratio' | 'keepsFailures' | 'isParentHonoured'>;

/** What is exported, whereto and how. */
export interface OtlpConfig {
  readonly signals: readonly SignalConfig[];
  /** What is said of this server. */
  readonly resource: Readonly<Record<string, string>>;
  readonly sampling: SamplingConfig;
  readonly metricsSeconds: number;
  readonly spanLimits: ItemLimits;
  readonly logLimits: ItemLimits;
}

/** What else is known of the one who exports. */
export interface OtlpFacts {
  /** Absent: ringscope. */
  readonly name?: string;
  /** Absent: unknown. */
  readonly version?: string;
  readonly hostName: string;
}

const DEFAULTS = {
  protocol: 'http/protobuf',
  compression: 'none',
  timeoutSeconds: 10,
  queueItems: 2048,
  batchItems: 512,
  metricsSeconds: 60,
  sampleRatio: 0.1,
} as const;
/** Those of the specification: spans wait longer than lines. */
const DELAY_SECONDS = { traces: 5, metrics: 0, logs: 1 } as const;
const DEFAULT_PORT = { grpc: 4317, 'http/protobuf': 4318, 'http/json': 4318 } as const;
const COUNT_LIMIT = 128;

const HINT = 'Correct the named variables; docs/otlp.md says what each of them means.';

/** What settings and variables make together: a setting comes before a variable, what a variable says of one signal before what it says of all. Undefined: nothing is exported. Throws `CONFIG_INVALID` when a variable that is needed cannot be. */
export function otlpConfig(settings: OtlpSettings, environment: OtelEnvironment, facts: OtlpFacts): OtlpConfig | undefined {
  const signals = wantedSignals(settings, environment);
  if (signals.length === 0) return undefined;
  const faults = transportFaults(signals, settings, environment);
  if (faults.length > 0) throw new TeleError('CONFIG_INVALID', faults.join('\n  '), undefined, HINT);
  const { sampler, samplerRatio } = environment;
  const limits = (own: OtelLimits): ItemLimits => limitsOf({ ...environment.limits, ...own });
  return {
    signals: signals.map((signal) => signalConfig(signal, settings, environment)),
    resource: resourceOf(settings, environment, facts),
    sampling: {
      ratio: settings.sampleRatio ?? samplerRatioOf(sampler, samplerRatio),
      keepsFailures: settings.sampleRatio !== undefined || sampler?.endsWith('always_off') !== true,
      isParentHonoured: settings.sampleRatio !== undefined || sampler === undefined || sampler.startsWith('parentbased'),
    },
    metricsSeconds: settings.metricsSeconds ?? environment.metricsSeconds ?? DEFAULTS.metricsSeconds,
    spanLimits: limits(environment.spanLimits),
    logLimits: limits(environment.logLimits),
  };
}

/** Whoever names a collector wants all signals, unless he says which. */
function wantedSignals({ endpoint, signals }: OtlpSettings, { isDisabled, all, exported, ...own }: OtelEnvironment): readonly OtlpSignal[] {
  if (isDisabled) return [];
  return OTLP_SIGNAL.filter((signal) => {
    const hasPlace = endpoint !== undefined || all.endpoint !== undefined || own[signal].endpoint !== undefined;
    if (signals.length > 0) return signals.includes(signal) && hasPlace;
    return exported[signal] ?? hasPlace;
  });
}

function signalConfig(signal: OtlpSignal, settings: OtlpSettings, environment: OtelEnvironment): SignalConfig {
  const told: OtelTransport = { ...environment.all, ...environment[signal] };
  const batches = batchesOf(signal, environment);
  const protocol = settings.protocol ?? told.protocol ?? DEFAULTS.protocol;
  const queueItems = settings.queueItems ?? batches.queueItems ?? DEFAULTS.queueItems;
  return {
    signal,
    protocol,
    url: urlOf(signal, protocol, settings, environment),
    headers: told.headers ?? {},
    compression: settings.compression ?? told.compression ?? DEFAULTS.compression,
    timeoutSeconds: settings.timeoutSeconds ?? toldTimeout(told, batches),
    ...filesOf(settings, told),
    queueItems,
    batchItems: Math.min(batches.batchItems ?? DEFAULTS.batchItems, queueItems),
    delaySeconds: batches.delaySeconds ?? DELAY_SECONDS[signal],
  };
}

/** An export of a batch has no more time than an answer of the collector. */
function toldTimeout(told: OtelTransport, batches: OtelBatches): number {
  return Math.min(told.timeoutSeconds ?? DEFAULTS.timeoutSeconds, batches.timeoutSeconds ?? Infinity);
}

function batchesOf(signal: OtlpSignal, { spanBatches, logBatches, metricsTimeoutSeconds }: OtelEnvironment): OtelBatches {
  if (signal === 'traces') return spanBatches;
  if (signal === 'logs') return logBatches;
  return metricsTimeoutSeconds === undefined ? {} : { timeoutSeconds: metricsTimeoutSeconds };
}

function filesOf(settings: OtlpSettings, told: OtelTransport): Pick<SignalConfig, 'headersFile' | 'caFile' | 'certFile' | 'keyFile'> {
  const files = {
    headersFile: settings.headersFile,
    caFile: settings.caFile ?? told.caFile,
    certFile: settings.certFile ?? told.certFile,
    keyFile: settings.keyFile ?? told.keyFile,
  };
  return Object.fromEntries(Object.entries(files).filter(([, path]) => path !== undefined));
}

/** With HTTP the address of all signals has a path for each of them behind it; the address of one signal is taken as it is. */
function urlOf(signal: OtlpSignal, protocol: OtlpProtocol, { endpoint }: OtlpSettings, environment: OtelEnvironment): string {
  const { all } = environment;
  const told = environment[signal];
  const isInsecure = told.isInsecure ?? all.isInsecure ?? false;
  const own = endpoint === undefined ? told.endpoint : undefined;
  const base = own ?? endpoint ?? all.endpoint ?? `http://localhost:${DEFAULT_PORT[protocol]}`;
  if (protocol === 'grpc') return withScheme(base, isInsecure);
  if (own !== undefined) return base;
  return `${base.replace(/\/+$/, '')}/v1/${signal}`;
}

function samplerRatioOf(sampler: OtelEnvironment['sampler'], ratio = 1): number {
  if (sampler === undefined) return DEFAULTS.sampleRatio;
  if (sampler.endsWith('always_off')) return 0;
  return sampler.endsWith('ratio') ? ratio : 1;
}

function limitsOf(limits: OtelLimits): ItemLimits {
  return {
    attributeLength: limits.attributeLength ?? Infinity,
    attributes: limits.attributes ?? COUNT_LIMIT,
    events: limits.events ?? COUNT_LIMIT,
    links: limits.links ?? COUNT_LIMIT,
    eventAttributes: limits.eventAttributes ?? COUNT_LIMIT,
  };
}

function resourceOf(
  settings: OtlpSettings,
  { serviceName, resource = {} }: OtelEnvironment,
  facts: OtlpFacts,
): Readonly<Record<string, string>> {
  const own = settings.resource.map((pair): [string, string] => {
    const equals = pair.indexOf('=');
    return [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()];
  });
  const set: Readonly<Record<string, string>> = { ...resource, ...Object.fromEntries(own) };
  const name = settings.serviceName ?? serviceName ?? set['service.name'] ?? facts.name ?? 'ringscope';
  const version = facts.version === undefined ? {} : { 'service.version': facts.version };
  return { 'host.name': facts.hostName, ...version, ...set, 'service.name': name };
}
