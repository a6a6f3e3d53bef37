import type { Clock, LatencyRecord } from '../../core/index.ts';

/** A call whose stages are told has its record within so many seconds, or its trace was made before, or it never comes. */
const KEPT_SECONDS = 60;
/** Stages in all; beyond it the calls whose stages came first are forgotten. */
const MOST_STAGES = 10_000;

interface Early {
  readonly since: number;
  readonly stages: LatencyRecord[];
}

/** Stages of calls that are not known, which may be known soon. */
export class EarlyStages {
  readonly #now: Clock;
  /** In the order of the first stage. */
  readonly #calls = new Map<string, Early>();
  #count = 0;

  constructor(now: Clock) {
    this.#now = now;
  }

  put(record: LatencyRecord): void {
    const now = this.#now();
    let early = this.#calls.get(record.callId);
    if (early === undefined) {
      early = { since: now, stages: [] };
      this.#calls.set(record.callId, early);
    }
    early.stages.push(record);
    this.#count += 1;
    this.#sweep(now);
  }

  /** What came of a call that is known now. */
  take(callId: string): readonly LatencyRecord[] {
    const early = this.#calls.get(callId);
    if (early === undefined) return [];
    this.#calls.delete(callId);
    this.#count -= early.stages.length;
    return early.stages;
  }

  #sweep(now: number): void {
    for (const [callId, { since }] of this.#calls) {
      if (this.#count <= MOST_STAGES && now - since <= KEPT_SECONDS) return;
      this.take(callId);
    }
  }
}
