import type { ActiveState, LabelText } from '../core/index.ts';
import type { ActiveCounts } from './active-counts.ts';
import { ActiveTally } from './active-tally.ts';

/** Counts the calls that were seen in SIP by state as they change, and those that are dialogs by source. */
export class SipTally {
  readonly #active = new ActiveTally();
  readonly #dialogs = new Map<LabelText, number>();

  get counts(): ActiveCounts {
    return this.#active.counts;
  }

  /** How many dialogs there are, by each source that ever had one. */
  get dialogs(): ReadonlyMap<LabelText, number> {
    return this.#dialogs;
  }

  /** A call of a source has come to a state. Undefined: it is no longer active. */
  move(call: { active: ActiveState | undefined }, source: LabelText, to: ActiveState | undefined): void {
    if (call.active === to) return;
    if (call.active === 'answered') this.#addDialog(source, -1);
    if (to === 'answered') this.#addDialog(source, 1);
    this.#active.move(call, to);
  }

  #addDialog(source: LabelText, change: number): void {
    this.#dialogs.set(source, (this.#dialogs.get(source) ?? 0) + change);
  }
}
