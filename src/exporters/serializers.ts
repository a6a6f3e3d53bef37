import type { FamilyReading, SeriesReading } from '../metrics/index.ts';
import type { Span } from '../traces/index.ts';
import type { ExportedLine } from './exported-line.ts';
import type { OtlpTransformer } from './load-otlp.ts';
import type { ItemLimits, OtlpConfig } from './otlp-config.ts';
import type { OtlpProtocol } from './otlp-options.ts';
import { metricData } from './metric-data.ts';
import type { Serializer } from './sent.ts';
import { SpanData, TRACE_FLAGS } from './span-data.ts';
import { timeOf } from './time-of.ts';
import { withinLimits } from './within-limits.ts';

type Spans = Parameters<OtlpTransformer['ProtobufTraceSerializer']['serializeRequest']>[0];
type Lines = Parameters<OtlpTransformer['ProtobufLogsSerializer']['serializeRequest']>[0];
type Resource = Spans[number]['resource'];

/** One reading of all metrics. */
export interface MetricsReading {
  /** Unix seconds. */
  readonly at: number;
  readonly families: readonly FamilyReading[];
}

/** The serializers of OpenTelemetry for what is exported. */
export interface Serializers {
  readonly traces: Serializer<readonly Span[]>;
  readonly metrics: Serializer<MetricsReading>;
  readonly logs: Serializer<readonly ExportedLine[]>;
}

interface Described extends Pick<OtlpConfig, 'resource' | 'spanLimits' | 'logLimits'> {
  /** What made it: name and version of this program. */
  readonly scope: { readonly name: string; readonly version: string };
  /** From when on sums are counted, where a series does not say. Unix seconds. */
  readonly startedAt: number;
}

/** Makes the serializers for a protocol. `described`: what each request says besides its items. */
export function createSerializers(
  { resource: attributes, spanLimits, logLimits, scope, startedAt }: Described,
  protocol: OtlpProtocol,
  transformer: OtlpTransformer,
): Serializers {
  const isJson = protocol === 'http/json';
  const resource: Resource = {
    attributes: { ...attributes },
    merge: (other) => other ?? resource,
    getRawAttributes: () => Object.entries(attributes),
  };
  const traces = isJson ? transformer.JsonTraceSerializer : transformer.ProtobufTraceSerializer;
  const metrics = isJson ? transformer.JsonMetricsSerializer : transformer.ProtobufMetricsSerializer;
  const logs = isJson ? transformer.JsonLogsSerializer : transformer.ProtobufLogsSerializer;
  const about = { resource, instrumentationScope: scope };
  return {
    traces: {
      encode: (spans) => bytesOf(traces.serializeRequest(spans.map((span) => new SpanData(span, about, spanLimits)))),
      rejected(answer) {
        const { rejectedSpans, errorMessage } = traces.deserializeResponse(answer).partialSuccess ?? {};
        return toldOf(rejectedSpans, errorMessage);
      },
    },
    metrics: {
      encode: ({ at, families }) =>
        bytesOf(metrics.serializeRequest({ resource, scopeMetrics: [{ scope, metrics: metricData(families, { at, startedAt }) }] })),
      rejected(answer) {
        const { rejectedDataPoints, errorMessage } = metrics.deserializeResponse(answer).partialSuccess ?? {};
        return toldOf(rejectedDataPoints, errorMessage);
      },
    },
    logs: {
      encode: (lines) => bytesOf(logs.serializeRequest(lines.map((line) => ({ ...about, ...lineData(line, logLimits) })))),
      rejected(answer) {
        const { rejectedLogRecords, errorMessage } = logs.deserializeResponse(answer).partialSuccess ?? {};
        return toldOf(rejectedLogRecords, errorMessage);
      },
    },
  };
}

function bytesOf(request: Uint8Array | undefined): Uint8Array {
  return request ?? new Uint8Array(0);
}

/** A collector may answer anything: JSON has 64-bit numbers as text. */
function toldOf(count: unknown, message: unknown): { readonly count: number; readonly message: string } {
  const number = Number(count ?? 0);
  return {
    count: number > 0 ? Math.min(Math.ceil(number), Number.MAX_SAFE_INTEGER) : 0,
    message: typeof message === 'string' ? message : '',
  };
}

/** SeverityNumber (OpenTelemetry, Logs Data Model). */
const SEVERITY = { debug: 5, info: 9, warn: 13, error: 17 } as const;

function lineData(line: ExportedLine, limits: ItemLimits): Omit<Lines[number], 'resource' | 'instrumentationScope'> {
  const { at, level, message, traceId, spanId } = line;
  const attributes = withinLimits(line.attributes, limits.attributes, limits.attributeLength);
  return {
    hrTime: timeOf(at),
    hrTimeObserved: timeOf(at),
    severityNumber: SEVERITY[level],
    severityText: level.toUpperCase(),
    body: message,
    attributes: attributes.kept,
    droppedAttributesCount: attributes.dropped,
    ...(traceId === undefined ? {} : { spanContext: { traceId, spanId: spanId ?? '', traceFlags: TRACE_FLAGS } }),
  };
}

/** How many data points a reading makes: what is counted when it is lost. */
export function pointsOf({ families }: MetricsReading): number {
  const of = ({ value }: SeriesReading): number => (value.kind === 'summary' ? 2 + value.quantiles.length : 1);
  return families.reduce((sum, { series }) => sum + series.reduce((points, one) => points + of(one), 0), 0);
}
