import { createTracker, type Tracker, type TrackerContext } from '../calls/index.ts';
import { CATALOGS } from '../catalog/index.ts';
import { installCatalogs, type Catalog, type Consumer, type Emit, type Pipeline, type TelephonyEvent } from '../core/index.ts';
import type { Registry } from '../metrics/index.ts';
import { markSynthetic } from './mark-synthetic.ts';

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
  /** Metrics of a subject that only programs tell of come with its first event. Absent: all are there from the start. */
  readonly hidesUntold?: boolean;
  /** Asked of an event before each of them moves metrics; true when they shall not move before it is given to `count`. Absent: all move them at once. */
  readonly holdCount?: (event: TelephonyEvent) => boolean;
  /** What comes in is generated: every record is marked as synthetic. Absent: it is real. */
  readonly isSynthetic?: boolean;
}

/** Events in, records and moved metrics out: a pipeline with the tracker and the catalogs. Further consumers are added behind them. */
export interface Engine extends Pipeline, Omit<Tracker, keyof Consumer> {
  /** Moves the metrics by an event that was held back, and does nothing else with it. */
  readonly count: Emit;
  /** The same by an event of long ago: gauges stay, for they show how things are now. */
  readonly countPast: Emit;
}

/** Composes an engine: the same for a server, an import and a program. */
export function createEngine({
  pipeline,
  registry,
  catalogs = [],
  counters = [],
  hidesUntold = false,
  holdCount,
  isSynthetic = false,
  ...context
}: EngineOptions): Engine {
  const marks = markSynthetic(context.output, isSynthetic);
  const tracker = createTracker({ ...context, output: marks.output, emit: pipeline.emit });
  pipeline.add(tracker);
  const counting = [
    ...(registry === undefined ? [] : [installCatalogs([...CATALOGS, ...catalogs], registry, { hidesUntold })]),
    ...counters,
  ];
  for (const one of counting) pipeline.add(holdCount === undefined ? one : holding(one, holdCount));
  return {
    ...pipeline,
    count(event) {
      for (const one of counting) if (one.takes?.(event.type) ?? true) one.accept(event);
    },
    countPast(event) {
      for (const one of counting) if (one.takes?.(event.type) ?? true) one.acceptPast?.(event);
    },
    tick: tracker.tick,
    beginTick: tracker.beginTick,
    settleAll: tracker.settleAll,
    adopt(calls, now) {
      marks.adopt(calls);
      tracker.adopt(calls, now);
    },
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
