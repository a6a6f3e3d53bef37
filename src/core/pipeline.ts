import { labelText } from '../metrics/index.ts';
import type { Clock } from './time.ts';
import type { EventType, TelephonyEvent } from './events/index.ts';

/** Puts an event into the pipeline. It never throws. */
export type Emit = (event: TelephonyEvent) => void;

/** Takes one event. */
export type Accept = (event: TelephonyEvent) => void;

/** Something that takes events, in order. What it emits while doing so is delivered after the event at hand. */
export interface Consumer {
  /** The name under which its failures are counted. */
  readonly name: string;
  /** Whether events of a type are anything to it. It is asked once of each type, so the answer stays. Absent: all are. */
  takes?(type: EventType): boolean;
  /** What takes the events of one type, for a consumer that does something else with each. It is asked once of each type. Absent: `accept`. */
  acceptorOf?(type: EventType): Accept;
  accept(event: TelephonyEvent): void;
}

/** Events in, every consumer that takes them in turn. */
export interface Pipeline {
  readonly emit: Emit;
  /** Adds a consumer behind the others. Done while composing, before the first event. */
  readonly add: (consumer: Consumer) => void;
}

interface Taker {
  readonly name: string;
  readonly accept: Accept;
}

function takerOf(consumer: Consumer, type: EventType): Taker {
  return { name: consumer.name, accept: consumer.acceptorOf?.(type) ?? ((event) => consumer.accept(event)) };
}

/**
 * Delivers each event to all consumers that take it, in the order of emission, synchronously. A consumer that throws loses that event, the others do not:
 * the loss is an event itself (`event.dropped`), and a consumer that fails on that one too is not told again.
 */
export function createPipeline(now: Clock): Pipeline {
  const consumers: Consumer[] = [];
  /** Who takes the events of each type. Hot: without it, an event goes past everyone whom it does not concern. */
  const routes = new Map<EventType, readonly Taker[]>();
  const queue: TelephonyEvent[] = [];
  let isDraining = false;

  const route = (type: EventType): readonly Taker[] => {
    const takers = consumers.filter((consumer) => consumer.takes?.(type) ?? true).map((consumer) => takerOf(consumer, type));
    routes.set(type, takers);
    return takers;
  };

  const deliver = (event: TelephonyEvent): void => {
    const takers = routes.get(event.type) ?? route(event.type);
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
      if (event !== undefined) deliver(event);
    }
    queue.length = 0;
  };

  // Hot: an event that nothing is made of does not go through the queue, whose memory would be new each time.
  const emit: Emit = (event) => {
    if (isDraining) {
      queue.push(event);
      return;
    }
    isDraining = true;
    deliver(event);
    if (queue.length > 0) drain();
    isDraining = false;
  };

  return { emit, add: (consumer) => void consumers.push(consumer) };
}
