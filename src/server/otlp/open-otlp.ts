import { hostname } from 'node:os';
import { type Clock, type Consumer, type DropReason, type Emit, labelText, type TrackerOutput } from '../../core/index.ts';
import { otelEnvironment, type OtlpConfig, otlpConfig } from '../../exporters/index.ts';
import type { SharedPages } from '../../metrics/index.ts';
import type { SamplerOptions, TraceHash } from '../../traces/index.ts';
import type { ServerLog } from '../log.ts';
import type { MainFromOtlp, OtlpFromMain, OtlpLost } from '../messages.ts';
import { createTraceHash, traceKeyOf } from '../privacy/trace-hash.ts';
import { runThread, type RunningThread } from '../run-thread.ts';
import type { ThreadContext } from '../server-threads.ts';
import type { Settings } from '../settings/server-settings.ts';
import type { OtlpThreadData } from '../thread-data.ts';
import { type Answers, answerCalls } from '../thread-port.ts';
import type { ToldFindings } from '../told-findings.ts';
import { readVersion } from '../version.ts';
import { within } from '../within.ts';
import { createOtlpRelay, type OtlpRelay } from './otlp-relay.ts';
import { SampledCalls } from './sampled-calls.ts';
import { createSampledEvents } from './sampled-events.ts';

const FLUSH_MS = 250;
/** How long loading the packages may take. */
const OPEN_SECONDS = 30;
/** How long a stop waits for the thread to send its last and end. */
const CLOSE_SECONDS = 10;
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
  if (config !== undefined) for (const message of environment.warnings) warn(message);
  return config;
}

/** What exports by OTLP, as main sees it. */
export interface OpenOtlp {
  readonly caller: RunningThread<OtlpFromMain>['caller'];
  /** Takes what the tracker says. */
  take(output: TrackerOutput): void;
  /** Takes events. Empty where no traces are exported. */
  readonly consumers: readonly Consumer[];
}

/** Starts the thread that exports by OTLP, and hands it the lines of the log. Rejects when what it needs is missing. */
export async function openOtlp(
  config: OtlpConfig,
  { key, thresholds, emit, told, now, ...parts }: OtlpParts,
  { log, unwind, stopping }: ThreadContext & { readonly log: ServerLog },
): Promise<OpenOtlp> {
  const traceKey = traceKeyOf(key);
  const sampling: SamplerOptions = { ...thresholds, ...config.sampling };
  const data: OtlpThreadData = { ...parts, config, sampling, traceKey, version: readVersion(), stop: stopping.flag.buffer };
  const thread = runThread<OtlpFromMain>('otlp', 'INTERNAL', data, [], log);
  const count = ({ what, reason, count: lost }: OtlpLost): void =>
    emit()?.({ type: 'event.dropped', at: now(), stage: labelText(`otlp_${what}`), reason: reason satisfies DropReason, count: lost });
  const relay = createOtlpRelay({
    send: async (batch) => thread.caller.call('take', batch),
    lost: (what, lost) => count({ what, reason: 'queue_full', count: lost }),
  });
  const answers: Answers<MainFromOtlp> = {
    otlp({ finding, lost, traces }) {
      told.tell(finding);
      lost.forEach(count);
      for (const one of traces) emit()?.({ ...one, at: now() });
      return {};
    },
  };
  answerCalls(thread.worker, answers);
  // Without it calls are observed all the same.
  void thread.died.then(({ message }) => told.tell({ name: 'otlp', severity: 'degraded', reason: message }));
  const timer = setInterval(relay.flush, FLUSH_MS).unref();
  unwind.add(async () => {
    clearInterval(timer);
    // A thread that stands still is not waited for.
    await within(DRAIN_SECONDS, relay.drain(), stopping.hurried.signal);
    if (!(await thread.end(CLOSE_SECONDS))) stopping.left.push('otlp');
  });
  await thread.caller.call('open', {}, OPEN_SECONDS);
  if (config.signals.some(({ signal }) => signal === 'logs')) log.listen(relay.line);
  const places = config.signals.map(({ signal, protocol }) => `${signal} (${protocol})`);
  log.info({ component: 'otlp' }, `OTLP exports ${places.join(', ')}.`);
  const hash = createTraceHash(traceKey);
  const traced = config.signals.some(({ signal }) => signal === 'traces') ? traceBy(sampling, hash, relay) : NOTHING_TRACED;
  return { caller: thread.caller, ...traced };
}

type Traced = Pick<OpenOtlp, 'take' | 'consumers'>;

const NOTHING_TRACED: Traced = { take: () => undefined, consumers: [] };

/** Hands on what has a trace that is exported. */
function traceBy(sampling: SamplerOptions, hash: TraceHash, relay: OtlpRelay): Traced {
  const calls = new SampledCalls(sampling, hash);
  const events = createSampledEvents(sampling, hash, relay.span);
  return {
    take(output) {
      const id = calls.take(output);
      if (id !== undefined) relay.call(id);
      events.take(output);
    },
    consumers: [events.consumer],
  };
}
