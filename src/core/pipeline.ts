import { labelText } from '../metrics/index.ts';
import type { EventType, TelephonyEvent } from './events/index.ts';
import { type Compile, makeFunction } from './make-function.ts';
import { createRoutes, type Route, type Taker } from './routes.ts';
import { TimeGate } from './time-bounds.ts';
import type { Clock } from './time.ts';

/** Puts an event into the pipeline. It never throws. */
export type Emit = (event: TelephonyEvent) => void;

/** Takes one event. */
export type Accept = (event: TelephonyEvent) => void;

/** Something that takes events, in order. What it emits while doing so is delivered after the event at hand. */
export interface Consumer {
  /** The name under which its failures are counted. */
  readonly name: string;
  /** Whether events of a type are anything to it. It is asked once of each type, so the answer stays until `reroute`. Absent: all are. */
  takes?(type: EventType): boolean;
  /** What takes the events of one type, for a consumer that does something else with each. It is asked as `takes` is. Absent: `accept`. */
  acceptorOf?(type: EventType): Accept;
  accept(event: TelephonyEvent): void;
  /** Counts what happened once, and says nothing by it of how things are now. Absent: it takes nothing of that kind. */
  acceptPast?(event: TelephonyEvent): void;
}

/** Events in, every consumer that takes them in turn. */
export interface Pipeline {
  readonly emit: Emit;
  /**
   * The same for what untyped code made, of which an event is taken as its declaration says. False when it is none; then nobody gets it. It never throws.
   * A time more than an hour ahead or ten years back is not used: now stands for `at`, any other is absent, and `source.clock` tells it.
   */
  readonly offer: (value: unknown) => boolean;
  /** Adds a consumer behind the others. Done while composing, before the first event. */
  readonly add: (consumer: Consumer) => void;
  /** Asks the consumers anew which types they take: from the next event on, one goes past whom it does not concern. */
  readonly reroute: () => void;
}

/**
 * Delivers each event to all consumers that take it, in the order of emission, synchronously. A consumer that throws loses that event, the others do not:
 * the loss is an event itself (`event.dropped`), and a consumer that fails on that one too is not told again.
 */
export function createPipeline(now: Clock, compile: Compile = makeFunction): Pipeline {
  const routes = createRoutes(compile);
  const queue: TelephonyEvent[] = [];
  let isDraining = false;

  const deliver = (event: TelephonyEvent, takers: readonly Taker[]): void => {
    // Hot: by index, which makes no iterator.
    for (let place = 0; place < takers.length; place += 1) {
      try {
        takers[place]?.accept(event);
      } catch {
        if (event.type !== 'event.dropped')
          queue.push({
            type: 'event.dropped',
            at: now(),
            stage: labelText(takers[place]?.name ?? ''),
            reason: 'consumer_failed',
            count: 1,
          });
      }
    }
  };

  const drain = (): void => {
    for (let next = 0; next < queue.length; next += 1) {
      const event = queue[next];
      if (event !== undefined) deliver(event, routes.of(event.type).takers);
    }
    queue.length = 0;
  };

  // Hot: an event that nothing is made of does not go through the queue, whose memory would be new each time.
  const take = (event: TelephonyEvent, route: Route): void => {
    if (isDraining) {
      queue.push(event);
      return;
    }
    isDraining = true;
    deliver(event, route.takers);
    if (queue.length > 0) drain();
    isDraining = false;
  };

  const emit: Emit = (event) => take(event, routes.of(event.type));
  const gate = new TimeGate(now, emit);

  return {
    emit,
    offer(value) {
      const route = routes.offered(value);
      // The route was found by its check.
      const event = route && gate.pass(value as TelephonyEvent);
      if (route === undefined || event === undefined) return false;
      take(event, route);
      return true;
    },
    add: routes.add,
    reroute: routes.reroute,
  };
}
