import { DEFAULT_TRACKER_SETTINGS } from '../calls/index.ts';
import type { Preset } from '../presets/index.ts';
import { createPipeline, labelText, type Clock } from '../core/index.ts';
import { createEngine } from '../engine/index.ts';
import { createRegistry, type Registry } from '../metrics/index.ts';
import { createMetricsResponder, type ListenOptions, type RequestHeaders } from '../metrics-node/index.ts';
import { createEmitter } from './emitter.ts';
import { openHealth } from './health.ts';
import { createKeyedHash, privacyKeyOf } from './keyed-hash.ts';
import { createLifecycle } from './lifecycle.ts';
import { createListeners } from './listeners.ts';
import { createOwnFacts } from './own-facts.ts';
import type { OpenOtlp } from './otlp/load-otlp.ts';
import type { OtlpLink } from './otlp/otlp-link.ts';
import { openProgramLog, type ProgramLog } from './program-log.ts';
import type { RingscopeOptions } from './ringscope-options.ts';
import { createRounds } from './rounds.ts';
import type { OpenShipper } from './ship/load-shipper.ts';
import type { Shipper } from './ship/shipper.ts';
import { createStreams } from './streams.ts';
import { createLossTeller } from './tell-losses.ts';

/** From one reading of what no event moves to the next, unless the program says otherwise. */
const COLLECT_SECONDS = 5;

type OtlpLose = Parameters<OpenOtlp>[0]['lose'];

/** What leads out of the program. Undefined: nobody asked for it. */
interface WaysOut {
  readonly openShipper: OpenShipper | undefined;
  readonly openOtlp: OpenOtlp | undefined;
}

/** Everything of an instance that `reset` makes anew, with all metrics at 0. */
export function compose(options: RingscopeOptions, presets: readonly Preset[], now: Clock, { openShipper, openOtlp }: WaysOut) {
  const { name = 'program', namespace, version, checks = {}, checkDeadlineSeconds, collectSeconds = COLLECT_SECONDS } = options;
  const registry = createRegistry({ now, ...(namespace === undefined ? {} : { namespace }) });
  const shipper: Shipper | undefined = openShipper?.({
    lose: (reason, count) => engine.emit({ type: 'event.dropped', at: now(), stage: labelText('server'), reason, count }),
  });
  const privacyKey = privacyKeyOf(options.privacyKey);
  const programLog = openProgramLog(options.log, name);
  const loseExported: OtlpLose = (what, reason, count) =>
    engine.emit({ type: 'event.dropped', at: now(), stage: labelText(`otlp_${what}`), reason, count });
  const otlp = openOtlp?.({ pages: registry.pages(), privacyKey, now, lose: loseExported, log: programLog });
  const { emit, engine } = composeEngine({ ...options, privacyKey }, presets, registry, now, { shipper, otlp });
  const health = openHealth(presets, checks, { startedAt: now(), now, after, version, checkDeadlineSeconds });
  const listeners = createListeners(engine.emit, now, engine.reroute);
  const streams = createStreams(engine.emit, now, engine.reroute);
  const log = exportedLog(programLog, otlp);
  for (const consumer of [health, listeners, streams]) engine.add(consumer);
  listeners.on('event.dropped', createLossTeller(log));
  if (options.onDropped !== undefined) listeners.on('event.dropped', options.onDropped);
  const rounds = createRounds(engine, now);
  const lifecycle = createLifecycle({
    registry,
    rounds,
    now,
    listen: listenOf(options),
    health: options.listenHealth && { ...options.listenHealth, at: health.answer },
    facts: createOwnFacts(options, engine.emit, now, shipper),
    readsHost: presets.some((preset) => preset.readsHost === true),
    collectSeconds,
    log,
    shipper,
    otlp,
    onTick: streams.tellLosses,
    onStop: streams.close,
  });
  /** Brings the metrics up to the time where nothing else does: a program that was not started is scraped all the same. */
  const catchUp = (): void => {
    if (lifecycle.isRunning) return;
    rounds.catchUp();
    registry.collect(now());
  };
  const respond = createMetricsResponder(registry);
  return {
    emit,
    registry,
    answer: (headers: RequestHeaders) => (catchUp(), respond(headers)),
    metrics: () => (catchUp(), registry.compose('text')),
    rounds,
    health,
    listeners,
    streams,
    shipper,
    lifecycle,
  };
}

/** What the listening thread is started with. */
function listenOf({ listen, apiKeys, basicAuth, metricsPath }: RingscopeOptions): ListenOptions | undefined {
  return (
    listen && {
      ...(apiKeys === undefined ? {} : { keys: apiKeys }),
      ...(basicAuth === undefined ? {} : { basicAuth }),
      ...(metricsPath === undefined ? {} : { path: metricsPath }),
      ...listen,
    }
  );
}

/** An engine whose records nobody keeps, and keeps to the limit of what listeners may emit. `emit` is for the program. */
function composeEngine(
  options: RingscopeOptions & { readonly privacyKey: Uint8Array },
  presets: readonly Preset[],
  registry: Registry,
  now: Clock,
  { shipper, otlp }: { readonly shipper: Shipper | undefined; readonly otlp: OtlpLink | undefined },
) {
  const { name = 'program', settings, catalogs = [], privacyKey: key } = options;
  const pipeline = createPipeline(now);
  const { emit, emitOwn } = createEmitter(pipeline, now, labelText(name), shipper?.take);
  const engine = createEngine({
    pipeline: { ...pipeline, emit: emitOwn },
    registry,
    catalogs: [...presets.map((preset) => preset.catalog), ...catalogs],
    settings: { ...DEFAULT_TRACKER_SETTINGS, ...settings },
    hashId: createKeyedHash('record', key),
    hashCallId: createKeyedHash('call-id', key),
    trunkOf: () => undefined,
    output: (output) => otlp?.take(output),
  });
  return { emit, engine };
}

/** A log whose lines are exported as well. */
function exportedLog(log: ProgramLog, otlp: OtlpLink | undefined): ProgramLog {
  if (otlp === undefined) return log;
  return {
    ...log,
    info(message) {
      log.info(message);
      otlp.line('info', message);
    },
    warning(message) {
      log.warning(message);
      otlp.line('warn', message);
    },
  };
}

/** Calls back later without keeping the process alive for it. */
function after(seconds: number, callback: () => void): () => void {
  const timer = setTimeout(callback, seconds * 1000).unref();
  return () => clearTimeout(timer);
}
