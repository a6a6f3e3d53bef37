import type { Consumer, TrackerOutput } from '../../core/index.ts';
import { eventSpan, hasSpan, isSpanKept, registrationSpan, type SamplerOptions, type Span, type TraceHash } from '../../traces/index.ts';

/** Makes the spans of what is no part of a call, and hands on those that are exported. A span holds nothing that is somebody's, so it may cross to another thread. */
export interface SampledEvents {
  /** Takes the events of which there are spans. */
  readonly consumer: Consumer;
  /** Takes what the tracker says, of which the registration rounds are spans. */
  take(output: TrackerOutput): void;
}

/** `span` takes each span that is exported. */
export function createSampledEvents(options: SamplerOptions, hash: TraceHash, span: (span: Span) => void): SampledEvents {
  // Tells apart events of one kind, source and time.
  let place = 0;
  const keep = (made: Span | undefined): void => {
    if (made !== undefined && isSpanKept(made, options)) span(made);
  };
  return {
    consumer: {
      name: 'event-spans',
      takes: hasSpan,
      accept(event) {
        place += 1;
        keep(eventSpan(event, String(place), hash));
      },
    },
    take(output) {
      if (output.type === 'registration.closed') keep(registrationSpan(output.record, hash));
    },
  };
}
