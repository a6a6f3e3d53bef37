import type { EventType, TelephonyEvent } from '../core/index.ts';
import type { ActiveCounts } from './active-counts.ts';
import { createCarrierGauge } from './carrier-gauge.ts';
import { createCensus } from './census.ts';
import { createModemFlaps } from './modem-flaps.ts';
import type { ReportedCalls } from './reported-calls.ts';
import type { TrackerContext } from './tracker-context.ts';

/** What the tracker counts beside the states of calls: what carries them, whatever begins and ends by id, and modems that flap. */
export interface SideCounts {
  /** Whether it counts events of a type. */
  takes(type: EventType): boolean;
  accept(event: TelephonyEvent): void;
  /** Tells what has changed. `active` are all open calls by state. */
  tick(now: number, active: ActiveCounts): void;
}

/** Composes them. */
export function createSideCounts({ settings, emit }: TrackerContext, reported: ReportedCalls): SideCounts {
  const carriers = createCarrierGauge(emit);
  const census = createCensus({ emit, most: settings.maxCalls });
  const flaps = createModemFlaps(emit);
  return {
    takes: (type) => census.takes(type) || flaps.takes(type),
    accept(event) {
      census.accept(event);
      flaps.accept(event);
    },
    tick(now, { setup, ringing, answered }) {
      carriers.show(reported.countCarriers(), setup + ringing + answered, now);
      census.tick(now);
    },
  };
}
