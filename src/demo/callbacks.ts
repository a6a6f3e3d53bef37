import { ticks } from './arrivals.ts';
import { writeCall } from './call-flow.ts';
import { outboundOver } from './calls.ts';
import type { Begun } from './items.ts';
import { CARRIERS, PHONES } from './network.ts';
import type { TrafficOptions } from './traffic-options.ts';

/** From one to the next. */
const EVERY_SECONDS = 13;
/** How long before an incident they begin. */
const BEFORE_SECONDS = 120;
/** Where the first carrier fails, the next one is nearly always tried. */
const GIVEN_UP = 0.1;

/**
 * Calls that the office owes, made one after the other over one carrier. It is then that a carrier fails, as it is in life: with some calls an hour nobody would
 * notice for long, and no alert that waits for enough of them would fire.
 */
export function* callbacks(options: TrafficOptions): Generator<Begun, void> {
  const { seed, from, to = Infinity, incidents, callsPerHour } = options;
  if (callsPerHour <= 0) return;
  let over = from;
  for (const { kind, name, subject, begin, end } of incidents) {
    const carrier = CARRIERS.find(({ trunk }) => trunk === subject);
    if (carrier === undefined || (kind !== 'trunk_outage' && kind !== 'dead_carrier')) continue;
    const batch = { seed, from: Math.max(over, begin - BEFORE_SECONDS), to: Math.min(to, end), callsPerHour, incidents };
    over = Math.max(over, batch.to);
    for (const { at, random } of ticks(`callbacks ${name}`, EVERY_SECONDS, batch)) {
      const plan = outboundOver(carrier, { from: random.pick(PHONES), givenUp: GIVEN_UP }, at, random, incidents);
      yield { at, items: writeCall(plan, at, random).items };
    }
  }
}
