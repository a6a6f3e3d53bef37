import type { SharedRegistry } from '../metrics/index.ts';

/** When and by which clock a registry does what is due. */
export interface CollectOptions {
  /** Time from one round to the next, in seconds. */
  readonly everySeconds: number;
  /** The time, Unix time in seconds. */
  readonly now: () => number;
}

/** Rounds of `collect` that go on. */
export interface Collecting {
  /** Ends them. May be called twice. */
  stop(): void;
}

/** Calls `collect` of a registry at once and then every few seconds. It keeps no process alive. */
export function startCollecting(registry: Pick<SharedRegistry, 'collect'>, { everySeconds, now }: CollectOptions): Collecting {
  registry.collect(now());
  const timer = setInterval(() => registry.collect(now()), everySeconds * 1000).unref();
  return { stop: () => clearInterval(timer) };
}
