import { createTracker, type Tracker, type TrackerContext } from '../calls/index.ts';
import { CATALOGS } from '../catalog/index.ts';
import { installCatalogs, type Catalog, type Consumer, type Pipeline } from '../core/index.ts';
import type { Registry } from '../metrics/index.ts';

/** What an engine is made of. */
export interface EngineOptions extends Omit<TrackerContext, 'emit'> {
  /** What the events go through. What the tracker derives goes by its `emit` as well. */
  readonly pipeline: Pipeline;
  /** What the catalogs move. Absent: no metrics are kept. */
  readonly registry?: Registry;
  /** Catalogs beside the canonical ones. */
  readonly catalogs?: readonly Catalog[];
}

/** Events in, records and moved metrics out: a pipeline with the tracker and the catalogs. Further consumers are added behind them. */
export interface Engine extends Pipeline, Omit<Tracker, keyof Consumer> {}

/** Composes an engine: the same for a server, an import and a program. */
export function createEngine({ pipeline, registry, catalogs = [], ...context }: EngineOptions): Engine {
  const tracker = createTracker({ ...context, emit: pipeline.emit });
  pipeline.add(tracker);
  if (registry !== undefined) pipeline.add(installCatalogs([...CATALOGS, ...catalogs], registry));
  return {
    ...pipeline,
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
