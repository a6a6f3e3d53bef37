import type { Span } from '../traces/index.ts';
import type { OtlpTransformer } from './load-otlp.ts';
import type { ItemLimits } from './otlp-config.ts';
import { timeOf } from './time-of.ts';
import { withinLimits } from './within-limits.ts';

type ReadableSpan = Parameters<OtlpTransformer['ProtobufTraceSerializer']['serializeRequest']>[0][number];

/** Sampled. */
export const TRACE_FLAGS = 1;
const KIND = { internal: 0, server: 1, client: 2 } as const;
const STATUS = { unset: 0, ok: 1, error: 2 } as const;
const NO_EVENTS: ReadableSpan['events'] = [];
const NO_LINKS: ReadableSpan['links'] = [];

/** A span as OpenTelemetry's serializers read it. A class, since objects that are put together of others take ten times the memory, and a whole batch is there at once. */
export class SpanData implements ReadableSpan {
  readonly resource: ReadableSpan['resource'];
  readonly instrumentationScope: ReadableSpan['instrumentationScope'];
  readonly name: string;
  readonly kind: ReadableSpan['kind'];
  readonly parentSpanContext?: NonNullable<ReadableSpan['parentSpanContext']>;
  readonly startTime: ReadableSpan['startTime'];
  readonly endTime: ReadableSpan['endTime'];
  readonly duration: ReadableSpan['duration'];
  readonly ended = true;
  readonly status: ReadableSpan['status'];
  readonly attributes: ReadableSpan['attributes'];
  readonly droppedAttributesCount: number;
  readonly events: ReadableSpan['events'];
  readonly droppedEventsCount: number;
  readonly links: ReadableSpan['links'];
  readonly droppedLinksCount: number;
  readonly #span: Span;

  constructor(span: Span, { resource, instrumentationScope }: Pick<ReadableSpan, 'resource' | 'instrumentationScope'>, limits: ItemLimits) {
    const { traceId, parentSpanId, isParentRemote = false, startTime, endTime, status, events = [], links = [] } = span;
    const attributes = withinLimits(span.attributes, limits.attributes, limits.attributeLength);
    this.#span = span;
    this.resource = resource;
    this.instrumentationScope = instrumentationScope;
    this.name = span.name;
    this.kind = KIND[span.kind];
    if (parentSpanId !== undefined)
      this.parentSpanContext = { traceId, spanId: parentSpanId, traceFlags: TRACE_FLAGS, isRemote: isParentRemote };
    this.startTime = timeOf(startTime);
    this.endTime = timeOf(endTime);
    this.duration = timeOf(Math.max(0, endTime - startTime));
    this.status =
      status?.message === undefined ? { code: STATUS[status?.code ?? 'unset'] } : { code: STATUS[status.code], message: status.message };
    this.attributes = attributes.kept;
    this.droppedAttributesCount = attributes.dropped;
    this.events = events.length === 0 ? NO_EVENTS : eventsWithin(events, limits);
    this.droppedEventsCount = Math.max(0, events.length - limits.events);
    this.links = links.length === 0 ? NO_LINKS : linksWithin(links, limits);
    this.droppedLinksCount = Math.max(0, links.length - limits.links);
  }

  spanContext(): ReturnType<ReadableSpan['spanContext']> {
    const { traceId, spanId } = this.#span;
    return { traceId, spanId, traceFlags: TRACE_FLAGS };
  }
}

function eventsWithin(events: NonNullable<Span['events']>, limits: ItemLimits): ReadableSpan['events'] {
  return events.slice(0, limits.events).map((event) => {
    const own = withinLimits(event.attributes ?? {}, limits.eventAttributes, limits.attributeLength);
    return { name: event.name, time: timeOf(event.time), attributes: own.kept, droppedAttributesCount: own.dropped };
  });
}

function linksWithin(links: NonNullable<Span['links']>, limits: ItemLimits): ReadableSpan['links'] {
  return links.slice(0, limits.links).map(({ traceId, spanId, isRemote = false }) => ({
    context: { traceId, spanId, traceFlags: TRACE_FLAGS, isRemote },
  }));
}
