import { randomBytes } from 'node:crypto';
import { DEFAULT_TRACKER_SETTINGS } from '../calls/index.ts';
import type { Preset } from '../presets/index.ts';
import { createPipeline, labelText, type Clock, type Emit } from '../core/index.ts';
import { createEngine } from '../engine/index.ts';
import { createRegistry, type Registry } from '../metrics/index.ts';
import { createMetricsResponder } from '../metrics-node/index.ts';
import { createEmitter } from './emitter.ts';
import { openHealth } from './health.ts';
import { createKeyedHash } from './keyed-hash.ts';
import { createLifecycle } from './lifecycle.ts';
import { createListeners } from './listeners.ts';
import type { RingscopeOptions } from './ringscope-options.ts';
import { createRounds } from './rounds.ts';
import type { OpenShipper } from './ship/load-shipper.ts';
import type { Shipper } from './ship/shipper.ts';
import { createStreams } from './streams.ts';

/** Everything of an instance that `reset` makes anew, with all metrics at 0. */
export function compose(options: RingscopeOptions, presets: readonly Preset[], now: Clock, openShipper?: OpenShipper) {
  const { namespace, checks = {}, apiKeys, checkDeadlineSeconds } = options;
  const registry = createRegistry({ now, ...(namespace === undefined ? {} : { namespace }) });
  const shipper: Shipper | undefined = openShipper?.({
    lose: (reason, count) => engine.emit({ type: 'event.dropped', at: now(), stage: labelText('server'), reason, count }),
  });
  const { emit, engine } = composeEngine(options, presets, registry, now, shipper?.take);
  const health = openHealth(presets, checks, { startedAt: now(), now, after, checkDeadlineSeconds });
  const listeners = createListeners(engine.emit, now, engine.reroute);
  const streams = createStreams(engine.emit, now, engine.reroute);
  for (const consumer of [health, listeners, streams]) engine.add(consumer);
  const rounds = createRounds(engine, now);
  const listen = options.listen && { ...(apiKeys === undefined ? {} : { keys: apiKeys }), ...options.listen };
  const lifecycle = createLifecycle({ registry, rounds, now, listen, shipper, onTick: streams.tellLosses, onStop: streams.close });
  return { emit, registry, answer: createMetricsResponder(registry), rounds, health, listeners, streams, shipper, lifecycle };
}

/** An engine that tells no records, and keeps to the limit of what listeners may emit. `emit` is for the program. */
function composeEngine(options: RingscopeOptions, presets: readonly Preset[], registry: Registry, now: Clock, told?: Emit) {
  const { settings, catalogs = [], privacyKey: key = randomBytes(32) } = options;
  const pipeline = createPipeline(now);
  const { emit, emitOwn } = createEmitter(pipeline, now, told);
  const engine = createEngine({
    pipeline: { ...pipeline, emit: emitOwn },
    registry,
    catalogs: [...presets.map((preset) => preset.catalog), ...catalogs],
    settings: { ...DEFAULT_TRACKER_SETTINGS, ...settings },
    hashId: createKeyedHash('record', key),
    hashCallId: createKeyedHash('call-id', key),
    trunkOf: () => undefined,
    output: () => undefined,
  });
  return { emit, engine };
}

/** Calls back later without keeping the process alive for it. */
function after(seconds: number, callback: () => void): () => void {
  const timer = setTimeout(callback, seconds * 1000).unref();
  return () => clearTimeout(timer);
}
