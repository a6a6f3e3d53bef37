import { TeleError, type Clock } from '../core/index.ts';
import {
  createHostReader,
  listenMetrics,
  observeProcess,
  startCollecting,
  type ListenOptions,
  type MetricsListener,
} from '../metrics-node/index.ts';
import type { SharedRegistry } from '../metrics/index.ts';
import { endAll, type End, stopTogether } from './ends.ts';
import { listenHealth, type HealthListener } from './listen-health.ts';
import type { HealthAt } from './handlers.ts';
import type { OwnFacts } from './own-facts.ts';
import type { ProgramLog } from './program-log.ts';
import type { ListenHealthOptions } from './ringscope-options.ts';
import type { Rounds } from './rounds.ts';
import type { OtlpLink } from './otlp/otlp-link.ts';
import type { Shipper } from './ship/shipper.ts';

/** From one look at the calls to the next, in milliseconds. */
const TICK_MS = 250;
const LOOPBACK = '127.0.0.1';

/** What runs beside the events. */
export interface Lifecycle {
  /** The port that is listened on. Absent without `listen`, and before the start. */
  readonly port: number | undefined;
  /** The same for the health documents. Absent without `listenHealth`. */
  readonly healthPort: number | undefined;
  /** Whether timers move the calls on: between `start` and `stop`. */
  readonly isRunning: boolean;
  /** Starts what runs beside the events; a second call waits for the first. Rejects when the port cannot be bound, and after `stop`. */
  start(): Promise<void>;
  /** Ends all of it in the reverse order; a second call waits for the first. Rejects, once all is ended, with what the first one that failed said. */
  stop(): Promise<void>;
}

/** What a lifecycle is made with. */
export interface LifecycleOptions {
  readonly registry: SharedRegistry;
  readonly rounds: Rounds;
  readonly now: Clock;
  readonly listen: ListenOptions | undefined;
  readonly health: (ListenHealthOptions & { readonly at: HealthAt }) | undefined;
  readonly facts: OwnFacts;
  /** Whether what the machine says is told as well. */
  readonly readsHost: boolean;
  /** From one reading of what no event moves to the next, such as the metrics of the process. */
  readonly collectSeconds: number;
  readonly log: ProgramLog;
  /** What sends the events to a server. */
  readonly shipper: Pick<Shipper, 'start' | 'stop'> | undefined;
  /** What exports by OTLP. */
  readonly otlp: Pick<OtlpLink, 'start' | 'stop'> | undefined;
  /** Called at each round, before the calls are moved on. */
  readonly onTick: () => void;
  /** Called once while stopping, when the last events have come. */
  readonly onStop: () => void;
}

/** What listens. */
interface Listening {
  readonly metrics?: MetricsListener | undefined;
  readonly health?: HealthListener | undefined;
}

/** Makes a lifecycle that has not begun. Nothing of it keeps a process alive. */
export function createLifecycle(options: LifecycleOptions): Lifecycle {
  const { registry, rounds, now, facts, readsHost, collectSeconds, log, shipper, otlp, onTick, onStop } = options;
  let starting: Promise<void> | undefined;
  let stopping: Promise<void> | undefined;
  let listening: Listening = {};
  const ends: End[] = [];

  const run = async (): Promise<void> => {
    facts.started();
    const observer = observeProcess(registry, facts.state);
    ends.unshift(() => observer.close());
    const collecting = startCollecting(registry, { everySeconds: collectSeconds, now });
    ends.unshift(() => collecting.stop());
    if (readsHost) ends.unshift(await startHostRounds(facts, collectSeconds));
    ends.unshift(startTicking(onTick, rounds));
    await shipper?.start();
    await otlp?.start();
    listening = await listenAll(options, ends);
    tellPlaces(options, listening.metrics?.port, listening.health?.port);
  };
  const end = async (): Promise<void> => {
    // A start that failed has told its caller already.
    await starting?.catch(() => undefined);
    await endAll([
      rounds.flush,
      onTick,
      onStop,
      async () => stopTogether([shipper, otlp]),
      ...ends.splice(0),
      () => void (listening = {}),
      () => log.info('ringscope has stopped.'),
      log.close,
    ]);
  };

  return {
    get isRunning() {
      return ends.length > 0;
    },
    get port() {
      return listening.metrics?.port;
    },
    get healthPort() {
      return listening.health?.port;
    },
    start() {
      if (stopping !== undefined) return Promise.reject(new TeleError('ALREADY_STOPPED', 'This ringscope was stopped.'));
      starting ??= run().catch(async (error: unknown) => {
        // What its caller has to know is why it could not start.
        await endAll(ends.splice(0)).catch(() => undefined);
        throw error;
      });
      return starting;
    },
    stop() {
      stopping ??= end();
      return stopping;
    },
  };
}

async function listenAll({ registry, listen, health }: LifecycleOptions, ends: End[]): Promise<Listening> {
  const metrics = listen && (await listenMetrics(registry, listen));
  if (metrics !== undefined) ends.unshift(metrics.close);
  const documents = health && (await listenHealth(health.at, health));
  if (documents !== undefined) ends.unshift(documents.close);
  return { metrics, health: documents };
}

/** Looks at the calls again and again; the result ends it. */
function startTicking(onTick: () => void, rounds: Rounds): () => void {
  const ticking = setInterval(() => {
    onTick();
    rounds.tick();
  }, TICK_MS).unref();
  return () => clearInterval(ticking);
}

function tellPlaces({ log, listen, health }: LifecycleOptions, port: number | undefined, healthPort: number | undefined): void {
  if (port !== undefined) log.info(`Metrics are served at ${listen?.host ?? LOOPBACK}:${port}${listen?.path ?? '/metrics'}.`);
  if (healthPort !== undefined) log.info(`Health is served at ${health?.host ?? LOOPBACK}:${healthPort}.`);
}

/** Tells what the machine says, at once and then every few seconds; the result ends it. */
async function startHostRounds(facts: OwnFacts, everySeconds: number): Promise<() => void> {
  const read = createHostReader();
  // Reading does not fail: what the system does not tell is absent.
  const round = async (): Promise<void> => facts.host(await read());
  await round();
  const timer = setInterval(() => void round(), everySeconds * 1000).unref();
  return () => clearInterval(timer);
}
