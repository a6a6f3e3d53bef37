import { TeleError, type StoreChange } from '../core/index.ts';
import { decodeChanges } from '../format/index.ts';
import { batchSize } from '../stores/index.ts';
import type { SpoolBatch, SpoolReader } from '../stores/index.ts';
import { createAlarm } from './alarm.ts';
import type { RetryingWriter } from './retrying-writer.ts';
import { createLsnWaiters } from './lsn-waiters.ts';
import { asTeleError } from './thread-port.ts';

/**
 * How long the first change of a transaction waits for others, in seconds. The spool has them safe, whoever asks waits for none of this, and a page of the database is
 * written once for all that comes meanwhile.
 */
const GATHER_SECONDS = 1;
/** How often the spool is told what it may forget, in seconds. */
const COMMIT_SECONDS = 1;

interface ApplierContext {
  readonly writer: RetryingWriter;
  readonly reader: Pick<SpoolReader, 'next' | 'committed'>;
  /** Number of the last change in the spool. */
  readonly lastLsn: () => number;
  readonly now: () => number;
  /** Resolves after so many seconds, or when the signal aborts. */
  readonly pause: (seconds: number, signal: AbortSignal) => Promise<void>;
  /** Whether the rest shall stay in the spool: asked before each batch. */
  readonly isHurried: () => boolean;
  /** Told of each failure to read or to commit; `lost` is the number of changes that it cost. */
  readonly failed: (error: TeleError, lost: number) => void;
}

/** Moves changes from the spool to the store, in order. */
export interface StoreApplier {
  /** Says that the spool has more. */
  wake(): void;
  /** Number of the last change that is in the store or given up. */
  appliedLsn(): number;
  /** Whether everything up to this number is in the store or given up. Waits for it, until `release`. */
  reached(lsn: number): Promise<boolean>;
  /** Whoever waits is told that it will not be soon. */
  release(): void;
  /** Resolves when all is in the store, when it cannot be, and soon when it is hurried: the rest stays in the spool. */
  finish(): Promise<void>;
}

/** Starts to apply what is in the spool. */
export function createStoreApplier(context: ApplierContext): StoreApplier {
  const { writer, now, lastLsn } = context;
  const waiters = createLsnWaiters();
  const alarm = createAlarm(context.pause);
  const committer = createCommitter(context);
  const maxChanges = batchSize();
  let appliedLsn = 0;
  let isFinishing = false;

  /** Until it is time to look into the spool again. */
  const gather = async (): Promise<void> => {
    const from = now();
    while (!isFinishing && lastLsn() - appliedLsn < maxChanges && waiters.lowest() > lastLsn()) {
      const gatherSeconds = Math.min(GATHER_SECONDS, from + GATHER_SECONDS - now());
      const seconds = lastLsn() > appliedLsn ? gatherSeconds : committer.dueSeconds(appliedLsn);
      if (seconds <= 0) return;
      await alarm.sleep(seconds);
    }
  };

  /** Writes the next batch; false when there is none or the store takes none. */
  const applyNext = async (): Promise<boolean> => {
    const end = lastLsn();
    const batch = await context.reader.next(maxChanges);
    const changes = batch === undefined ? [] : decode(batch.frames, context.failed);
    if (batch !== undefined && !(await writer.write({ lsn: batch.lsn, changes }))) return false;
    appliedLsn = Math.max(appliedLsn, batch?.lsn ?? end);
    waiters.reached(appliedLsn);
    return batch !== undefined;
  };

  const run = async (): Promise<void> => {
    for (let isDone = false; !isDone && !context.isHurried();) {
      await gather();
      try {
        const isMore = await applyNext();
        if (isFinishing || committer.dueSeconds(appliedLsn) <= 0) await committer.commit(appliedLsn);
        isDone = isFinishing && !isMore;
      } catch (error) {
        context.failed(asTeleError(error), 0);
        isDone = isFinishing;
        if (!isDone) await alarm.sleep(COMMIT_SECONDS);
      }
    }
  };
  const running = run();

  return {
    wake: alarm.ring,
    appliedLsn: () => appliedLsn,
    reached(lsn) {
      if (lsn <= appliedLsn) return Promise.resolve(true);
      const isReached = waiters.wait(lsn);
      alarm.ring();
      return isReached;
    },
    release: waiters.release,
    async finish() {
      isFinishing = true;
      writer.hurry();
      alarm.ring();
      await running;
    },
  };
}

/** What the spool holds as changes; those that another version wrote in another form are none, and counted. */
function decode(frames: SpoolBatch['frames'], failed: ApplierContext['failed']): readonly StoreChange[] {
  const changes: StoreChange[] = [];
  let unread = 0;
  let error: unknown;
  for (const { payload, count } of frames) {
    try {
      changes.push(...decodeChanges(payload));
    } catch (cause) {
      unread += count;
      error = cause;
    }
  }
  if (unread > 0) failed(new TeleError('STORE_CORRUPT', 'Changes in the spool are of another version.', error), unread);
  return changes;
}

interface Committer {
  /** When it is time to commit this number. Infinity when it is committed. */
  dueSeconds(lsn: number): number;
  /** Lets the spool forget what the store has. */
  commit(lsn: number): Promise<void>;
}

function createCommitter({ reader, now }: ApplierContext): Committer {
  let committedLsn = 0;
  let committedAt = now();
  return {
    dueSeconds: (lsn) => (lsn > committedLsn ? Math.min(COMMIT_SECONDS, committedAt + COMMIT_SECONDS - now()) : Infinity),
    async commit(lsn) {
      if (lsn <= committedLsn) return;
      committedAt = now();
      await reader.committed(lsn);
      committedLsn = lsn;
    },
  };
}
