import type { ActiveCounts } from './active-counts.ts';
import { ActiveTally, type ActiveGroup } from './active-tally.ts';
import { DueQueue } from './due-queue.ts';
import type { ReportedCall } from './reported-calls.ts';

/** How long a call is kept once closed: what is late amends it. */
const LATE_SECONDS = 64;

/** A call that is in no table yet. */
export type UnorderedCall = Omit<ReportedCall, 'order'>;

/** The reported calls in memory: what has changed or is due is found, and what is open counted, without a look at the rest. */
export class ReportedTable {
  readonly #calls = new Map<string, ReportedCall>();
  readonly #changed = new Set<ReportedCall>();
  readonly #due = new DueQueue<ReportedCall>();
  readonly #tally = new ActiveTally();
  #added = 0;

  get size(): number {
    return this.#calls.size;
  }

  get counts(): ActiveCounts {
    return this.#tally.counts;
  }

  /** The open ones by source and by what carries them. */
  get groups(): Iterable<ActiveGroup> {
    return this.#tally.groups;
  }

  get(key: string): ReportedCall | undefined {
    return this.#calls.get(key);
  }

  /** The oldest first. */
  all(): Iterable<ReportedCall> {
    return this.#calls.values();
  }

  add(call: UnorderedCall): ReportedCall {
    this.#added += 1;
    const added = { ...call, order: this.#added };
    this.#calls.set(call.key, added);
    this.#changed.add(added);
    return added;
  }

  /** Notes that there is something new in a call. */
  change(call: ReportedCall): void {
    this.#changed.add(call);
  }

  delete(call: ReportedCall): void {
    this.#count(call, false);
    this.#changed.delete(call);
    this.#due.remove(call);
    this.#calls.delete(call.key);
  }

  /** What has changed or is due by a time, the oldest first. It stays so until it is settled. */
  due(now: number): readonly ReportedCall[] {
    for (const call of this.#due.takeDue(now)) this.#changed.add(call);
    return [...this.#changed].toSorted((a, b) => a.order - b.order);
  }

  /** Counts a call that was brought up to the time, and keeps it until it is over. */
  settle(call: ReportedCall, now: number): void {
    // It may have been let go of since it was found due.
    if (this.#calls.get(call.key) !== call) return;
    this.#changed.delete(call);
    const isOpen = call.forgottenUntil === undefined && call.stage !== 'closed';
    if (!isOpen) call.dueAt = call.forgottenUntil ?? call.lastReceivedAt + LATE_SECONDS;
    if (!isOpen && call.dueAt <= now) return this.delete(call);
    this.#count(call, isOpen);
    this.#due.put(call);
  }

  #count(call: ReportedCall, isOpen: boolean): void {
    const { record } = call;
    if (!isOpen || record === undefined || record.state === 'ended') this.#tally.leave(call);
    else this.#tally.move(call, record.state, record.source, record.carrier ?? 'sip');
  }
}
