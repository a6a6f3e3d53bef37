import { randomBytes } from 'node:crypto';
import type { Span } from '../traces/index.ts';
import type { ExportedLine } from './exported-line.ts';
import { loadTransformer } from './load-otlp.ts';
import { openSender } from './open-sender.ts';
import type { OtlpConfig, SignalConfig } from './otlp-config.ts';
import type { OtlpSignal } from './otlp-options.ts';
import type { Sender, Sent, Serializer } from './sent.ts';
import { createSerializers, type MetricsReading, type Serializers } from './serializers.ts';

/** What the collector did with one signal. */
export interface SignalTrial extends Pick<SignalConfig, 'protocol' | 'url'> {
  readonly signal: OtlpSignal;
  readonly isTaken: boolean;
  /** What the collector did instead, or said besides. Names no secret. */
  readonly reason?: string;
}

/** How a collector is tried. */
export interface TrialContext {
  readonly version: string;
  /** Unix seconds. */
  readonly now: number;
  /** The trace of the span and of the line. Absent: requests without anything in them are sent, which change nothing. */
  readonly traceId?: string;
  /** Ends what is under way. */
  readonly signal?: AbortSignal;
}

/** What the span, the metric and the line are named. */
const NAME = 'ringscope.test';
const METRIC = 'ringscope_otlp_test';
/** A request of any signal in protobuf: a resource of which nothing is said. One of no bytes is refused by some. */
const NOTHING = Uint8Array.of(0x0a, 0);

/** Sends one item of each signal that is exported, once, and says what became of it. Throws `OTLP_PACKAGES_MISSING` and `OTLP_FILE_INVALID`. */
export async function tryCollector(config: OtlpConfig, context: TrialContext): Promise<readonly SignalTrial[]> {
  const transformer = await loadTransformer(config.signals.map(({ protocol }) => protocol));
  const described = { ...config, scope: { name: 'ringscope', version: context.version }, startedAt: context.now };
  const opened = await Promise.all(
    config.signals.map(async (one) => {
      const all = createSerializers(described, one.protocol, transformer);
      return { one, send: await SENDS[one.signal](one, all, context) };
    }),
  );
  return Promise.all(opened.map(async ({ one, send }) => trialOf(one, await send())));
}

type Open = (config: SignalConfig, all: Serializers, context: TrialContext) => Promise<() => Promise<Sent>>;

const SENDS: Readonly<Record<OtlpSignal, Open>> = {
  traces: async (config, all, context) => opening(config, all.traces, testSpans(context), context),
  metrics: async (config, all, context) => opening(config, all.metrics, testReading(context), context),
  logs: async (config, all, context) => opening(config, all.logs, testLines(context), context),
};

async function opening<T>(
  config: SignalConfig,
  serializer: Serializer<T>,
  items: T,
  { signal, traceId }: TrialContext,
): Promise<() => Promise<Sent>> {
  const isEmpty = traceId === undefined && config.protocol !== 'http/json';
  const sender = await openSender(config, isEmpty ? { ...serializer, encode: () => NOTHING } : serializer);
  return async () => sendOnce(sender, items, signal);
}

async function sendOnce<T>(sender: Sender<T>, items: T, signal: AbortSignal | undefined): Promise<Sent> {
  const close = (): void => sender.close();
  signal?.addEventListener('abort', close, { once: true });
  try {
    return await sender.send(items);
  } finally {
    signal?.removeEventListener('abort', close);
    close();
  }
}

function trialOf({ signal, protocol, url }: SignalConfig, sent: Sent): SignalTrial {
  // A query may hold a secret.
  const place = { signal, protocol, url: url.replace(/\?.*$/, '') };
  if (sent.kind !== 'taken') return { ...place, isTaken: false, reason: sent.reason };
  const { rejected, message } = sent;
  if (rejected === 0) return { ...place, isTaken: true, ...(message === undefined ? {} : { reason: `said: ${message}` }) };
  return { ...place, isTaken: false, reason: message === undefined ? 'rejected it' : `rejected it: ${message}` };
}

function testSpans({ traceId, now }: TrialContext): readonly Span[] {
  if (traceId === undefined) return [];
  const spanId = randomBytes(8).toString('hex');
  return [{ traceId, spanId, name: NAME, kind: 'internal', startTime: now, endTime: now, attributes: {} }];
}

function testReading({ traceId, now }: TrialContext): MetricsReading {
  if (traceId === undefined) return { at: now, families: [] };
  const help = 'Sent by `ringscope test otlp`.';
  return { at: now, families: [{ name: METRIC, help, series: [{ labels: {}, value: { kind: 'gauge', value: 1 } }] }] };
}

function testLines({ traceId, now }: TrialContext): readonly ExportedLine[] {
  return traceId === undefined ? [] : [{ at: now, level: 'info', message: 'Sent by `ringscope test otlp`.', attributes: {}, traceId }];
}
