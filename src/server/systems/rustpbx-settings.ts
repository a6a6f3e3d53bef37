import { basename } from 'node:path';
import { option, TeleError, type TreeValues } from '../../core/index.ts';
import { OTLP_SIGNAL } from '../../exporters/index.ts';
import { resolveTree } from '../settings/resolve-settings.ts';
import type { ProgramOtlp } from './program-otlp.ts';

/** The `[metrics]` table of RustPBX. */
const metricsOptions = {
  enabled: option.flag('Whether its endpoints are there.', true),
  path: option.text('Where metrics are scraped.', '/metrics'),
  healthzPath: option.text('Where its health document is.', '/healthz'),
  token: option.optionalText('What a scrape must carry.'),
};
/** Its `[otel]` table: the names of its code, and `log_trace_id` of its documentation. */
const otelOptions = {
  enabled: option.flag('Whether it exports.', false),
  endpoint: option.optionalText('Address of the collector, by gRPC.'),
  serviceName: option.optionalText('Name of the program in what is exported.'),
  sampleRatio: option.number('Of how many calls traces are exported.', 0.1),
  exportMetrics: option.flag('Whether metrics are exported as well.', false),
  exportLogs: option.flag('Whether lines of the log are exported as well.', false),
  logTraceId: option.flag('Whether lines of the log name the trace of their call.', true),
};
const tables = { metrics: metricsOptions, otel: otelOptions };

/** What the settings of RustPBX say. `otlp` is absent when it exports nothing. */
export type RustpbxSettings = TreeValues<typeof metricsOptions> & {
  readonly otlp?: ProgramOtlp;
  /** Whether anything is said of metrics. */
  readonly hasMetrics: boolean;
};

/** Reads `[metrics]` and `[otel]` of RustPBX's config.toml, whose other tables are nobody's business here, or its flat observability.toml. Throws `CONFIG_INVALID` with every place. */
export function rustpbxSettings(path: string, text: string): RustpbxSettings {
  const input = { flags: {}, env: {}, file: { path, text } };
  if (basename(path) === 'observability.toml') return { ...resolveTree(metricsOptions, input).values, hasMetrics: true };
  const { values, origins } = resolveTree(tables, { ...input, isPart: true });
  const otlp = otlpOf(values.otel, origins, path);
  const hasMetrics = [...origins.keys()].some((name) => name.startsWith('metrics.'));
  return { ...values.metrics, hasMetrics, ...(otlp === undefined ? {} : { otlp }) };
}

type OtelValues = TreeValues<typeof otelOptions>;

/** Its documentation has no `enabled`: there an address is enough. */
function otlpOf(otel: OtelValues, origins: ReadonlyMap<string, string>, path: string): ProgramOtlp | undefined {
  const originOf = (key: string): string => origins.get(`otel.${key}`) ?? origins.get('otel.endpoint') ?? path;
  const { enabled, endpoint, serviceName, exportMetrics, exportLogs, logTraceId } = otel;
  const isOn = origins.has('otel.enabled') ? enabled : endpoint !== undefined;
  if (!isOn) return undefined;
  if (endpoint === undefined) invalid(`${originOf('enabled')}: otel.enabled needs otel.endpoint, the address of the collector.`);
  if (!logTraceId)
    invalid(`${originOf('log_trace_id')}: otel.log_trace_id: lines of the log name the trace of their call here, expected true.`);
  const wanted = { traces: true, metrics: exportMetrics, logs: exportLogs };
  const signals = OTLP_SIGNAL.filter((signal) => wanted[signal]);
  return {
    endpoint: { value: endpoint, origin: originOf('endpoint') },
    protocol: { value: 'grpc', origin: originOf('endpoint') },
    signals: { value: signals, origin: originOf(exportMetrics ? 'export_metrics' : 'export_logs') },
    sampleRatio: { value: otel.sampleRatio, origin: originOf('sample_ratio') },
    ...(serviceName === undefined ? {} : { serviceName: { value: serviceName, origin: originOf('service_name') } }),
  };
}

function invalid(message: string): never {
  throw new TeleError('CONFIG_INVALID', message);
}
