import type { CallRecord, TimelineEntry, TrackerOutput } from '../../core/index.ts';

/** How long after its end a call may still change: longer than the tracker keeps its messages. */
const LATE_SECONDS = 64;

/** A call that changes no more. */
export interface FinalCall {
  readonly record: CallRecord;
  /** Empty unless timelines are kept. */
  readonly timeline: readonly TimelineEntry[];
}

interface FinalCallsOptions {
  readonly keepsTimelines: boolean;
  readonly take: (call: FinalCall) => void;
}

/** Holds calls until they change no more: those in progress, and those that have just ended. */
export class FinalCalls {
  readonly #open = new Map<string, FinalCall>();
  /** In the order of their last change, with that time. */
  readonly #ended = new Map<string, { readonly call: FinalCall; readonly at: number }>();
  readonly #keepsTimelines: boolean;
  readonly #take: (call: FinalCall) => void;

  constructor({ keepsTimelines, take }: FinalCallsOptions) {
    this.#keepsTimelines = keepsTimelines;
    this.#take = take;
  }

  /** Takes what the tracker says of calls at a time of the capture, and passes over all else. */
  push(output: TrackerOutput, now: number): void {
    if (output.type === 'registration.closed' || output.type === 'latency.measured' || output.type === 'call.told') return;
    const { record } = output;
    const before = this.#open.get(record.id) ?? this.#ended.get(record.id)?.call;
    const timeline = this.#keepsTimelines ? [...(before?.timeline ?? []), ...output.timeline] : [];
    this.#open.delete(record.id);
    this.#ended.delete(record.id);
    if (record.state === 'ended') this.#ended.set(record.id, { call: { record, timeline }, at: now });
    else this.#open.set(record.id, { record, timeline });
  }

  /** Gives what ended long enough before this time. */
  release(now: number): void {
    for (const [id, { call, at }] of this.#ended) {
      if (at + LATE_SECONDS > now) return;
      this.#ended.delete(id);
      this.#take(call);
    }
  }

  /** Gives everything: nothing comes any more. */
  end(): void {
    for (const { call } of this.#ended.values()) this.#take(call);
    this.#ended.clear();
    for (const call of this.#open.values()) this.#take(call);
    this.#open.clear();
  }
}
