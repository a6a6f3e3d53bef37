import type { CallStore, CallWithTimeline, Clock, LatencyRecord } from '../../core/index.ts';
import { sampleReason, type SamplerOptions, type Span, type TraceHash, type TracedCall, traceIdOf, traceOf } from '../../traces/index.ts';
import { createSlices } from '../history/slices.ts';

/** A call that is not in the store by then is looked for again, so often. */
const MOST_LOOKS = 4;
/** A call that changes after its trace was exported is exported once more, whole; later changes move it no more, so that nobody makes work by late messages. */
const MOST_EXPORTS = 2;
/** Calls of which that is known; beyond it the oldest is forgotten. */
const MOST_EXPORTED = 20_000;
/** Stages of one call that are read. */
const MOST_STAGES = 1000;
/** What is timed of a call may be told a little before and after it. */
const AROUND_SECONDS = 3600;

interface SettledContext {
  /** Opens the store for reading, or gives the one that is open. */
  readonly store: () => Promise<CallStore>;
  readonly hash: TraceHash;
  /** Which traces are made. */
  readonly sampling: SamplerOptions;
  readonly now: Clock;
  /** Time from the end of a call to its trace. */
  readonly traceAfterSeconds: number;
  /** Most calls that wait; beyond it the oldest is let go. */
  readonly mostWaiting: number;
  readonly spans: (spans: readonly Span[]) => void;
  /** Takes the calls whose trace is exported whatever became of them, with its root: what metrics show of them is no choice of the bad ones. */
  readonly chosen: (call: TracedCall, root: Span, stages: readonly LatencyRecord[]) => void;
  /** Told of calls that are done with, and not lost. */
  readonly done: (count: number) => void;
  readonly lost: (reason: 'queue_full' | 'store_failed' | 'not_acknowledged', count: number) => void;
}

interface FoundCall extends CallWithTimeline {
  readonly stages: readonly LatencyRecord[];
}

interface Waiting {
  dueAt: number;
  looks: number;
}

/** Calls that are over and whose traces are made a little later, if what the store has of them by then is a reason to. */
export class SettledCalls {
  readonly #context: SettledContext;
  /** In the order in which they are due. */
  readonly #waiting = new Map<string, Waiting>();
  /** How often the trace of a call was exported. */
  readonly #exports = new Map<string, number>();
  #looking: Promise<void> | undefined;

  constructor(context: SettledContext) {
    this.#context = context;
  }

  add(ids: readonly string[]): void {
    const { now, traceAfterSeconds, mostWaiting, done, lost } = this.#context;
    for (const id of ids) {
      if (this.#waiting.has(id) || (this.#exports.get(id) ?? 0) >= MOST_EXPORTS) {
        done(1);
        continue;
      }
      this.#waiting.set(id, { dueAt: now() + traceAfterSeconds, looks: 0 });
      if (this.#waiting.size <= mostWaiting) continue;
      const [oldest = ''] = this.#waiting.keys();
      this.#waiting.delete(oldest);
      lost('queue_full', 1);
    }
  }

  /** Makes the traces that are due. One that is called meanwhile joins it. */
  async look(isOver: () => boolean): Promise<void> {
    this.#looking ??= this.#walk(false, isOver).finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  /** Makes all traces that it can until `isOver`; the rest is lost. */
  async end(isOver: () => boolean): Promise<void> {
    await this.#looking;
    await this.#walk(true, isOver);
    if (this.#waiting.size > 0) this.#context.lost('not_acknowledged', this.#waiting.size);
    this.#waiting.clear();
  }

  async #walk(isLast: boolean, isOver: () => boolean): Promise<void> {
    // Reading the store leaves the thread to nobody else: between two slices requests are sent and lines are taken.
    const slices = createSlices(isOver);
    for (const [id, waiting] of this.#waiting) {
      if (isOver() || (await slices.isOver()) || (!isLast && waiting.dueAt > this.#context.now())) return;
      await this.#make(id, waiting, isLast);
    }
  }

  async #make(id: string, waiting: Waiting, isLast: boolean): Promise<void> {
    const { done, lost, now, traceAfterSeconds } = this.#context;
    this.#waiting.delete(id);
    const found = await this.#find(id).catch(() => undefined);
    if (found !== undefined) {
      this.#export(found);
      done(1);
      return;
    }
    waiting.looks += 1;
    if (isLast || waiting.looks >= MOST_LOOKS) lost('store_failed', 1);
    else this.#waiting.set(id, { ...waiting, dueAt: now() + traceAfterSeconds });
  }

  #export({ call, timeline, stages }: FoundCall): void {
    const { hash, sampling, spans, chosen } = this.#context;
    const reason = sampleReason(call, traceIdOf(call, hash), sampling, stages);
    if (reason === undefined) return;
    const trace = traceOf(call, timeline, { hash, stages });
    this.#countExport(call.id);
    spans(trace);
    const [root] = trace;
    if (root !== undefined && (reason === 'ratio' || reason === 'parent')) chosen(call, root, stages);
  }

  #countExport(id: string): void {
    const count = (this.#exports.get(id) ?? 0) + 1;
    this.#exports.delete(id);
    this.#exports.set(id, count);
    const [oldest] = this.#exports.keys();
    if (this.#exports.size > MOST_EXPORTED && oldest !== undefined) this.#exports.delete(oldest);
  }

  /** Undefined: the store is behind. */
  async #find(id: string): Promise<FoundCall | undefined> {
    const store = await this.#context.store();
    const found = await store.findCall(id);
    if (found?.call.state !== 'ended') return undefined;
    const { call } = found;
    if (call.stages === undefined) return { ...found, stages: [] };
    const window = { since: call.startedAt - AROUND_SECONDS, until: (call.endedAt ?? call.startedAt) + AROUND_SECONDS };
    const { latencies } = await store.listLatencies({ callId: id, ...window, limit: MOST_STAGES });
    return { ...found, stages: latencies };
  }
}
