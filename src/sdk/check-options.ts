import { DEFAULT_TRACKER_SETTINGS } from '../calls/index.ts';
import { suggestion, TeleError } from '../core/index.ts';
import { PRESET } from '../presets/index.ts';
import { optionFault } from './option-fault.ts';
import type { OtlpOptions } from './otlp/otlp-options.ts';
import type { ServerOptions } from './ship/server-options.ts';
import type { ListenHealthOptions, ListenMetricsOptions, LogOptions, RingscopeOptions } from './ringscope-options.ts';

/** The names of all properties of a type; the compiler sees to it that none is missing. */
type Names<T> = Readonly<Record<keyof T, true>>;

const OPTIONS: Names<RingscopeOptions> = {
  name: true,
  version: true,
  description: true,
  presets: true,
  healthPreset: true,
  catalogs: true,
  namespace: true,
  checks: true,
  checkDeadlineSeconds: true,
  openTelemetry: true,
  now: true,
  privacyKey: true,
  settings: true,
  apiKeys: true,
  basicAuth: true,
  metricsPath: true,
  collectSeconds: true,
  listen: true,
  listenHealth: true,
  server: true,
  onDropped: true,
  log: true,
  otlp: true,
};
const LISTEN: Names<ListenMetricsOptions> = { port: true, host: true, keys: true };
const LISTEN_HEALTH: Names<ListenHealthOptions> = { port: true, host: true };
const BASIC_AUTH: Names<NonNullable<RingscopeOptions['basicAuth']>> = { username: true, password: true };
const SERVER: Names<ServerOptions> = {
  url: true,
  token: true,
  tokenFile: true,
  maxEvents: true,
  maxBytes: true,
  drainSeconds: true,
};
const OTLP: Names<OtlpOptions> = {
  endpoint: true,
  protocol: true,
  headersFile: true,
  compression: true,
  timeoutSeconds: true,
  caFile: true,
  certFile: true,
  keyFile: true,
  signals: true,
  serviceName: true,
  resource: true,
  metricsSeconds: true,
  sampleRatio: true,
  queueItems: true,
  drainSeconds: true,
};
const LOG: Names<LogOptions> = { level: true, format: true, file: true };

/** Groups of options within an option. */
const GROUPS: Readonly<Record<string, object>> = {
  listen: LISTEN,
  listenHealth: LISTEN_HEALTH,
  basicAuth: BASIC_AUTH,
  server: SERVER,
  log: LOG,
  otlp: OTLP,
  settings: DEFAULT_TRACKER_SETTINGS,
};

/** Looks at what untyped code, or a spread of something else, may have given. Throws `CONFIG_INVALID` with every name that is none. */
export function checkOptions(options: RingscopeOptions): void {
  const faults = [
    ...unknownNames('option', '', options, OPTIONS),
    ...Object.entries(GROUPS).flatMap(([name, known]) => unknownNames('option', `${name}.`, valueOf(options, name), known)),
    ...presetFaults(options.presets),
    ...healthPresetFaults(options),
    ...openTelemetryFaults(options.openTelemetry),
  ];
  const { metricsPath = '/' } = options;
  if (typeof metricsPath !== 'string' || !metricsPath.startsWith('/')) faults.push('metricsPath begins with /');
  if (faults.length > 0) throw optionFault(faults);
}

/** Beyond loopback metrics are for those alone who can show a key. Throws `HTTP_EXPOSED`. */
export function checkExposure({ listen, apiKeys, basicAuth }: RingscopeOptions): void {
  if (listen?.host === undefined || isLoopback(listen.host)) return;
  const keys = listen.keys ?? apiKeys ?? [];
  if (keys.length > 0 || basicAuth !== undefined) return;
  throw new TeleError(
    'HTTP_EXPOSED',
    `createRingscope: listen.host ${listen.host} is beyond loopback, and there are neither apiKeys nor basicAuth.`,
    undefined,
    'Give apiKeys or basicAuth, or leave listen.host at 127.0.0.1; see docs/sdk.md.',
  );
}

/** Whether no other machine reaches an address. */
export function isLoopback(host: string): boolean {
  return /^(?:127(?:\.\d{1,3}){3}|::1|\[::1\]|::ffff:127(?:\.\d{1,3}){3}|localhost)$/i.test(host);
}

function presetFaults(presets: unknown): readonly string[] {
  if (presets === undefined) return [];
  if (!Array.isArray(presets)) return ['presets is a list of names'];
  return presets.flatMap((name: unknown) => (PRESET.some((one) => one === name) ? [] : [unknown('preset', String(name), PRESET)]));
}

function healthPresetFaults({ presets = [], healthPreset }: RingscopeOptions): readonly string[] {
  return healthPreset === undefined || presets.includes(healthPreset) ? [] : ['healthPreset is none of presets'];
}

/** A wrong import has none of what is used, and nobody would see that no call has a parent. */
function openTelemetryFaults(api: unknown): readonly string[] {
  if (api === undefined) return [];
  const trace = propertyOf(api, 'trace');
  const missing = ['getActiveSpan', 'getTracer'].filter((name) => typeof propertyOf(trace, name) !== 'function');
  if (missing.length === 0) return [];
  const names = missing.map((name) => `trace.${name}`).join(' and ');
  return [`openTelemetry has no ${names}: pass the module, as \`import * as openTelemetry from "@opentelemetry/api"\` has it`];
}

function propertyOf(value: unknown, name: string): unknown {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return isObject ? valueOf(value, name) : undefined;
}

function unknownNames(what: string, path: string, given: unknown, known: object): readonly string[] {
  if (typeof given !== 'object' || given === null) return [];
  const names = Object.keys(known).map((name) => path + name);
  return Object.keys(given).flatMap((name) => (Object.hasOwn(known, name) ? [] : [unknown(what, path + name, names)]));
}

function unknown(what: string, name: string, known: readonly string[]): string {
  const near = suggestion(name, known);
  const shown = JSON.stringify(name.slice(0, 80));
  return near === undefined
    ? `there is no ${what} ${shown}; known are ${known.join(', ')}`
    : `there is no ${what} ${shown}; did you mean ${near}?`;
}

function valueOf(options: object, name: string): unknown {
  return (options as Readonly<Record<string, unknown>>)[name];
}
