import type { Clock, Consumer, TrackerOutput } from '../../core/index.ts';
import { EventSpans, hasSpan, isSpanKept, registrationSpan, type SamplerOptions, type Span, type TraceHash } from '../../traces/index.ts';

/** Makes the spans of what is no part of a call, and hands on those that are exported. A span holds nothing that is somebody's, so it may cross to another thread. */
export interface SampledEvents {
  /** Takes the events of which there are spans. */
  readonly consumer: Consumer;
  /** Takes what the tracker says, of which the registration rounds are spans. */
  take(output: TrackerOutput): void;
  /** Nothing comes any more: what goes on ends with what is known of it. */
  end(): void;
}

/** `span` takes each span that is exported. */
export function createSampledEvents(options: SamplerOptions, hash: TraceHash, now: Clock, span: (span: Span) => void): SampledEvents {
  const spans = new EventSpans(hash, now);
  const keep = (made: readonly Span[]): void => {
    for (const one of made) if (isSpanKept(one, options)) span(one);
  };
  return {
    consumer: { name: 'event-spans', takes: hasSpan, accept: (event) => keep(spans.take(event)) },
    take(output) {
      if (output.type === 'registration.closed') keep([registrationSpan(output.record, hash)]);
    },
    end: () => keep(spans.end()),
  };
}
