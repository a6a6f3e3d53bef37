import { labelText, type ActiveState, type CallCarrier, type LabelText } from '../core/index.ts';
import type { ActiveCounts } from './active-counts.ts';

/** The active calls of one source that one thing carries. */
export interface ActiveGroup {
  readonly source: LabelText;
  readonly carrier: CallCarrier;
  readonly counts: { -readonly [S in ActiveState]: number };
}

/** Where a call is counted. */
export interface Counted {
  /** Undefined: it is not active. */
  active: ActiveState | undefined;
  group: ActiveGroup | undefined;
}

/** Further sources are counted together. */
const MOST_GROUPS = 256;
const OVERFLOW = labelText('overflow');

/** Counts calls by state as they change, and by their source and carrier. */
export class ActiveTally {
  readonly #counts = { setup: 0, ringing: 0, answered: 0 };
  readonly #groups = new Map<string, ActiveGroup>();

  get counts(): ActiveCounts {
    return this.#counts;
  }

  get groups(): Iterable<ActiveGroup> {
    return this.#groups.values();
  }

  /** A call of a source has come to a state. */
  move(call: Counted, to: ActiveState, source: LabelText, carrier: CallCarrier): void {
    this.leave(call);
    this.#counts[to] += 1;
    call.active = to;
    call.group = this.#groupOf(source, carrier);
    call.group.counts[to] += 1;
  }

  /** A call is no longer active. */
  leave(call: Counted): void {
    const { active, group } = call;
    if (active === undefined) return;
    this.#counts[active] -= 1;
    if (group !== undefined) group.counts[active] -= 1;
    call.active = undefined;
    call.group = undefined;
  }

  #groupOf(source: LabelText, carrier: CallCarrier): ActiveGroup {
    const known = this.#groups.get(`${carrier}|${source}`);
    if (known !== undefined) return known;
    if (this.#groups.size >= MOST_GROUPS) this.#dropEmpty();
    if (this.#groups.size >= MOST_GROUPS && source !== OVERFLOW) return this.#groupOf(OVERFLOW, carrier);
    const group = { source, carrier, counts: { setup: 0, ringing: 0, answered: 0 } };
    this.#groups.set(`${carrier}|${source}`, group);
    return group;
  }

  #dropEmpty(): void {
    for (const [key, { counts }] of this.#groups) if (counts.setup + counts.ringing + counts.answered === 0) this.#groups.delete(key);
  }
}
