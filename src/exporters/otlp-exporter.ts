import type { Clock } from '../core/index.ts';
import { SeriesReader, type SharedPages } from '../metrics/index.ts';
import { ExportQueue, type OtlpLoss, type QueueState } from './export-queue.ts';
import type { Span } from '../traces/index.ts';
import type { ExportedLine } from './exported-line.ts';
import { loadTransformer } from './load-otlp.ts';
import { openSender } from './open-sender.ts';
import type { OtlpConfig, SignalConfig } from './otlp-config.ts';
import type { OtlpSignal } from './otlp-options.ts';
import type { Sender, Serializer } from './sent.ts';
import { createSerializers, type MetricsReading, pointsOf, type Serializers } from './serializers.ts';

/** Exports by OTLP whatever it is given, and holds up nobody. */
export interface OtlpExporter {
  spans(spans: readonly Span[]): void;
  lines(lines: readonly ExportedLine[]): void;
  /** How each signal that is exported is. */
  state(): ReadonlyMap<OtlpSignal, QueueState>;
  /** Sends what waits, within so many seconds; the rest is lost, and counted. */
  close(seconds: number): Promise<void>;
}

/** What an exporter is given. */
export interface OtlpContext {
  readonly version: string;
  /** Those of the registry that is exported. */
  readonly pages: SharedPages;
  /** Since when its sums count, Unix seconds. */
  readonly startedAt: number;
  readonly now: Clock;
  readonly lost: (signal: OtlpSignal, reason: OtlpLoss, count: number) => void;
  /** Told what the collector has taken. */
  readonly taken?: (signal: OtlpSignal, count: number) => void;
  /** Told that a try is over, whatever came of it. */
  readonly tried?: (signal: OtlpSignal) => void;
}

/** Of readings of metrics only the newest waits: each holds all that those before it held. */
const METRIC_READINGS = 1;

/** Loads the packages and reads the files of the configured signals, and starts. Throws `OTLP_PACKAGES_MISSING` and `OTLP_FILE_INVALID`. */
export async function createOtlpExporter(config: OtlpConfig, context: OtlpContext): Promise<OtlpExporter> {
  const transformer = await loadTransformer(config.signals.map(({ protocol }) => protocol));
  const described = { ...config, scope: { name: 'ringscope', version: context.version }, startedAt: context.startedAt };
  const open = async <T>(signal: OtlpSignal, of: (all: Serializers) => Serializer<T>): Promise<OpenSignal<T> | undefined> => {
    const one = config.signals.find((known) => known.signal === signal);
    if (one === undefined) return undefined;
    return { config: one, sender: await openSender(one, of(createSerializers(described, one.protocol, transformer))) };
  };
  const traces = await open('traces', (all) => all.traces);
  const logs = await open('logs', (all) => all.logs);
  const metrics = await open('metrics', (all) => all.metrics);
  const spans = traces && new ExportQueue({ ...queueOf(traces, context), batchOf: (items: readonly Span[]) => items });
  const lines = logs && new ExportQueue({ ...queueOf(logs, context), batchOf: (items: readonly ExportedLine[]) => items });
  const points = metrics && createMetricsQueue(metrics, context);
  const timer = points && readEvery(config.metricsSeconds, context, points);
  const all = new Map<OtlpSignal, { readonly state: QueueState; close(seconds: number): Promise<void> }>();
  if (spans !== undefined) all.set('traces', spans);
  if (points !== undefined) all.set('metrics', points);
  if (lines !== undefined) all.set('logs', lines);
  return {
    spans: (added) => spans?.add(added),
    lines: (added) => lines?.add(added),
    state: () => new Map([...all].map(([signal, queue]) => [signal, queue.state])),
    async close(seconds) {
      timer?.stop();
      await Promise.all([...all.values()].map((queue) => queue.close(seconds)));
    },
  };
}

interface OpenSignal<T> {
  readonly config: SignalConfig;
  readonly sender: Sender<T>;
}

function queueOf<T>({ config, sender }: OpenSignal<T>, { lost, taken, tried }: OtlpContext) {
  const { signal, queueItems, batchItems, delaySeconds } = config;
  return {
    sender,
    queueItems,
    batchItems,
    delaySeconds,
    lost: (reason: OtlpLoss, count: number): void => lost(signal, reason, count),
    taken: (count: number): void => taken?.(signal, count),
    tried: (): void => tried?.(signal),
    random: Math.random,
    after,
  };
}

function createMetricsQueue(open: OpenSignal<MetricsReading>, context: OtlpContext): ExportQueue<MetricsReading, MetricsReading> {
  return new ExportQueue({
    ...queueOf(open, context),
    queueItems: METRIC_READINGS,
    batchItems: 1,
    delaySeconds: 0,
    weigh: pointsOf,
    batchOf: ([reading]) => reading ?? { at: context.now(), families: [] },
  });
}

/** Reads the metrics again and again, and once more at the end. */
function readEvery(seconds: number, { pages, now }: OtlpContext, queue: ExportQueue<MetricsReading, MetricsReading>): { stop(): void } {
  const reader = new SeriesReader(pages);
  const read = (): void => queue.add([{ at: now(), families: [...reader.read()] }]);
  const timer = setInterval(read, seconds * 1000).unref();
  return {
    stop() {
      clearInterval(timer);
      read();
    },
  };
}

function after(seconds: number, callback: () => void): () => void {
  const timer = setTimeout(callback, seconds * 1000).unref();
  return () => clearTimeout(timer);
}
