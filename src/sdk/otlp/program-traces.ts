import type { CallRecord, Clock, LatencyRecord, TimelineEntry, TrackerOutput } from '../../core/index.ts';
import { sampleReason, type SamplerOptions, type Span, type TraceHash, traceIdOf, traceOf } from '../../traces/index.ts';
import { EarlyStages } from './early-stages.ts';

/** How long after a call was over its trace is made, so that what is told late of it is in: as a server does. */
const TRACE_AFTER_SECONDS = 15;
/** Calls of which something is kept; beyond it one is let go, and counted. */
const MOST_CALLS = 10_000;
/** Of one call. */
const MOST_ENTRIES = 1000;

interface TracesContext {
  readonly hash: TraceHash;
  /** Of this program alone, as another one may carry a call with the same Call-ID and go by the same name. */
  readonly maker: string;
  readonly sampling: SamplerOptions;
  readonly now: Clock;
  /** Told of calls that have no trace for lack of room. */
  readonly lost: (count: number) => void;
}

interface Kept {
  timeline: TimelineEntry[];
  stages: LatencyRecord[];
  /** Once it is over. */
  closed?: { record: CallRecord; readonly dueAt: number };
}

/** The traces of the calls of a program, made of what its tracker says when somebody takes them. */
export class ProgramTraces {
  readonly #context: TracesContext;
  readonly #calls = new Map<string, Kept>();
  /** Those that are over, in the order in which they are due. */
  readonly #due = new Set<string>();
  readonly #early: EarlyStages;

  constructor(context: TracesContext) {
    this.#context = context;
    this.#early = new EarlyStages(context.now);
  }

  take(output: TrackerOutput): void {
    if (output.type === 'registration.closed') return;
    if (output.type === 'latency.measured') {
      const call = this.#calls.get(output.record.callId);
      if (call === undefined) this.#early.put(output.record);
      else if (call.stages.length < MOST_ENTRIES) call.stages.push(output.record);
      return;
    }
    const { type, record, timeline } = output;
    // What comes when the trace is made already, and what belongs to a call that was captured, changes none.
    if (type === 'call.told' || (type === 'call.amended' && !this.#calls.has(record.id))) return;
    const call = this.#keep(record.id);
    call.timeline = [...call.timeline, ...timeline].slice(0, MOST_ENTRIES);
    if (call.closed !== undefined) call.closed.record = record;
    else if (type === 'call.closed') {
      call.closed = { record, dueAt: this.#context.now() + TRACE_AFTER_SECONDS };
      this.#due.add(record.id);
    }
  }

  /** Whether the trace of a call is due; with `isLast` that of any call that is over. */
  isDue(isLast: boolean): boolean {
    const [id = ''] = this.#due;
    const closed = this.#calls.get(id)?.closed;
    return closed !== undefined && (isLast || closed.dueAt <= this.#context.now());
  }

  /** The spans of the next one that is due, none when its trace is not kept. Undefined: none is due. */
  next(isLast: boolean): readonly Span[] | undefined {
    if (!this.isDue(isLast)) return undefined;
    const [id = ''] = this.#due;
    const call = this.#calls.get(id);
    this.#forget(id);
    if (call?.closed === undefined || !this.#isExported(call)) return [];
    const { timeline, stages, closed } = call;
    const { hash, maker } = this.#context;
    return traceOf(closed.record, timeline, { hash, maker, stages });
  }

  /** Lets go of all calls. Returns of how many that were over a trace would have been exported. */
  drop(): number {
    const count = [...this.#due].filter((id) => this.#isExported(this.#calls.get(id))).length;
    this.#due.clear();
    this.#calls.clear();
    return count;
  }

  /** Of a call in progress it is not known yet. */
  #isExported(call: Kept | undefined): boolean {
    if (call?.closed === undefined) return call !== undefined;
    const { hash, sampling } = this.#context;
    const { record } = call.closed;
    return sampleReason(record, traceIdOf(record, hash), sampling, call.stages) !== undefined;
  }

  #keep(id: string): Kept {
    let call = this.#calls.get(id);
    if (call !== undefined) return call;
    call = { timeline: [], stages: this.#early.take(id).slice(0, MOST_ENTRIES) };
    this.#calls.set(id, call);
    if (this.#calls.size > MOST_CALLS) this.#letGo();
    return call;
  }

  /** The oldest of those that are over goes first: what is in progress may last for long. */
  #letGo(): void {
    const [inProgress = ''] = this.#calls.keys();
    const [oldest = inProgress] = this.#due;
    const isLost = this.#isExported(this.#calls.get(oldest));
    this.#forget(oldest);
    if (isLost) this.#context.lost(1);
  }

  #forget(id: string): void {
    this.#due.delete(id);
    this.#calls.delete(id);
  }
}
