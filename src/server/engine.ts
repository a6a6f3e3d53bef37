import { createTracker, type Tracker, type TrackerContext, type TrackerSettings, type TrunkOf } from '../calls/index.ts';
import { CATALOGS } from '../catalog/index.ts';
import { createPipeline, installCatalogs, type Clock, type Emit, type Consumer, type TrackerOutput } from '../core/index.ts';
import type { Registry } from '../metrics/index.ts';

/** What an engine is made of. */
export interface EngineOptions extends Pick<TrackerContext, 'hashId' | 'hashCallId' | 'sealCallId'> {
  readonly registry: Registry;
  readonly now: Clock;
  readonly settings: TrackerSettings;
  readonly trunkOf: TrunkOf;
  /** Takes every record that is new or changed. */
  readonly output: (output: TrackerOutput) => void;
}

/** Events in, records and moved metrics out: the pipeline with the tracker and the catalogs, the same for a server and for an import. */
export interface Engine extends Pick<
  Tracker,
  'tick' | 'beginTick' | 'settleAll' | 'adopt' | 'giveUp' | 'forget' | 'isForgotten' | 'counts'
> {
  readonly emit: Emit;
  /** Adds a consumer behind tracker and catalogs. Done before the first event. */
  readonly add: (consumer: Consumer) => void;
}

/** Composes an engine. */
export function createEngine(options: EngineOptions): Engine {
  const pipeline = createPipeline(options.now);
  const tracker = createTracker({ ...options, emit: pipeline.emit });
  pipeline.add(tracker);
  pipeline.add(installCatalogs(CATALOGS, options.registry));
  return {
    emit: pipeline.emit,
    add: pipeline.add,
    tick: tracker.tick,
    beginTick: tracker.beginTick,
    settleAll: tracker.settleAll,
    adopt: tracker.adopt,
    giveUp: tracker.giveUp,
    forget: tracker.forget,
    isForgotten: tracker.isForgotten,
    get counts() {
      return tracker.counts;
    },
  };
}
