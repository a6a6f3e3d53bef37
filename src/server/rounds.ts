import { setImmediate } from 'node:timers/promises';
import { labelText } from '../core/index.ts';
import type { Engine } from '../engine/index.ts';
import type { ServerLog } from './log.ts';
import type { LiveRelay } from './live/live-relay.ts';
import type { RawQueue } from './raw-queue.ts';
import type { StoreQueue } from './store-queue.ts';

/** Calls advanced at once: some milliseconds, in which a socket's buffer cannot overflow. */
const SLICE_CALLS = 64;

interface RoundsContext {
  readonly engine: Engine;
  readonly queue: StoreQueue;
  readonly raw: Pick<RawQueue, 'flush'>;
  readonly live: Pick<LiveRelay, 'flush'>;
  /** Says that main is alive. */
  readonly beat: () => void;
  readonly now: () => number;
  readonly log: Pick<ServerLog, 'error' | 'takeLost'>;
}

/** Moves the calls on, again and again. */
export interface Rounds {
  /** Moves the calls on in slices, hands their changes to the store and beats the heart. A round under way is joined. */
  tick(): Promise<void>;
  /** Runs a round that begins after this call: resolves when everything that has arrived before it has become changes. */
  whole(): Promise<void>;
  /** Everything that has arrived is on its way to the store; the result is the number that covers it. */
  flush(): Promise<number>;
}

/** Makes the rounds of one engine. */
export function createRounds({ engine, queue, raw, live, beat, now, log }: RoundsContext): Rounds {
  let lastFault = '';
  let running: Promise<void> | undefined;

  /** Advances a slice of what is due; true when that was all. */
  const advance = (slice: (most: number) => boolean): boolean => {
    try {
      return slice(SLICE_CALLS);
    } catch (error) {
      // The calls are one consumer among others: what they cannot do is counted, and the rest goes on.
      engine.emit({ type: 'event.dropped', at: now(), stage: labelText('calls'), reason: 'consumer_failed', count: 1 });
      const fault = error instanceof Error ? (error.stack ?? error.message) : String(error);
      if (fault !== lastFault) log.error({ component: 'calls', fault }, 'Calls could not be moved on.');
      lastFault = fault;
      return true;
    }
  };

  /** One round over what is due, in slices: between them the sockets are read, so that no burst overflows their buffers. */
  const runRound = async (isAsked: boolean): Promise<void> => {
    const lost = log.takeLost();
    if (lost > 0) engine.emit({ type: 'event.dropped', at: now(), stage: labelText('log'), reason: 'queue_full', count: lost });
    const slice = engine.beginTick(now(), isAsked);
    while (!advance(slice)) {
      queue.flush();
      live.flush();
      beat();
      await setImmediate();
    }
    queue.flush();
    raw.flush();
    live.flush();
    beat();
  };

  const begin = (isAsked: boolean): Promise<void> => {
    running = runRound(isAsked).finally(() => {
      running = undefined;
    });
    return running;
  };

  const whole = async (): Promise<void> => {
    // The next round has what arrived during this one.
    while (running !== undefined) await running;
    await begin(true);
  };

  return {
    tick: () => running ?? begin(false),
    whole,
    async flush() {
      await whole();
      return queue.flush();
    },
  };
}
