/** What another program says of the trace that a call belongs to (W3C Trace Context): the span that is its parent, and whether that is kept. */
export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly isSampled: boolean;
}

/** Version, trace id, span id and flags; a version to come may say more behind them. */
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?=$|-)/;
/** A header of version 00 is 55 characters long; what a version to come adds is not read. */
const MAX_LENGTH = 256;
const VERSION_LENGTH = 55;
const SAMPLED_FLAG = 1;

/** Reads the value of a `traceparent`. Undefined: it is none, and a trace is begun as if there were none (W3C Trace Context 3.2.2). */
export function parseTraceparent(text: string): TraceContext | undefined {
  const value = text.length <= MAX_LENGTH ? text.trim() : '';
  const [, version, traceId, spanId, flags] = TRACEPARENT.exec(value) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === '00' && value.length !== VERSION_LENGTH) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & SAMPLED_FLAG) !== 0 };
}

/** Writes a `traceparent` of version 00. */
export function writeTraceparent({ traceId, spanId, isSampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;
}

/** A `traceparent` as it is kept: that of version 00 which says the same. Undefined: it is none. */
export function traceparentOf(text: string): string | undefined {
  const context = parseTraceparent(text);
  return context === undefined ? undefined : writeTraceparent(context);
}
