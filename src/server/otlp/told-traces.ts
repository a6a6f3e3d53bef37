import { type EventOfType, isRegular, type LatencyRecord, present } from '../../core/index.ts';
import type { Span, TracedCall } from '../../traces/index.ts';

/** What the metrics of a call are told of its trace, once that is exported. */
export type ToldTrace = Omit<EventOfType<'call.traced'>, 'at'> | Omit<EventOfType<'agent.traced'>, 'at'>;

/** More stages of one call than buckets of their metrics. */
const MOST_STAGES = 64;
/** What is kept between two reports; beyond it the oldest goes, which nobody misses: of each bucket the newest is shown. */
const MOST_KEPT = 512;

/** Keeps what is told of traces until it is taken. */
export class ToldTraces {
  #kept: ToldTrace[] = [];

  /** `root`: the first span of the trace. */
  add(call: TracedCall, { traceId, spanId }: Span, stages: readonly LatencyRecord[]): void {
    const named = { callId: call.id, traceId, spanId };
    const { direction, setupSeconds, pddSeconds, ended } = call;
    const talkSeconds = isRegular(ended) ? call.talkSeconds : undefined;
    this.#kept.push(
      { type: 'call.traced', ...named, direction, ...present({ setupSeconds, pddSeconds, talkSeconds }) },
      ...stages.slice(-MOST_STAGES).map(({ stage, seconds }) => ({ type: 'agent.traced', ...named, stage, seconds }) as const),
    );
    this.#kept = this.#kept.slice(-MOST_KEPT);
  }

  take(): readonly ToldTrace[] {
    const taken = this.#kept;
    this.#kept = [];
    return taken;
  }
}
