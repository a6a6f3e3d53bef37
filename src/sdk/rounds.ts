import { labelText, type Clock } from '../core/index.ts';
import type { Engine } from '../engine/index.ts';

/** Calls moved on at once: some milliseconds, in which the program that carries them can do nothing else. */
const SLICE_CALLS = 64;

/** Moves the calls of one instance on. */
export interface Rounds {
  /** Begins a round, in slices between which the program goes on. One under way goes on instead. */
  tick(): void;
  /** A whole round at once, with what is left of one under way: for who reads the metrics where no timer moves the calls on. */
  catchUp(): void;
  /** Commits at once everything that is decided, without waiting for what may still come. */
  flush(): void;
}

/** Makes the rounds of one engine. A round that fails is counted, and the rest of the program goes on. */
export function createRounds(engine: Pick<Engine, 'emit' | 'beginTick' | 'settleAll'>, now: Clock): Rounds {
  let slice: ((most: number) => boolean) | undefined;

  const guard = (work: () => void): void => {
    try {
      work();
    } catch {
      slice = undefined;
      engine.emit({ type: 'event.dropped', at: now(), stage: labelText('calls'), reason: 'consumer_failed', count: 1 });
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
        slice = engine.beginTick(now());
      });
      goOn();
    },
    catchUp() {
      guard(() => {
        slice ??= engine.beginTick(now());
        while (!slice(SLICE_CALLS));
        slice = undefined;
      });
    },
    flush() {
      slice = undefined;
      guard(() => engine.settleAll(now()));
    },
  };
}
