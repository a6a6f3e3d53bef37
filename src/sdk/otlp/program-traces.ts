import type { CallRecord, Clock, LatencyRecord, TimelineEntry, TrackerOutput } from '../../core/index.ts';
import { sampleReason, type SamplerOptions, type Span, type TraceHash, traceIdOf, traceOf } from '../../traces/index.ts';

/** How long after a call was over its trace is made, so that what is told late of it is in: as a server does. */
const TRACE_AFTER_SECONDS = 15;
/** Calls of which something is kept; beyond it the oldest is let go, and counted. */
const MOST_CALLS = 10_000;
/** Of one call. */
const MOST_ENTRIES = 1000;

interface TracesContext {
  readonly hash: TraceHash;
  /** Of this program alone, as another one may carry a call with the same Call-ID and go by the same name. */
  readonly maker: string;
  readonly sampling: SamplerOptions;
  readonly now: Clock;
  readonly spans: (spans: readonly Span[]) => void;
  /** Told of calls that have no trace for lack of room. */
  readonly lost: (count: number) => void;
}

interface Kept {
  timeline: TimelineEntry[];
  stages: LatencyRecord[];
  /** Once it is over. */
  closed?: { record: CallRecord; readonly dueAt: number };
}

/** The traces of the calls of a program, made of what its tracker says. */
export class ProgramTraces {
  readonly #context: TracesContext;
  readonly #calls = new Map<string, Kept>();
  /** Those that are over, in the order in which they are due. */
  readonly #due = new Set<string>();

  constructor(context: TracesContext) {
    this.#context = context;
  }

  take(output: TrackerOutput): void {
    if (output.type === 'registration.closed') return;
    if (output.type === 'latency.measured') {
      const { stages } = this.#keep(output.record.callId);
      if (stages.length < MOST_ENTRIES) stages.push(output.record);
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

  /** Makes the traces that are due; with `isLast` those of all calls that are over. */
  look(isLast = false): void {
    for (const id of this.#due) {
      const call = this.#calls.get(id);
      if (call?.closed !== undefined && !isLast && call.closed.dueAt > this.#context.now()) return;
      this.#due.delete(id);
      this.#calls.delete(id);
      if (call?.closed !== undefined) this.#make(call.closed.record, call);
    }
  }

  #make(record: CallRecord, { timeline, stages }: Kept): void {
    const { hash, maker, sampling, spans } = this.#context;
    if (sampleReason(record, traceIdOf(record, hash), sampling, stages) === undefined) return;
    spans(traceOf(record, timeline, { hash, stages, maker }));
  }

  #keep(id: string): Kept {
    let call = this.#calls.get(id);
    if (call !== undefined) return call;
    call = { timeline: [], stages: [] };
    this.#calls.set(id, call);
    if (this.#calls.size > MOST_CALLS) {
      const [oldest = ''] = this.#calls.keys();
      this.#calls.delete(oldest);
      this.#due.delete(oldest);
      this.#context.lost(1);
    }
    return call;
  }
}
