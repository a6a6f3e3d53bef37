import { labelText, type Clock, type Emit } from '../core/index.ts';
import type { Tracker } from '../calls/index.ts';

/** Calls moved on at once: some milliseconds, in which the program that carries them can do nothing else. */
const SLICE_CALLS = 64;

/** Moves the calls of one instance on. */
export interface Rounds {
  /** Begins a round, in slices between which the program goes on. One under way goes on instead. */
  tick(): void;
  /** Commits at once everything that is decided, without waiting for what may still come. */
  flush(): void;
}

/** Makes the rounds of one tracker. A round that fails is counted, and the rest of the program goes on. */
export function createRounds(tracker: Tracker, emit: Emit, now: Clock): Rounds {
  let slice: ((most: number) => boolean) | undefined;

  const guard = (work: () => void): void => {
    try {
      work();
    } catch {
      slice = undefined;
      emit({ type: 'event.dropped', at: now(), stage: labelText('calls'), reason: 'consumer_failed', count: 1 });
    }
  };
  const goOn = (): void =>
    guard(() => {
      if (slice === undefined) return;
      if (slice(SLICE_CALLS)) slice = undefined;
      else setImmediate(goOn).unref();
    });

  return {
    tick() {
      if (slice !== undefined) return;
      guard(() => {
        slice = tracker.beginTick(now());
      });
      goOn();
    },
    flush() {
      slice = undefined;
      guard(() => tracker.settleAll(now()));
    },
  };
}
