import { createTracker, type Tracker, type TrackerContext } from '../calls/index.ts';
import { CATALOGS } from '../catalog/index.ts';
import { installCatalogs, type Catalog, type Consumer, type Emit, type Pipeline, type TelephonyEvent } from '../core/index.ts';
import type { Registry } from '../metrics/index.ts';

/** What an engine is made of. */
export interface EngineOptions extends Omit<TrackerContext, 'emit'> {
  /** What the events go through. What the tracker derives goes by its `emit` as well. */
  readonly pipeline: Pipeline;
  /** What the catalogs move. Absent: no metrics are kept. */
  readonly registry?: Registry;
  /** Catalogs beside the canonical ones. */
  readonly catalogs?: readonly Catalog[];
  /** What else moves metrics. */
  readonly counters?: readonly Consumer[];
  /** Asked of an event before each of them moves metrics; true when they shall not move before it is given to `count`. Absent: all move them at once. */
  readonly holdCount?: (event: TelephonyEvent) => boolean;
}

/** Events in, records and moved metrics out: a pipeline with the tracker and the catalogs. Further consumers are added behind them. */
export interface Engine extends Pipeline, Omit<Tracker, keyof Consumer> {
  /** Moves the metrics by an event that was held back, and does nothing else with it. */
  readonly count: Emit;
}

/** Composes an engine: the same for a server, an import and a program. */
export function createEngine({ pipeline, registry, catalogs = [], counters = [], holdCount, ...context }: EngineOptions): Engine {
  const tracker = createTracker({ ...context, emit: pipeline.emit });
  pipeline.add(tracker);
  const counting = [...(registry === undefined ? [] : [installCatalogs([...CATALOGS, ...catalogs], registry)]), ...counters];
  for (const one of counting) pipeline.add(holdCount === undefined ? one : holding(one, holdCount));
  return {
    ...pipeline,
    count(event) {
      for (const one of counting) if (one.takes?.(event.type) ?? true) one.accept(event);
    },
    tick: tracker.tick,
    beginTick: tracker.beginTick,
    settleAll: tracker.settleAll,
    adopt: tracker.adopt,
    giveUp: tracker.giveUp,
    forget: tracker.forget,
    isForgotten: tracker.isForgotten,
    configure: tracker.configure,
    get counts() {
      return tracker.counts;
    },
  };
}

/** A consumer past which goes what is held back. */
function holding(consumer: Consumer, hold: (event: TelephonyEvent) => boolean): Consumer {
  return {
    ...consumer,
    acceptorOf(type) {
      const accept = consumer.acceptorOf?.(type) ?? ((event) => consumer.accept(event));
      return (event) => {
        if (!hold(event)) accept(event);
      };
    },
  };
}
