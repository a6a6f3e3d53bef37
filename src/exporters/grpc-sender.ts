import { grpcAnswer, httpAnswer } from './answered.ts';
import { bodyInstead, connectionFault, httpStatus, isUnresolved } from './grpc-fault.ts';
import { grpcTarget } from './grpc-target.ts';
import type { OtlpGrpc } from './load-otlp.ts';
import type { SignalConfig } from './otlp-config.ts';
import { retrySeconds } from './retry-info.ts';
import { type Sender, type Sent, type Serializer, takenBy } from './sent.ts';
import type { TransportFiles } from './transport-files.ts';
import { unreached } from './unreached.ts';

/** Answers that ask for another try (OTLP 1.x, Failures); RESOURCE_EXHAUSTED does so only when it says when. */
const AGAIN: ReadonlySet<number> = new Set([1, 4, 10, 11, 14, 15]);
const RESOURCE_EXHAUSTED = 8;

/** What the library makes of a call without an answer has a status as well. */
const WORDS: ReadonlyMap<number, string> = new Map([
  [4, 'did not answer in time (gRPC status 4)'],
  [14, 'is not ready (gRPC status 14)'],
]);

const SERVICE = {
  traces: { name: 'TraceExportService', path: '/opentelemetry.proto.collector.trace.v1.TraceService/Export' },
  metrics: { name: 'MetricsExportService', path: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export' },
  logs: { name: 'LogsExportService', path: '/opentelemetry.proto.collector.logs.v1.LogsService/Export' },
} as const;

const ITEM = { traces: 'span', metrics: 'metric_data_point', logs: 'log' } as const;

/** Sends batches by the exporter of OpenTelemetry, one at a time; each has a deadline of its own. */
export function createGrpcSender<T>(
  config: Pick<SignalConfig, 'signal' | 'url' | 'compression' | 'timeoutSeconds'>,
  files: TransportFiles,
  serializer: Serializer<T>,
  grpc: OtlpGrpc,
): Sender<T> {
  const isSecure = new URL(config.url).protocol === 'https:';
  let answer: Uint8Array | undefined;
  let giveUp = (): void => undefined;
  const delegate = grpc.createOtlpGrpcExportDelegate<T, Uint8Array>(
    {
      url: grpcTarget(config.url),
      timeoutMillis: config.timeoutSeconds * 1000,
      // It is told of the end of one before it is over.
      concurrencyLimit: 2,
      compression: config.compression,
      userAgent: 'ringscope',
      credentials: () => (isSecure ? secureCredentials(grpc, files) : grpc.createInsecureCredentials()),
      metadata() {
        const metadata = grpc.createEmptyMetadata();
        // A name that ends so has bytes, which are told as base64.
        for (const [name, value] of Object.entries(files.headers))
          metadata.set(name, name.toLowerCase().endsWith('-bin') ? Buffer.from(value, 'base64') : value);
        return metadata;
      },
    },
    {
      serializeRequest: serializer.encode,
      // The delegate itself would say no more of it than a line on the console.
      deserializeResponse: (bytes) => (answer = bytes),
    },
    'otlp_grpc_exporter',
    { name: ITEM[config.signal], countItems: () => 1 },
    undefined,
    SERVICE[config.signal].name,
    SERVICE[config.signal].path,
  );
  return {
    send: async (items) =>
      new Promise((resolve) => {
        answer = undefined;
        giveUp = () => resolve({ kind: 'again', reason: 'was not waited for' });
        delegate.export(items, ({ error }) =>
          resolve(error === undefined ? takenBy(serializer, answer, files.headers) : judged(error, isSecure)),
        );
      }),
    close() {
      giveUp();
      // It ends with what is under way, which has a deadline.
      void delegate.shutdown();
    },
  };
}

function secureCredentials(grpc: OtlpGrpc, { ca, cert, key }: TransportFiles): ReturnType<OtlpGrpc['createSslCredentials']> {
  const bytes = (text: string | undefined): Buffer | undefined => (text === undefined ? undefined : Buffer.from(text));
  return grpc.createSslCredentials(bytes(ca), bytes(key), bytes(cert));
}

function judged(error: Error, isSecure: boolean): Sent {
  const code = 'code' in error && typeof error.code === 'number' ? error.code : undefined;
  if (code === undefined) return { kind: 'again', reason: 'could not be reached' };
  if (Number.isNaN(code)) return { kind: 'refused', reason: 'answered with a gRPC status that is no number' };
  const details = detailsOf(error);
  if (RESET.test(details)) return { kind: 'again', reason: 'ended the stream without an answer' };
  const instead = bodyInstead(code, details);
  if (instead !== undefined) return { kind: 'refused', reason: `answered 200 with ${instead}, as no collector does` };
  const reason = reasonOf(code, details, isSecure);
  const afterSeconds = askedSeconds(error);
  if (!AGAIN.has(code) && (code !== RESOURCE_EXHAUSTED || afterSeconds === undefined)) return { kind: 'refused', reason };
  return { kind: 'again', reason, ...(afterSeconds === undefined ? {} : { afterSeconds }) };
}

function detailsOf(error: Error): string {
  return 'details' in error && typeof error.details === 'string' ? error.details : '';
}

/** What the library says of a stream that ended without a status; the status it makes of that is none of the collector. */
const RESET =
  /^(?:Received RST_STREAM with code |Bandwidth exhausted or memory limit exceeded$|Stream refused by server$|Connection dropped$)/;

function reasonOf(code: number, details: string, isSecure: boolean): string {
  const fault = connectionFault(details);
  if (fault !== undefined) return unreached(fault.code, { isGrpc: true, isSecure });
  if (isUnresolved(details)) return 'could not be reached (the name cannot be resolved)';
  const status = httpStatus(details);
  if (status === 200) return 'answered 200 without a gRPC status, as no collector does';
  return status === undefined ? (WORDS.get(code) ?? grpcAnswer(code)) : httpAnswer(status);
}

/** What is in the trailers of an answer that asks to wait. */
function askedSeconds(error: Error): number | undefined {
  if (!hasTrailers(error)) return undefined;
  const details = error.metadata.get('grpc-status-details-bin');
  const first: unknown = Array.isArray(details) ? details[0] : undefined;
  return first instanceof Uint8Array ? retrySeconds(first) : undefined;
}

function hasTrailers(error: Error): error is Error & { readonly metadata: { get(name: string): unknown } } {
  if (!('metadata' in error)) return false;
  const { metadata } = error;
  return typeof metadata === 'object' && metadata !== null && 'get' in metadata && typeof metadata.get === 'function';
}
