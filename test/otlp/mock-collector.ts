import { MockOtlpServer, normalizeLogs, normalizeMetrics, normalizeTrace } from '@elastic/mockotlpserver';
import { z } from 'zod';

const attributes = z.record(z.string(), z.unknown()).default({});
const resource = z.object({ attributes });
const scope = z.object({ name: z.string(), version: z.string().optional() });

const spanShape = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.string(),
  flags: z.number().default(0),
  links: z.array(z.object({ traceId: z.string(), spanId: z.string(), flags: z.number().default(0) })).default([]),
  startTimeUnixNano: z.string(),
  endTimeUnixNano: z.string(),
  attributes,
  status: z.object({ code: z.string().optional(), message: z.string().optional() }).optional(),
});
export type HeardSpan = z.infer<typeof spanShape>;

/** A 64-bit number as text, or as gRPC leaves it. */
const nanos = z.union([
  z.string(),
  z.object({ low: z.number(), high: z.number() }).transform(({ low, high }) => String(BigInt(high) * 2n ** 32n + BigInt(low >>> 0))),
]);
const pointShape = z.looseObject({ attributes, startTimeUnixNano: nanos, timeUnixNano: nanos });
const pointsShape = z.looseObject({
  dataPoints: z.array(pointShape),
  aggregationTemporality: z.unknown().optional(),
  isMonotonic: z.boolean().optional(),
});
const metricShape = z.object({
  name: z.string(),
  unit: z.string().default(''),
  sum: pointsShape.optional(),
  gauge: pointsShape.optional(),
  histogram: pointsShape.optional(),
  exponentialHistogram: pointsShape.optional(),
});
export type HeardMetric = z.infer<typeof metricShape>;

const lineShape = z.looseObject({
  severityText: z.string(),
  severityNumber: z.unknown(),
  body: z.unknown(),
  attributes,
  traceId: z.string().optional(),
});
export type HeardLine = z.infer<typeof lineShape>;

const traceRequest = z.object({
  resourceSpans: z.array(z.object({ resource, scopeSpans: z.array(z.object({ scope, spans: z.array(spanShape) })) })),
});
const metricsRequest = z.object({
  resourceMetrics: z.array(z.object({ resource, scopeMetrics: z.array(z.object({ scope, metrics: z.array(metricShape) })) })),
});
const logsRequest = z.object({
  resourceLogs: z.array(z.object({ resource, scopeLogs: z.array(z.object({ scope, logRecords: z.array(lineShape) })) })),
});

/** A collector on ports that the system chose, with what it has decoded. */
export interface MockCollector {
  readonly httpUrl: string;
  readonly grpcUrl: string;
  readonly spans: HeardSpan[];
  readonly metrics: HeardMetric[];
  readonly lines: HeardLine[];
  readonly resources: Readonly<Record<string, unknown>>[];
  /** All that was heard, as text: for who looks for what must not be in it. */
  text(): string;
  close(): Promise<void>;
}

/** Starts a collector; `ends` stops it. */
export async function startMockCollector(ends: (() => Promise<void> | void)[]): Promise<MockCollector> {
  const heard = {
    spans: [] as HeardSpan[],
    metrics: [] as HeardMetric[],
    lines: [] as HeardLine[],
    resources: [] as Record<string, unknown>[],
  };
  const texts: string[] = [];
  const note = (normalized: unknown): unknown => {
    texts.push(JSON.stringify(normalized, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)));
    return normalized;
  };
  const onTrace = (request: unknown): void => {
    for (const one of traceRequest.parse(note(normalizeTrace(request))).resourceSpans) {
      heard.resources.push(one.resource.attributes);
      heard.spans.push(...one.scopeSpans.flatMap(({ spans }) => spans));
    }
  };
  const onMetrics = (request: unknown): void => {
    for (const one of metricsRequest.parse(note(normalizeMetrics(request))).resourceMetrics) {
      heard.resources.push(one.resource.attributes);
      heard.metrics.push(...one.scopeMetrics.flatMap(({ metrics }) => metrics));
    }
  };
  const onLogs = (request: unknown): void => {
    for (const one of logsRequest.parse(note(normalizeLogs(request))).resourceLogs) {
      heard.resources.push(one.resource.attributes);
      heard.lines.push(...one.scopeLogs.flatMap(({ logRecords }) => logRecords));
    }
  };
  const host = { httpHostname: '127.0.0.1', httpPort: 0, grpcHostname: '127.0.0.1', grpcPort: 0 };
  const server = new MockOtlpServer({ ...host, services: ['http', 'grpc'], logLevel: 'fatal', onTrace, onMetrics, onLogs });
  await server.start();
  ends.push(() => server.close());
  return {
    ...heard,
    httpUrl: String(server.httpUrl),
    grpcUrl: String(server.grpcUrl),
    text: () => texts.join('\n'),
    close: () => server.close(),
  };
}
