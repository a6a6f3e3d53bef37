import type { OtlpLost, OtlpTally } from '../../exporters/index.ts';
import type { OtlpBatch } from './otlp-messages.ts';

/** What one thread that exports was given, and has said it has lost: with what it has done, what is lost when it ends amid its work. */
export interface GivenItems {
  given(batch: OtlpBatch): void;
  told(lost: OtlpLost): void;
  /** What it had and nobody has. Readings of metrics are none: the next one holds all that the lost one held. */
  left(): readonly OtlpLost[];
}

/** Begins with a thread that was given nothing. */
export function createGivenItems(tally: OtlpTally): GivenItems {
  const had = { calls: 0, logs: 0, spans: 0 };
  const told = new Map<OtlpLost['what'], number>();
  return {
    given({ calls, lines, spans }) {
      had.calls += calls.length;
      had.logs += lines.length;
      had.spans += spans.length;
    },
    told: ({ what, count }) => void told.set(what, (told.get(what) ?? 0) + count),
    left() {
      const all = [
        ['calls', had.calls - tally.of('calls')],
        ['traces', had.spans + tally.of('made') - tally.of('traces')],
        ['logs', had.logs - tally.of('logs')],
      ] as const;
      return all
        .map(([what, count]) => ({ what, reason: 'not_acknowledged' as const, count: count - (told.get(what) ?? 0) }))
        .filter(({ count }) => count > 0);
    },
  };
}
