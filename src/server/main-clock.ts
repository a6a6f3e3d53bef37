import type { Log } from './log.ts';
import { monotonicSeconds } from './monotonic-seconds.ts';
import { createSteadyClock, type SteadyClock } from './steady-clock.ts';

/** The time of the main thread: a clock of this machine that is set is told, and not followed while calls are in progress. `active`: how many there are; undefined while the server starts. */
export function createMainClock(active: () => object | undefined, log: Log): SteadyClock {
  return createSteadyClock({
    wall: () => Date.now() / 1000,
    monotonic: monotonicSeconds,
    isQuiet: () => Object.values(active() ?? {}).every((count) => count === 0),
    stepped(seconds, isTaken) {
      const then = isTaken ? 'The new time is used from now on.' : 'Times go on as before until no call is in progress.';
      log.warn({ seconds }, `The clock of this machine was set by ${seconds.toFixed(1)} s. ${then}`);
    },
  });
}
