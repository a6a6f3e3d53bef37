/** What a span may say of itself: plain values alone. */
export type SpanValue = string | number | boolean;
export type SpanAttributes = Readonly<Record<string, SpanValue>>;

/** Something that happened at one moment of a span. */
export interface SpanEvent {
  readonly name: string;
  /** Unix seconds. */
  readonly time: number;
  readonly attributes?: SpanAttributes;
}

/** Another span that has to do with this one, in a trace of its own. */
export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  /** It is made elsewhere, such as by another process that sees the call. Absent: here. */
  readonly isRemote?: true;
}

/** One span of a trace, as OpenTelemetry has them. */
export interface Span {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** 16 lower-case hex digits. */
  readonly spanId: string;
  /** Absent: it is the root of its trace. */
  readonly parentSpanId?: string;
  /** The parent is made elsewhere: a `traceparent` named it. Absent: it is made here, or there is none. */
  readonly isParentRemote?: true;
  /** One of few: what tells calls apart stands in the attributes. */
  readonly name: string;
  readonly kind: 'internal' | 'server' | 'client';
  /** Unix seconds. */
  readonly startTime: number;
  /** Unix seconds, never before `startTime`. */
  readonly endTime: number;
  readonly attributes: SpanAttributes;
  /** Absent: unset. */
  readonly status?: { readonly code: 'ok' | 'error'; readonly message?: string };
  /** In the order of time. Absent without any. */
  readonly events?: readonly SpanEvent[];
  readonly links?: readonly SpanLink[];
}
