import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { loadPreset, type HealthAnswer } from '../presets/index.ts';
import { labelText, secondsBetween, type Emit, type EventOfType, type EventType } from '../core/index.ts';
import { requireLogin, type MetricsFetch, type MetricsHandler, type MetricsResponder } from '../metrics-node/index.ts';
import { checkExposure, checkOptions } from './check-options.ts';
import { compose } from './compose.ts';
import type { EventStream, StreamOptions } from './event-stream.ts';
import { createHealthLock } from './health-lock.ts';
import { checkMetricsPath, orderedByHealth } from './health.ts';
import { createFetchHandler, createHandler, withoutSlash, type Answers } from './handlers.ts';
import type { Listener } from './listeners.ts';
import { loadOtlp } from './otlp/load-otlp.ts';
import type { RingscopeOptions } from './ringscope-options.ts';
import { loadShipper } from './ship/load-shipper.ts';
import { createSubjects, type Subjects } from './subjects.ts';
import { createTraces, takesTraceContext, type Traces } from './traces.ts';
import { createTell } from './tell.ts';

/**
 * Metrics of a program that carries calls, messages or cards. Nothing of it throws into the program: an event that is none, a listener that fails and a
 * stream that is not read are counted in `ringscope_dropped_total`.
 */
export interface Ringscope extends Subjects {
  /** The traces of the host, where `openTelemetry` was given. */
  readonly traces: Traces;
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
  /** A listener for node:http, Express and Fastify: metrics and health at their paths, 404 at every other. */
  handler(): MetricsHandler;
  /** The same for servers of the Fetch standard, such as Hono. */
  fetchHandler(): MetricsFetch;
  /** The port that is listened on. Absent without `listen`, and before the start. */
  readonly port: number | undefined;
  /** The same for the health documents. Absent without `listenHealth`, and before the start. */
  readonly healthPort: number | undefined;
  /**
   * Starts what runs beside the events: rounds over the calls, which a program that is not started has at each scrape alone, the metrics of the process, what listens. It tells that the program began, and what it takes of its
   * host every few seconds. May be called twice.
   */
  start(): Promise<void>;
  /** Commits what is decided, closes the streams and ends what `start` began, in the reverse order. May be called twice; it does not start again. */
  stop(): Promise<void>;
  /** Commits at once every call that is decided, without waiting for what may still come, and reads what no event moves. */
  flush(): void;
  /** Stops, and makes everything as it was when created: for tests. Handlers that were handed out stay good. */
  reset(): Promise<void>;
}

/**
 * Makes an instance. Several do not see each other. Rejects with `CONFIG_INVALID` when an option or a preset is none, with `HTTP_EXPOSED` when it would listen beyond
 * loopback for everyone, and when two catalogs declare a metric in different ways.
 */
export async function createRingscope(options: RingscopeOptions = {}): Promise<Ringscope> {
  checkOptions(options);
  checkExposure(options);
  const { name = 'program', now = () => Date.now() / 1000, apiKeys: keys, basicAuth } = options;
  const loaded = await Promise.all((options.presets ?? []).map(async (preset) => ({ name: preset, preset: await loadPreset(preset) })));
  const presets = orderedByHealth(loaded, options.healthPreset);
  const openShipper = options.server && (await loadShipper(options.server));
  const openOtlp = await loadOtlp(options.otlp, { name, version: options.version });
  const metricsPath = withoutSlash(options.metricsPath ?? '/metrics');
  checkMetricsPath(metricsPath, presets);
  const metricsPaths = new Set([metricsPath, ...presets.flatMap((preset) => preset.metricsPaths ?? [])]);
  const makeParts = () => compose(options, presets, now, { openShipper, openOtlp });
  let parts = makeParts();
  const emit: Emit = (event) => parts.emit(event);
  const open: MetricsResponder = (headers) => parts.answer(headers);
  const metrics = keys === undefined && basicAuth === undefined ? open : requireLogin(open, { keys, basicAuth });
  const healthLock = await createHealthLock(options.presets ?? [], presets, { keys, basicAuth });
  const health = (path?: string) => parts.health.answer(path);
  const answers: Answers = { metrics, isMetrics: (path) => metricsPaths.has(path), healthAt: health, healthLock };
  const hasTraceContext = takesTraceContext();
  const traces = createTraces(options.openTelemetry, hasTraceContext);
  const tell = createTell({ emit, now, source: labelText(name) });
  return {
    ...createSubjects({
      tell,
      stopwatch,
      newId: randomUUID,
      traceparent: (told) => (hasTraceContext ? (told ?? traces.traceparent()) : undefined),
    }),
    traces,
    emit,
    on: (type, listener) => parts.listeners.on(type, listener),
    stream: (given = {}) => parts.streams.open(given),
    metrics: () => parts.metrics(),
    health,
    handler: () => createHandler(answers),
    fetchHandler: () => createFetchHandler(answers),
    get port() {
      return parts.lifecycle.port;
    },
    get healthPort() {
      return parts.lifecycle.healthPort;
    },
    start: () => parts.lifecycle.start(),
    stop: () => parts.lifecycle.stop(),
    flush() {
      parts.streams.tellLosses();
      parts.rounds.flush();
      parts.registry.collect(now());
      parts.shipper?.flush();
    },
    async reset() {
      await parts.lifecycle.stop();
      parts = makeParts();
    },
  };
}

function stopwatch(): () => number {
  const begunAt = performance.now();
  return () => secondsBetween(begunAt / 1000, performance.now() / 1000) ?? 0;
}
