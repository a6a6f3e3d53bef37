import type { EventOfType, TrackerOutput } from '../core/index.ts';
import { type TraceHash, traceIdOf } from '../traces/index.ts';

/** Calls whose program names a trace, while they go on; beyond it the oldest is let go. */
const MOST_TOLD = 20_000;

/** Which traces the calls of events are in, for who writes a line about one. */
export class CallTraces {
  readonly #hash: TraceHash;
  /** By the id of a captured call the trace that its program names: no event of the captured half says it. */
  readonly #told = new Map<string, string>();

  constructor(hash: TraceHash) {
    this.#hash = hash;
  }

  /** Takes what the tracker says. */
  take({ type, record }: TrackerOutput): void {
    if (type === 'call.closed') this.#told.delete(record.id);
    if (type !== 'call.told') return;
    this.#told.delete(record.id);
    if (record.isProvisional && record.traceparent !== undefined) this.#told.set(record.id, record.traceparent);
    const [oldest] = this.#told.keys();
    if (this.#told.size > MOST_TOLD && oldest !== undefined) this.#told.delete(oldest);
  }

  /** 32 hex digits. */
  idOf({ callId, callKey, traceparent: own }: Pick<EventOfType<'call.ended'>, 'callId' | 'callKey' | 'traceparent'>): string {
    const traceparent = this.#told.get(callId) ?? own;
    return traceIdOf({ callKey, ...(traceparent === undefined ? {} : { traceparent }) }, this.#hash);
  }
}
