import { hostname } from 'node:os';
import { type Clock, type Consumer, type DropReason, type Emit, labelText, type TrackerOutput } from '../../core/index.ts';
import {
  createTraceHash,
  otelEnvironment,
  type OtlpConfig,
  otlpConfig,
  type OtlpLost,
  OtlpTally,
  traceKeyOf,
} from '../../exporters/index.ts';
import type { SharedPages } from '../../metrics/index.ts';
import type { SamplerOptions, TraceHash } from '../../traces/index.ts';
import type { ServerLog } from '../log.ts';
import type { MainFromOtlp, OtlpFromMain } from './otlp-messages.ts';
import { runThread } from '../run-thread.ts';
import type { ThreadContext } from '../server-threads.ts';
import type { Settings } from '../settings/server-settings.ts';
import type { OtlpThreadData } from '../thread-data.ts';
import { answerCalls } from '../thread-port.ts';
import type { ToldFindings } from '../told-findings.ts';
import { readVersion } from '../version.ts';
import { within } from '../within.ts';
import { createGivenItems, type GivenItems } from './given-items.ts';
import { keepThread, type KeptThread } from './kept-thread.ts';
import { createOtlpRelay, type OtlpRelay } from './otlp-relay.ts';
import { SampledCalls } from './sampled-calls.ts';
import { createSampledEvents } from './sampled-events.ts';

const FLUSH_MS = 250;
/** How long it has to take what waits. */
const DRAIN_SECONDS = 2;

interface OtlpParts {
  readonly pages: SharedPages;
  /** The data folder. */
  readonly path: string;
  /** From where on a call is slow, or has poor media. */
  readonly thresholds: Omit<Settings['traces'], 'url'>;
  /** The privacy key. */
  readonly key: Uint8Array;
  readonly startedAt: number;
  readonly emit: () => Emit | undefined;
  readonly told: ToldFindings;
  readonly now: Clock;
}

/** What is exported by OTLP, as settings and variables say. Undefined: nothing. What of the variables is passed over is told. */
export function configuredOtlp(
  settings: Pick<Settings, 'otlp'>,
  env: Readonly<Record<string, string | undefined>>,
  warn: (message: string) => void = () => undefined,
): OtlpConfig | undefined {
  const environment = otelEnvironment(env);
  const config = otlpConfig(settings.otlp, environment, { version: readVersion(), hostName: hostname() });
  if (config === undefined) return undefined;
  for (const message of environment.warnings) warn(message);
  const { ratio, keepsFailures } = config.sampling;
  if (ratio === 0 && !keepsFailures) warn('No trace of a call is exported: OTEL_TRACES_SAMPLER says always_off.');
  return config;
}

/** What exports by OTLP, as main sees it. */
export interface OpenOtlp {
  /** Resolves when its thread answers, or when there is none at the moment, which health tells. */
  ping(): Promise<unknown>;
  /** Takes what the tracker says. */
  take(output: TrackerOutput): void;
  /** Takes events. Empty where no traces are exported. */
  readonly consumers: readonly Consumer[];
}

/** Starts the thread that exports by OTLP, and hands it the lines of the log. Rejects when what it needs is missing. */
export async function openOtlp(
  config: OtlpConfig,
  { key, thresholds, ...parts }: OtlpParts,
  { log, unwind, stopping, intervals: { traceAfterSeconds } }: ThreadContext & { readonly log: ServerLog },
): Promise<OpenOtlp> {
  const traceKey = traceKeyOf(key);
  const sampling: SamplerOptions = { ...thresholds, ...config.sampling };
  const { kept, relay } = keepExporting({ ...parts, config, sampling, traceKey, traceAfterSeconds, stop: stopping.flag.buffer }, log);
  const timer = setInterval(relay.flush, FLUSH_MS).unref();
  const hash = createTraceHash(traceKey);
  const isTraced = config.signals.some(({ signal }) => signal === 'traces');
  const { end, ...traced } = isTraced ? traceBy(sampling, hash, parts.now, relay) : NOTHING_TRACED;
  unwind.add(async () => {
    clearInterval(timer);
    end();
    // A thread that stands still is not waited for.
    await within(DRAIN_SECONDS, relay.drain(), stopping.hurried.signal);
    if (!(await kept.end())) stopping.left.push('otlp');
  });
  await kept.open();
  if (config.signals.some(({ signal }) => signal === 'logs')) log.listen(relay.line);
  // What stands behind the host may be a secret.
  const places = config.signals.map(({ signal, protocol, url }) => `${signal} to ${new URL(url).origin} (${protocol})`);
  log.info({ component: 'otlp' }, `OTLP exports ${places.join(', ')}.`);
  return { ping: async () => kept.caller?.call('ping', {}), ...traced };
}

interface Traced extends Pick<OpenOtlp, 'take' | 'consumers'> {
  /** Hands on what is left. */
  end(): void;
}

const NOTHING_TRACED: Traced = { take: () => undefined, end: () => undefined, consumers: [] };

/** Hands on what has a trace that is exported. */
function traceBy(sampling: SamplerOptions, hash: TraceHash, now: Clock, relay: OtlpRelay): Traced {
  const calls = new SampledCalls(sampling, hash);
  const events = createSampledEvents(sampling, hash, now, relay.span);
  return {
    take(output) {
      const id = calls.take(output);
      if (id !== undefined) relay.call(id);
      events.take(output);
    },
    end: events.end,
    consumers: [events.consumer],
  };
}

type KeptParts = Omit<OtlpParts, 'key' | 'thresholds'> & Omit<OtlpThreadData, 'version' | 'tally'>;

/** Starts the thread and the way to it, and counts what is lost of what it was given. */
function keepExporting({ emit, told, now, ...data }: KeptParts, log: ServerLog): { readonly kept: KeptThread; readonly relay: OtlpRelay } {
  const count = ({ what, reason, count: lost }: OtlpLost): void =>
    emit()?.({ type: 'event.dropped', at: now(), stage: labelText(`otlp_${what}`), reason: reason satisfies DropReason, count: lost });
  let items: GivenItems | undefined;
  const start = () => {
    const tally = new OtlpTally();
    const own = createGivenItems(tally);
    items = own;
    const all: OtlpThreadData = { ...data, version: readVersion(), tally: tally.buffer };
    const thread = runThread<OtlpFromMain>('otlp', 'INTERNAL', all, [], log);
    answerCalls<MainFromOtlp>(thread.worker, {
      otlp({ finding, lost, traces }) {
        told.tell(finding);
        lost.forEach(own.told);
        lost.forEach(count);
        for (const one of traces) emit()?.({ ...one, at: now() });
        return {};
      },
    });
    return thread;
  };
  const kept = keepThread({
    start,
    // Without it calls are observed all the same.
    ended(reason, waitSeconds) {
      items?.left().forEach(count);
      told.tell({ name: 'otlp', severity: 'degraded', reason: `${reason} It is started again after ${waitSeconds} s.` });
    },
    runs: () => log.info({ component: 'otlp' }, 'OTLP exports again: its thread was started anew.'),
  });
  const relay = createOtlpRelay({
    isOpen: () => kept.caller !== undefined,
    async send(batch) {
      items?.given(batch);
      await kept.caller?.call('take', batch);
    },
    lost: (what, reason, lost) => count({ what, reason, count: lost }),
  });
  return { kept, relay };
}
