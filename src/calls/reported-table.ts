import type { ActiveCounts } from './active-counts.ts';
import { ActiveTally, type ActiveGroup } from './active-tally.ts';
import { DueQueue } from './due-queue.ts';
import { isOpenByItself, type ReportedCall, type UnorderedCall } from './reported-call.ts';
import { SETTLED_SECONDS } from './settled-calls.ts';

/** How long a call is kept once closed, or once it is clear that it is captured: what is late amends it, and the other half may come late. */
const LATE_SECONDS = SETTLED_SECONDS;

/** The reported calls in memory: what has changed or is due is found, and what is open counted, without a look at the rest. */
export class ReportedTable {
  readonly #calls = new Map<string, ReportedCall>();
  readonly #changed = new Set<ReportedCall>();
  readonly #due = new DueQueue<ReportedCall>();
  readonly #tally = new ActiveTally();
  /** Those that the table can do without, the oldest first. */
  readonly #spare = new Set<ReportedCall>();
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

  /** The call of a key, and the key. */
  find(key: string): { readonly key: string; readonly call: ReportedCall | undefined } {
    return { key, call: this.get(key) };
  }

  get(key: string): ReportedCall | undefined {
    return this.#calls.get(key);
  }

  /** The oldest first. */
  all(): Iterable<ReportedCall> {
    return this.#calls.values();
  }

  /** The one to let go of first. */
  oldest(): ReportedCall | undefined {
    for (const call of this.#spare) return call;
    for (const call of this.#calls.values()) return call;
    return undefined;
  }

  add(call: UnorderedCall): ReportedCall {
    const before = this.#calls.get(call.key);
    if (before !== undefined) this.delete(before);
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

  /** Counts a call no longer by itself: it is the half of another one. */
  join(call: ReportedCall): void {
    this.#tally.leave(call);
    this.#changed.add(call);
  }

  delete(call: ReportedCall): void {
    this.#count(call, false);
    this.#changed.delete(call);
    this.#due.remove(call);
    this.#spare.delete(call);
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
    const isOpen = isOpenByItself(call);
    if (isOpen) this.#spare.delete(call);
    else {
      if (call.stages.length === 0) call.dueAt = goneAt(call, now);
      if (call.dueAt <= now) return this.delete(call);
      this.#spare.add(call);
    }
    this.#count(call, isOpen);
    this.#due.put(call);
  }

  #count(call: ReportedCall, isOpen: boolean): void {
    const { record } = call;
    if (!isOpen || record === undefined || record.state === 'ended') this.#tally.leave(call);
    else this.#tally.move(call, record.state, record.source, record.carrier ?? 'sip');
  }
}

/** When a call that is none by itself is let go of: the half of a captured one not before that is over. */
function goneAt({ forgottenUntil, lastReceivedAt, captured }: ReportedCall, now: number): number {
  const goneAt = forgottenUntil ?? lastReceivedAt + LATE_SECONDS;
  return goneAt <= now && captured !== undefined && captured.stage !== 'closed' ? now + LATE_SECONDS : goneAt;
}
