import { option, type TreeValues } from '../core/index.ts';

/** What is exported. */
export const OTLP_SIGNAL = ['traces', 'metrics', 'logs'] as const;
export type OtlpSignal = (typeof OTLP_SIGNAL)[number];

/** How a collector is spoken to. */
export const OTLP_PROTOCOL = ['grpc', 'http/protobuf', 'http/json'] as const;
export type OtlpProtocol = (typeof OTLP_PROTOCOL)[number];

export const OTLP_COMPRESSION = ['none', 'gzip'] as const;
export type OtlpCompression = (typeof OTLP_COMPRESSION)[number];

/** Most items of `otlp.queue_items`: so many spans and as many lines of the log, of 0.7 KiB each, fill 100 MiB of a heap of 256 MiB, so those of twice the size have room. */
export const MOST_QUEUE_ITEMS = 50_000;

/** The settings of what is exported by OTLP. What is unset is as the variables of OpenTelemetry say, else as the help says. */
export const otlpOptions = {
  endpoint: option.optionalText(
    'Address of the collector, e.g. http://127.0.0.1:4318. Unset: that of OTEL_EXPORTER_OTLP_ENDPOINT; without that nothing is exported.',
  ),
  protocol: option.optionalOneOf('How it is spoken to. Unset: http/protobuf.', OTLP_PROTOCOL),
  headersFile: option.secretFile(
    'File with headers that the collector asks for, a line name=value each, such as Authorization=Bearer ....',
  ),
  compression: option.optionalOneOf('How what is sent is packed. Unset: none.', OTLP_COMPRESSION),
  timeoutSeconds: option.optionalSeconds('How long the collector has to answer. Unset: 10.'),
  caFile: option.optionalPath('Certificates in PEM that sign the one of the collector. Unset: those that the system trusts.'),
  certFile: option.optionalPath('Certificate in PEM that this server shows to the collector. Unset: none.'),
  keyFile: option.secretFile('Its private key in PEM.'),
  signals: option.list(`What is exported, of ${OTLP_SIGNAL.join(', ')}. Empty: all that OTEL_*_EXPORTER does not turn off.`, []),
  serviceName: option.optionalText('Name of this server in what is exported. Unset: ringscope.'),
  resource: option.list('What else is said of this server, as name=value, e.g. deployment.environment.name=production.', []),
  metricsSeconds: option.optionalSeconds('From one export of metrics to the next. Unset: 60.'),
  sampleRatio: option.optionalNumber('Of how many calls that went well traces are exported, from 0 to 1. Unset: 0.1.'),
  queueItems: option.optionalNumber(
    'Most spans, and most lines of the log, that wait for the collector; beyond, the oldest is dropped and counted. Unset: 2048.',
  ),
};

/** These settings as they are set. */
export type OtlpSettings = TreeValues<typeof otlpOptions>;
