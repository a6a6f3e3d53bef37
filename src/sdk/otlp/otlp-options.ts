/** What is exported by OTLP and how. What is left out is as the variables of OpenTelemetry (`OTEL_*`) say, else as told here. */
export interface OtlpOptions {
  /** Address of the collector, e.g. `http://127.0.0.1:4318`. Default: that port, or 4317 with gRPC, of this machine. */
  readonly endpoint?: string;
  /** Default `http/protobuf`. */
  readonly protocol?: 'grpc' | 'http/protobuf' | 'http/json';
  /** File with headers that the collector asks for, a line `name=value` each. */
  readonly headersFile?: string;
  /** Default `none`. */
  readonly compression?: 'none' | 'gzip';
  /** How long the collector has to answer. Default 10. */
  readonly timeoutSeconds?: number;
  /** Certificates in PEM that sign the one of the collector. */
  readonly caFile?: string;
  /** Certificate in PEM that this program shows, and its private key. */
  readonly certFile?: string;
  readonly keyFile?: string;
  /** Default: all. */
  readonly signals?: readonly ('traces' | 'metrics' | 'logs')[];
  /** Default: the name of the program. */
  readonly serviceName?: string;
  /** What else is said of the program, as `name=value`. */
  readonly resource?: readonly string[];
  /** From one export of metrics to the next. Default 60. */
  readonly metricsSeconds?: number;
  /** Of how many calls that went well traces are exported, from 0 to 1. Default 0.1. */
  readonly sampleRatio?: number;
  /** Most spans, and most lines, that wait for the collector. Beyond, calls that are over wait for their traces, 10,000 at most, and the oldest line is dropped and counted. Default 2048. */
  readonly queueItems?: number;
  /** How long `stop` waits for the collector, seconds from 0 to 600. Default 5. */
  readonly drainSeconds?: number;
}
