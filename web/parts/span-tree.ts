import type { Answer } from '../api/ask.ts';

export type Span = Answer<'/api/v1/calls/{id}/trace'>['spans'][number];

/** A span where it is drawn. */
export interface PlacedSpan {
  readonly span: Span;
  /** How many spans it lies below. */
  readonly depth: number;
  /** Seconds from the beginning of the call. */
  readonly from: number;
  readonly seconds: number;
}

/** The spans of a trace, each before those below it and those in the order of time, on the time axis of the call. */
export function placeSpans(spans: readonly Span[]): readonly PlacedSpan[] {
  const zero = Math.min(...spans.map(({ startTime }) => startTime));
  const known = new Set(spans.map(({ spanId }) => spanId));
  // The call itself may lie below a span that another program has.
  const below = new Map<string, Span[]>();
  for (const span of spans) {
    const parent = span.parentSpanId !== undefined && known.has(span.parentSpanId) ? span.parentSpanId : '';
    below.set(parent, [...(below.get(parent) ?? []), span]);
  }
  const placed: PlacedSpan[] = [];
  const place = (parent: string, depth: number): void => {
    const children = below.get(parent) ?? [];
    below.delete(parent);
    for (const span of children.toSorted((one, other) => one.startTime - other.startTime || other.endTime - one.endTime)) {
      placed.push({ span, depth, from: span.startTime - zero, seconds: span.endTime - span.startTime });
      place(span.spanId, depth + 1);
    }
  };
  place('', 0);
  return placed;
}
