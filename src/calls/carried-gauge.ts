import { ACTIVE_STATE, type Emit, type EventOfType } from '../core/index.ts';
import type { ActiveGroup } from './active-tally.ts';

/** Shows the open calls by who tells of them, what carries them and their state. */
export interface CarriedGauge {
  /** Groups of one source and carrier may come several times. */
  show(groups: Iterable<ActiveGroup>, now: number): void;
}

type Carried = Omit<EventOfType<'call.carried'>, 'at'>;

/** Emits `call.carried` for each source and carrier that ever had a call, whenever a count has changed. */
export function createCarriedGauge(emit: Emit): CarriedGauge {
  let shown = new Map<string, Carried>();
  return {
    show(groups, now) {
      const current = addUp(groups);
      for (const [key, carried] of shown) if (carried.count > 0 && !current.has(key)) current.set(key, { ...carried, count: 0 });
      for (const [key, carried] of current) if ((shown.get(key)?.count ?? 0) !== carried.count) emit({ ...carried, at: now });
      shown = current;
    },
  };
}

function addUp(groups: Iterable<ActiveGroup>): Map<string, Carried> {
  const counts = new Map<string, Carried>();
  for (const { source, carrier, counts: ofGroup } of groups) {
    for (const state of ACTIVE_STATE) {
      const key = `${state}|${carrier}|${source}`;
      const count = (counts.get(key)?.count ?? 0) + ofGroup[state];
      counts.set(key, { type: 'call.carried', source, carrier, state, count });
    }
  }
  return counts;
}
