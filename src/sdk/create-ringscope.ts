import { randomBytes, randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { TrackerSettings } from '../calls/index.ts';
import { loadPreset, type Check, type HealthAnswer, type Preset, type PresetName } from '../catalog/index.ts';
import { labelText, secondsBetween, type Catalog, type Clock, type Emit, type EventOfType, type EventType } from '../core/index.ts';
import { requireKey, type ListenOptions, type MetricsFetch, type MetricsHandler, type MetricsResponder } from '../metrics-node/index.ts';
import { createEngine } from './engine.ts';
import type { EventStream, StreamOptions } from './event-stream.ts';
import { createFetchHandler, createHandler } from './handlers.ts';
import { openHealth } from './health.ts';
import { createLifecycle } from './lifecycle.ts';
import { createListeners, type Listener } from './listeners.ts';
import { createStreams } from './streams.ts';
import { createSubjects, type Subjects } from './subjects.ts';
import { createTell } from './tell.ts';

/** What may be chosen. Nothing needs to be. */
export interface RingscopeOptions {
  /** The name of the program, the `source` of its events. Default `program`. */
  readonly name?: string;
  /** The systems whose names and health documents the program shows as well. One that is not named is not loaded. */
  readonly presets?: readonly PresetName[];
  /** Catalogs of the program itself, beside the canonical ones. */
  readonly catalogs?: readonly Catalog[];
  /** Replaces the leading `telephony` of metric names. */
  readonly namespace?: string;
  /** What the health documents look at beside the events, by name, e.g. a database; for presets whose document has checks. */
  readonly checks?: Readonly<Record<string, Check>>;
  /** How long all checks together may take, seconds. Default: as long as in the system whose document it is. */
  readonly checkDeadlineSeconds?: number;
  /** The time, Unix seconds with a fraction. Default: the clock of the machine. */
  readonly now?: Clock;
  /** The key of the hashes that ids of calls become. Default: a random one, so that ids differ after a restart. */
  readonly privacyKey?: string | Uint8Array;
  /** How calls are decided, where it differs from the settings of a server. */
  readonly settings?: Partial<TrackerSettings>;
  /** Keys of which a request for metrics must carry one, as `Authorization: Bearer`; health stays open. Default: everyone is answered. */
  readonly apiKeys?: readonly string[];
  /** With it, `start` begins a thread that serves `/metrics` and `/livez` even while this one is stuck. */
  readonly listen?: ListenOptions;
}

/**
 * Metrics of a program that carries calls, messages or cards. Nothing of it throws into the program: an event that is none, a listener that fails and a
 * stream that is not read are counted in `ringscope_dropped_total`.
 */
export interface Ringscope extends Subjects {
  /** Takes one event; metrics have moved and listeners were called when it returns. */
  readonly emit: Emit;
  /** Calls `listener` with every event of a type, those made by ringscope itself among them, until the result is called. */
  on<T extends EventType>(type: T, listener: Listener<T>): () => void;
  /** The events from now on, for `for await`. It is closed by `stop`. */
  stream<T extends EventType = EventType>(options?: StreamOptions<T>): EventStream<EventOfType<T>>;
  /** The exposition for Prometheus as one text. */
  metrics(): string;
  /** The health document at a path, as the handlers send it; undefined when there is none. Without a path, the first document. */
  health(path?: string): HealthAnswer | Promise<HealthAnswer> | undefined;
  /** A listener for node:http, Express and Fastify: health at its paths, metrics at every other path. */
  handler(): MetricsHandler;
  /** The same for servers of the Fetch standard, such as Hono. */
  fetchHandler(): MetricsFetch;
  /** The port that is listened on. Absent without `listen`, and before the start. */
  readonly port: number | undefined;
  /** Starts what runs beside the events: rounds over the calls, the metrics of the process, the thread that listens. May be called twice. */
  start(): Promise<void>;
  /** Commits what is decided, closes the streams and ends what `start` began, in the reverse order. May be called twice; it does not start again. */
  stop(): Promise<void>;
  /** Commits at once every call that is decided, without waiting for what may still come, and reads what no event moves. */
  flush(): void;
  /** Stops, and makes everything as it was when created: for tests. Handlers that were handed out stay good. */
  reset(): Promise<void>;
}

/** Makes an instance. Several do not see each other. Rejects when `presets` names none, or two catalogs declare a metric in different ways. */
export async function createRingscope(options: RingscopeOptions = {}): Promise<Ringscope> {
  const { name = 'program', now = () => Date.now() / 1000 } = options;
  const presets = await Promise.all((options.presets ?? []).map(loadPreset));
  let parts = compose(options, presets, now);
  const emit: Emit = (event) => parts.engine.emit(event);
  const open: MetricsResponder = (headers) => parts.engine.answer(headers);
  const answer = options.apiKeys === undefined ? open : requireKey(open, options.apiKeys);
  const health = (path?: string) => parts.health.answer(path);
  const tell = createTell({ emit, now, source: labelText(name) });
  return {
    ...createSubjects({ tell, stopwatch, newId: randomUUID }),
    emit,
    on: (type, listener) => parts.listeners.on(type, listener),
    stream: (given = {}) => parts.streams.open(given),
    metrics: () => parts.engine.registry.compose('text'),
    health,
    handler: () => createHandler(answer, health),
    fetchHandler: () => createFetchHandler(answer, health),
    get port() {
      return parts.lifecycle.port;
    },
    start: () => parts.lifecycle.start(),
    stop: () => parts.lifecycle.stop(),
    flush() {
      parts.streams.tellLosses();
      parts.engine.rounds.flush();
      parts.engine.registry.collect(now());
    },
    async reset() {
      await parts.lifecycle.stop();
      parts = compose(options, presets, now);
    },
  };
}

/** Everything of an instance that `reset` makes anew. */
function compose(options: RingscopeOptions, presets: readonly Preset[], now: Clock) {
  const { namespace, settings = {}, catalogs = [], checks = {}, privacyKey, apiKeys } = options;
  const listen = options.listen && { ...(apiKeys === undefined ? {} : { keys: apiKeys }), ...options.listen };
  const all = [...presets.map((preset) => preset.catalog), ...catalogs];
  const engine = createEngine({ namespace, now, settings, catalogs: all, key: privacyKey ?? randomBytes(32) });
  const health = openHealth(presets, checks, { startedAt: now(), now, after, checkDeadlineSeconds: options.checkDeadlineSeconds });
  const listeners = createListeners(engine.emitOwn, now, engine.reroute);
  const streams = createStreams(engine.emitOwn, now, engine.reroute);
  for (const consumer of [health, listeners, streams]) engine.add(consumer);
  const lifecycle = createLifecycle({ engine, now, listen, onTick: streams.tellLosses, onStop: streams.close });
  return { engine, health, listeners, streams, lifecycle };
}

/** Calls back later without keeping the process alive for it. */
function after(seconds: number, callback: () => void): () => void {
  const timer = setTimeout(callback, seconds * 1000).unref();
  return () => clearTimeout(timer);
}

function stopwatch(): () => number {
  const begunAt = performance.now();
  return () => secondsBetween(begunAt / 1000, performance.now() / 1000) ?? 0;
}
