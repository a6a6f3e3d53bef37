import type { CallStore, ErrorCode, StoreBatch, TeleError } from '../core/index.ts';
import { asTeleError } from './thread-port.ts';

/** Pauses between tries to write a batch, in seconds; the last one repeats. */
const RETRY_SECONDS = [0.1, 0.3, 1, 2, 5];
/** What is wrong with the folder, not with a change: the spool keeps what comes until somebody mends it. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set(['STORE_UNWRITABLE', 'STORE_LOCKED', 'FOLDER_EXPOSED', 'KEY_MISMATCH', 'FILE_UNREADABLE']);
/** Tries for a batch that fails for another reason than a disk that cannot be written. */
const MAX_TRIES = 3;

interface WriterContext {
  readonly store: Pick<CallStore, 'append'>;
  /** Resolves after so many seconds, or when the signal aborts. */
  readonly pause: (seconds: number, signal: AbortSignal) => Promise<void>;
  /** Told of each failure; `lost` is the number of changes that are given up with it. */
  readonly failed: (error: TeleError, lost: number) => void;
  /** Told of each batch that is in the store. */
  readonly written: () => void;
}

/** Writes batches to the store, again and again while the disk refuses. */
export interface RetryingWriter {
  /** Resolves when each change of the batch is in the store or given up; false when it was hurried and the disk refuses, and nothing was given up. */
  write(batch: StoreBatch): Promise<boolean>;
  /** From now on a disk that refuses is asked once more at most, and without a pause. */
  hurry(): void;
}

/** Makes the writer of one open store. */
export function createRetryingWriter({ store, pause, failed, written }: WriterContext): RetryingWriter {
  const hurried = new AbortController();

  /** Undefined when the batch is in the store. */
  const tryOnce = async (batch: StoreBatch): Promise<TeleError | undefined> => {
    try {
      await store.append(batch);
      written();
      return undefined;
    } catch (caught) {
      return asTeleError(caught);
    }
  };

  /** False when it was hurried and the store refuses. */
  const write = async (batch: StoreBatch, mostTries: number, lost: Lost): Promise<boolean> => {
    for (let tries = 1; ; tries += 1) {
      const error = await tryOnce(batch);
      if (error === undefined) return true;
      const isRefusal = REFUSALS.has(error.code);
      if (isRefusal && hurried.signal.aborted) {
        failed(error, 0);
        return false;
      }
      if (!isRefusal && tries >= mostTries) return giveUp(batch, error, lost);
      failed(error, 0);
      await pause(RETRY_SECONDS[Math.min(tries, RETRY_SECONDS.length) - 1] ?? 1, hurried.signal);
    }
  };

  /** One change that no try can write must not cost the others: the batch is halved until that change is alone. */
  const giveUp = async ({ lsn, changes }: StoreBatch, error: TeleError, lost: Lost): Promise<boolean> => {
    if (changes.length <= 1) {
      lost.changes += changes.length;
      lost.error = error;
      return true;
    }
    const half = Math.ceil(changes.length / 2);
    const first = { lsn: lsn - changes.length + half, changes: changes.slice(0, half) };
    return (await write(first, 1, lost)) && write({ lsn, changes: changes.slice(half) }, 1, lost);
  };

  return {
    async write(batch) {
      const lost: Lost = { changes: 0, error: undefined };
      const isWritten = await write(batch, MAX_TRIES, lost);
      // Told once, however many they are.
      if (lost.error !== undefined) failed(lost.error, lost.changes);
      return isWritten;
    },
    hurry() {
      hurried.abort();
    },
  };
}

/** What was given up of a batch, and why the last of it. */
interface Lost {
  changes: number;
  error: TeleError | undefined;
}
