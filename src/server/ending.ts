import { setImmediate } from 'node:timers/promises';
import type { Log } from './log.ts';

/** Counts what the end of a server costs. */
export interface Ending {
  /** From now on what is lost belongs to the end. `queued`: changes that are not handed over yet. */
  begin(queued: () => number): void;
  /** All that had come by then is written or counted. What a client still posts is refused, and was acknowledged to nobody. */
  settled(): void;
  /** So many changes are lost. */
  lost(changes: number): void;
  /** Says what became of the last changes, once the thread that wrote them is gone. */
  tell(log: Log): Promise<void>;
  /** Changes that are lost for good: known after `tell`. */
  lostChanges(): number;
}

/** The server still runs. */
export function createEnding(): Ending {
  let waiting: (() => number) | undefined;
  let lost = 0;
  return {
    begin(queued) {
      waiting = queued;
    },
    settled() {
      waiting = undefined;
    },
    lost(changes) {
      if (waiting !== undefined) lost += changes;
    },
    async tell(log) {
      // What was on its way to the thread has failed by then.
      await setImmediate();
      lost += waiting?.() ?? 0;
      if (lost > 0) log.error({ changes: lost }, `${lost} changes are lost: they could not be written before the end.`);
    },
    lostChanges: () => lost,
  };
}
