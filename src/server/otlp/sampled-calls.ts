import type { CallRecord, TrackerOutput } from '../../core/index.ts';
import { sampleReason, type SamplerOptions, type TraceHash, traceIdOf } from '../../traces/index.ts';

/** Calls that go on and whose traces may be exported; beyond it the oldest is let go. */
const MOST_OPEN = 20_000;

/**
 * Finds the calls that are over and whose traces may be exported. It sees a half of a call at a time, and what was timed of its voice agent not at all: who makes the trace asks
 * `sampleReason` again, of the whole call. None that is kept there is passed over here.
 */
export class SampledCalls {
  readonly #options: SamplerOptions;
  readonly #hash: TraceHash;
  readonly #open = new Set<string>();

  constructor(options: SamplerOptions, hash: TraceHash) {
    this.#options = options;
    this.#hash = hash;
  }

  /** The id of such a call. Undefined: it goes on, or its trace is not exported. */
  take(output: TrackerOutput): string | undefined {
    if (output.type !== 'call.closed' && output.type !== 'call.amended' && output.type !== 'call.told') return undefined;
    const { type, record } = output;
    if (type === 'call.told' && record.isProvisional) {
      this.#note(record);
      return undefined;
    }
    const isNoted = this.#open.delete(record.id);
    return isNoted || this.#mayBeKept(record) ? record.id : undefined;
  }

  /** What a program tells while a call goes on is not told again when it is over. */
  #note(record: CallRecord): void {
    if (this.#open.has(record.id) || !this.#mayBeKept(record)) return;
    this.#open.add(record.id);
    const [oldest] = this.#open;
    if (this.#open.size > MOST_OPEN && oldest !== undefined) this.#open.delete(oldest);
  }

  #mayBeKept(record: CallRecord): boolean {
    const mayBeSlow = record.stages !== undefined && this.#options.keepsFailures;
    return mayBeSlow || sampleReason(record, traceIdOf(record, this.#hash), this.#options) !== undefined;
  }
}
