import { createTracker, DEFAULT_TRACKER_SETTINGS, type TrackerSettings } from '../calls/index.ts';
import { CATALOGS } from '../catalog/index.ts';
import { createPipeline, installCatalogs, type Catalog, type Clock, type Consumer } from '../core/index.ts';
import { createRegistry, type SharedRegistry } from '../metrics/index.ts';
import { createMetricsResponder, type MetricsResponder } from '../metrics-node/index.ts';
import { createKeyedHash } from './keyed-hash.ts';
import { createEmitter, type Emitter } from './emitter.ts';
import { createRounds, type Rounds } from './rounds.ts';

/** What an engine is made of. */
export interface EngineOptions {
  readonly namespace: string | undefined;
  readonly now: Clock;
  readonly settings: Partial<TrackerSettings>;
  /** Catalogs beside the canonical ones. */
  readonly catalogs: readonly Catalog[];
  /** Key of the hashes of ids. */
  readonly key: string | Uint8Array;
}

/** Events in, moved metrics out. */
export interface Engine extends Emitter {
  readonly registry: SharedRegistry;
  readonly answer: MetricsResponder;
  readonly rounds: Rounds;
  /** Adds a consumer behind tracker and catalogs. Done before the first event. */
  readonly add: (consumer: Consumer) => void;
  /** Asks the consumers anew which types they take. */
  readonly reroute: () => void;
}

/** Composes an engine with everything at 0. */
export function createEngine({ namespace, now, settings, catalogs, key }: EngineOptions): Engine {
  const registry = createRegistry({ now, ...(namespace === undefined ? {} : { namespace }) });
  const pipeline = createPipeline(now);
  const emitter = createEmitter(pipeline, now);
  const tracker = createTracker({
    settings: { ...DEFAULT_TRACKER_SETTINGS, ...settings },
    emit: emitter.emitOwn,
    hashId: createKeyedHash('record', key),
    hashCallId: createKeyedHash('call-id', key),
    trunkOf: () => undefined,
    output: () => undefined,
  });
  pipeline.add(tracker);
  pipeline.add(installCatalogs([...CATALOGS, ...catalogs], registry));
  return {
    ...emitter,
    registry,
    answer: createMetricsResponder(registry),
    rounds: createRounds(tracker, emitter.emitOwn, now),
    add: pipeline.add,
    reroute: pipeline.reroute,
  };
}
