import { TeleError, type Clock } from '../core/index.ts';
import { listenMetrics, observeProcess, startCollecting, type ListenOptions, type MetricsListener } from '../metrics-node/index.ts';
import type { SharedRegistry } from '../metrics/index.ts';
import type { Rounds } from './rounds.ts';
import type { Shipper } from './ship/shipper.ts';

/** From one look at the calls to the next, in milliseconds. */
const TICK_MS = 250;
/** From one reading of what no event moves to the next, such as the metrics of the process. */
const COLLECT_SECONDS = 5;

/** What runs beside the events. */
export interface Lifecycle {
  /** The port that is listened on. Absent without `listen`, and before the start. */
  readonly port: number | undefined;
  /** Starts what runs beside the events; a second call waits for the first. Rejects when the port cannot be bound, and after `stop`. */
  start(): Promise<void>;
  /** Ends all of it in the reverse order; a second call waits for the first. */
  stop(): Promise<void>;
}

/** What a lifecycle is made with. */
export interface LifecycleOptions {
  readonly registry: SharedRegistry;
  readonly rounds: Rounds;
  readonly now: Clock;
  readonly listen: ListenOptions | undefined;
  /** What sends the events to a server. */
  readonly shipper: Pick<Shipper, 'start' | 'stop'> | undefined;
  /** Called at each round, before the calls are moved on. */
  readonly onTick: () => void;
  /** Called once while stopping, when the last events have come. */
  readonly onStop: () => void;
}

/** Makes a lifecycle that has not begun. Nothing of it keeps a process alive. */
export function createLifecycle({ registry, rounds, now, listen, shipper, onTick, onStop }: LifecycleOptions): Lifecycle {
  let starting: Promise<void> | undefined;
  let stopping: Promise<void> | undefined;
  let listener: MetricsListener | undefined;
  const ends: (() => Promise<void> | void)[] = [];

  const run = async (): Promise<void> => {
    const observer = observeProcess(registry);
    ends.unshift(() => observer.close());
    const collecting = startCollecting(registry, { everySeconds: COLLECT_SECONDS, now });
    ends.unshift(() => collecting.stop());
    const ticking = setInterval(() => {
      onTick();
      rounds.tick();
    }, TICK_MS).unref();
    ends.unshift(() => clearInterval(ticking));
    await shipper?.start();
    if (listen === undefined) return;
    listener = await listenMetrics(registry, listen);
    ends.unshift(async () => listener?.close());
  };
  const end = async (): Promise<void> => {
    // A start that failed has told its caller already.
    await starting?.catch(() => undefined);
    rounds.flush();
    onTick();
    onStop();
    await shipper?.stop();
    for (const one of ends.splice(0)) await one();
    listener = undefined;
  };

  return {
    get port() {
      return listener?.port;
    },
    start() {
      if (stopping !== undefined) return Promise.reject(new TeleError('ALREADY_STOPPED', 'This ringscope was stopped.'));
      starting ??= run().catch(async (error: unknown) => {
        for (const one of ends.splice(0)) await one();
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
