import { type Clock, isFailure, type StoreChange, type TrackerOutput } from '../../core/index.ts';
import type { LiveBatch, LiveChange, LiveCounts } from './live-batch.ts';

/** Changes handed over at once: a copy of so many takes some milliseconds, in which a socket's buffer cannot overflow. */
const MAX_BATCH = 256;
/** Batches that the http thread has not taken yet. */
const MAX_UNTAKEN = 8;
/** Changes that wait here for that. Beyond it they are lost to the feed, and counted. */
const MAX_PENDING = 4096;

interface RelayContext {
  /** Hands a batch to the http thread; resolves when it was taken. */
  readonly send: (batch: LiveBatch) => Promise<unknown>;
  /** How many calls are in progress. */
  readonly active: () => Pick<LiveCounts, 'setup' | 'ringing' | 'answered'>;
  readonly lost: (count: number) => void;
  readonly now: Clock;
}

/** Main's end of the live feed. While nobody listens a change costs one addition. */
export interface LiveRelay {
  /** Takes what the tracker said, with its stored form. */
  take(output: TrackerOutput, change: StoreChange): void;
  /** Hands over what waits, and once a second how many calls there are. */
  flush(): void;
  /** From now on somebody listens, or nobody. The number of the last change. */
  watch(isWatched: boolean): { readonly position: number; readonly counts: LiveCounts };
}

/** Makes the relay of one server. Changes are numbered from 1, whether somebody listens or not. */
export function createLiveRelay({ send, active, lost, now }: RelayContext): LiveRelay {
  let isWatched = false;
  let position = 0;
  let pending: LiveChange[] = [];
  /** The number of the first that is pending. */
  let first = 1;
  let untaken = 0;
  let countedAt = Number.NEGATIVE_INFINITY;
  let since = { begun: 0, ended: 0, failed: 0 };

  const counts = (): LiveCounts => ({ at: now(), ...active(), ...since });
  const dueCounts = (): LiveCounts | undefined => {
    // Also when the clock was set back.
    if (Math.abs(now() - countedAt) < 1) return undefined;
    const told = counts();
    countedAt = told.at;
    since = { begun: 0, ended: 0, failed: 0 };
    return told;
  };
  const post = (batch: LiveBatch): void => {
    untaken += 1;
    const taken = (): void => void (untaken -= 1);
    void send(batch).then(taken, taken);
  };

  return {
    take(output, change) {
      // The half that a program tells of a captured call is no call of its own.
      if (change.kind === 'latency' || output.type === 'call.told') return;
      position += 1;
      if (!isWatched) return;
      if (output.type === 'call.opened') since.begun += 1;
      if (output.type === 'call.closed') {
        since.ended += 1;
        if (isFailure(output.record)) since.failed += 1;
      }
      if (position - first >= MAX_PENDING) return lost(1);
      pending.push(change.kind === 'call' ? { kind: 'call', record: change.record } : change);
    },
    flush() {
      if (!isWatched || untaken >= MAX_UNTAKEN) return;
      const told = dueCounts();
      if (told !== undefined) post({ first, changes: [], counts: told });
      while (pending.length > 0 && untaken < MAX_UNTAKEN) {
        const changes = pending.splice(0, MAX_BATCH);
        post({ first, changes });
        first += changes.length;
      }
      // What was lost has numbers as well.
      if (pending.length === 0) first = position + 1;
    },
    watch(next) {
      if (next !== isWatched) {
        isWatched = next;
        pending = [];
        first = position + 1;
        since = { begun: 0, ended: 0, failed: 0 };
      }
      return { position, counts: counts() };
    },
  };
}
