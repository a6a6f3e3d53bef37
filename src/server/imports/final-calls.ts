import type { CallRecord, TimelineEntry, TrackerOutput } from '../../core/index.ts';

/** How long after its end a call may still change: longer than the tracker keeps its messages. */
const LATE_SECONDS = 64;

/** A call that changes no more. */
export interface FinalCall {
  readonly record: CallRecord;
  /** Empty unless timelines are kept. */
  readonly timeline: readonly TimelineEntry[];
}

/** Settled calls that are held for what may still come. A capture in which more end within so short a time would fill the memory with them. */
const MOST_SETTLED = 10_000;

interface FinalCallsOptions {
  readonly keepsTimelines: boolean;
  readonly mostSettled?: number;
  readonly take: (call: FinalCall) => void;
}

/**
 * Holds calls until they change no more: those in progress, and those that have just ended. Where more have settled than are held, the oldest is given as it is, and what still
 * comes of it is passed over.
 */
export class FinalCalls {
  readonly #open = new Map<string, FinalCall>();
  /** In the order of their last change, with that time. */
  readonly #ended = new Map<string, { readonly call: FinalCall; readonly at: number }>();
  /** Settled calls among them, in the same order. */
  readonly #settled = new Map<string, number>();
  /** Calls that were given early, with the time of their last change. */
  readonly #early = new Map<string, number>();
  readonly #keepsTimelines: boolean;
  readonly #mostSettled: number;
  readonly #take: (call: FinalCall) => void;

  constructor({ keepsTimelines, mostSettled = MOST_SETTLED, take }: FinalCallsOptions) {
    this.#keepsTimelines = keepsTimelines;
    this.#mostSettled = mostSettled;
    this.#take = take;
  }

  /** Takes what the tracker says of calls at a time of the capture, and passes over all else. */
  push(output: TrackerOutput, now: number): void {
    if (output.type === 'registration.closed' || output.type === 'latency.measured' || output.type === 'call.told') return;
    const { record } = output;
    if (this.#early.has(record.id)) return;
    const timeline = this.#keepsTimelines ? [...this.#timelineOf(record.id), ...output.timeline] : [];
    this.#open.delete(record.id);
    this.#ended.delete(record.id);
    this.#settled.delete(record.id);
    if (record.state === 'ended') this.#end({ record, timeline }, now);
    else this.#open.set(record.id, { record, timeline });
  }

  #timelineOf(id: string): readonly TimelineEntry[] {
    return (this.#open.get(id) ?? this.#ended.get(id)?.call)?.timeline ?? [];
  }

  #end(call: FinalCall, at: number): void {
    const { id, isProvisional } = call.record;
    this.#ended.set(id, { call, at });
    if (isProvisional) return;
    this.#settled.set(id, at);
    if (this.#settled.size > this.#mostSettled) this.#giveOldest();
  }

  #giveOldest(): void {
    for (const [id, at] of this.#settled) {
      this.#early.set(id, at);
      this.#give(id);
      return;
    }
  }

  #give(id: string): void {
    const ended = this.#ended.get(id);
    this.#ended.delete(id);
    this.#settled.delete(id);
    if (ended !== undefined) this.#take(ended.call);
  }

  /** Gives what ended long enough before this time. */
  release(now: number): void {
    for (const [id, at] of this.#early) {
      if (at + LATE_SECONDS > now) break;
      this.#early.delete(id);
    }
    for (const [id, { at }] of this.#ended) {
      if (at + LATE_SECONDS > now) return;
      this.#give(id);
    }
  }

  /** Gives everything: nothing comes any more. */
  end(): void {
    for (const { call } of this.#ended.values()) this.#take(call);
    this.#ended.clear();
    this.#settled.clear();
    this.#early.clear();
    for (const call of this.#open.values()) this.#take(call);
    this.#open.clear();
  }
}
