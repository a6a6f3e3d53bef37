import type { EventType, TelephonyEvent } from '../core/index.ts';
import type { ActiveGroup } from './active-tally.ts';
import { createCarriedGauge } from './carried-gauge.ts';
import { createCensus } from './census.ts';
import { createModemFlaps } from './modem-flaps.ts';
import type { TrackerContext } from './tracker-context.ts';

/** What the tracker counts beside the states of calls: what carries them, whatever begins and ends by id, and modems that flap. */
export interface SideCounts {
  /** Whether it counts events of a type. */
  takes(type: EventType): boolean;
  accept(event: TelephonyEvent): void;
  /** Tells what has changed. `active` are all open calls. */
  tick(now: number, active: Iterable<ActiveGroup>): void;
}

/** Composes them. */
export function createSideCounts({ settings, emit }: TrackerContext): SideCounts {
  const carried = createCarriedGauge(emit);
  const census = createCensus({ emit, most: settings.maxCalls });
  const flaps = createModemFlaps(emit);
  return {
    takes: (type) => census.takes(type) || flaps.takes(type),
    accept(event) {
      census.accept(event);
      flaps.accept(event);
    },
    tick(now, active) {
      carried.show(active, now);
      census.tick(now);
    },
  };
}
