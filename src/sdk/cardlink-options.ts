import { cardlinkSettings, type CardlinkSettings, type Environment } from '../presets/index.ts';
import type { OtlpOptions } from './otlp/otlp-options.ts';
import type { RingscopeOptions } from './ringscope-options.ts';

/** What the environment names of CardLink amount to, as options. */
export type CardlinkOptions = Pick<
  RingscopeOptions,
  | 'name'
  | 'version'
  | 'presets'
  | 'basicAuth'
  | 'metricsPath'
  | 'collectSeconds'
  | 'listen'
  | 'listenHealth'
  | 'checkDeadlineSeconds'
  | 'log'
  | 'otlp'
>;

/** CardLink listens on all interfaces: with Basic authentication so does this, and without it on loopback. */
const ALL_INTERFACES = '0.0.0.0';

/**
 * The options of a program that is run with the environment of CardLink (`GP_*`): the preset, where it listens and who may ask, how often it reads the machine, its
 * deadline and its log. What is disabled there does not listen. Traces are exported where they are asked for. Throws `CONFIG_INVALID` with all faults.
 */
export function cardlinkOptions(environment: Environment): CardlinkOptions {
  const { service, metrics, health, log, tracing } = cardlinkSettings(environment);
  const host = metrics.isEnabled && metrics.auth !== undefined ? { host: ALL_INTERFACES } : {};
  return {
    name: service.name,
    version: service.version,
    presets: ['cardlink'],
    metricsPath: metrics.path,
    collectSeconds: metrics.intervalSeconds,
    checkDeadlineSeconds: health.timeoutSeconds,
    log: logOf(log),
    ...(metrics.auth === undefined ? {} : { basicAuth: metrics.auth }),
    ...(metrics.isEnabled ? { listen: { port: metrics.port, ...host } } : {}),
    ...(tracing.isEnabled ? { otlp: otlpOf(tracing, service) } : {}),
    ...(health.isEnabled ? { listenHealth: { port: health.port, ...host } } : {}),
  };
}

/** CardLink exports traces alone; an address without a scheme is spoken to without TLS. */
function otlpOf(
  { endpoint = '', protocol, sampleRatio }: CardlinkSettings['tracing'],
  { name, version }: CardlinkSettings['service'],
): OtlpOptions {
  return {
    endpoint: endpoint.includes('://') ? endpoint : `http://${endpoint}`,
    protocol: protocol === 'grpc' ? 'grpc' : 'http/protobuf',
    signals: ['traces'],
    serviceName: name,
    resource: [`service.version=${version}`],
    sampleRatio,
  };
}

function logOf({ level, format, file }: CardlinkSettings['log']): NonNullable<RingscopeOptions['log']> {
  return { level, format, ...(file === undefined ? {} : { file }) };
}
