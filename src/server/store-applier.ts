import { present, type CallStore, type StoreBatch, type TeleError } from '../core/index.ts';
import type { StoreHealth } from './messages.ts';
import { decodeBatch } from './store-batch.ts';
import { asTeleError } from './thread-port.ts';

/** Pauses between tries to write a batch, in seconds; the last one repeats. */
const RETRY_SECONDS = [0.1, 0.3, 1, 2, 5];
/** Tries for a batch that fails for another reason than a disk that cannot be written. */
const MAX_TRIES = 3;

interface ApplierContext {
  readonly store: CallStore;
  /** The number of the last change that the store already has. */
  readonly lastLsn: number;
  readonly now: () => number;
  /** Resolves after so many seconds. */
  readonly pause: (seconds: number) => Promise<void>;
  /** Told of the first failure in a row and of every batch that is given up. */
  readonly failed: (error: TeleError, lost: number) => void;
}

/** Writes batches in order, again and again while the disk refuses. */
export interface StoreApplier {
  /** Resolves when the batch is on the disk or given up, with the number of changes lost. */
  apply(bytes: Uint8Array): Promise<number>;
  /** Resolves when everything up to this number is applied or given up. Rejects while nothing can be written. */
  reached(lsn: number): Promise<void>;
  /** Resolves when every batch has had its last try: what cannot be written now is given up. */
  finish(): Promise<void>;
  health(): Omit<StoreHealth, 'freeBytes'>;
}

interface Reader {
  readonly lsn: number;
  resolve(): void;
  reject(error: TeleError): void;
}

/** Makes the writer of one open store. */
export function createStoreApplier(context: ApplierContext): StoreApplier {
  let appliedLsn = context.lastLsn;
  let lastCommitAt: number | undefined;
  let failure: { readonly error: TeleError; readonly since: number } | undefined;
  let isHurried = false;
  let readers: Reader[] = [];
  let queue: Promise<unknown> = Promise.resolve();

  const fail = (error: TeleError): void => {
    if (failure === undefined) context.failed(error, 0);
    failure = { error, since: failure?.since ?? context.now() };
    for (const reader of readers.splice(0)) reader.reject(error);
  };

  /** Whether the batch is on the disk in the end. */
  const write = async (batch: StoreBatch): Promise<boolean> => {
    for (let tries = 1; ; tries += 1) {
      try {
        await context.store.append(batch);
        lastCommitAt = context.now();
        failure = undefined;
        return true;
      } catch (caught) {
        const error = asTeleError(caught);
        fail(error);
        const isLost = isHurried || (tries >= MAX_TRIES && error.code !== 'STORE_UNWRITABLE' && error.code !== 'STORE_LOCKED');
        if (isLost) {
          context.failed(error, batch.changes.length);
          return false;
        }
        await context.pause(RETRY_SECONDS[Math.min(tries, RETRY_SECONDS.length) - 1] ?? 1);
      }
    }
  };

  const applyOne = async (bytes: Uint8Array): Promise<number> => {
    const batch = decodeBatch(bytes);
    const isWritten = await write(batch);
    appliedLsn = Math.max(appliedLsn, batch.lsn);
    const waiting = readers;
    readers = waiting.filter((reader) => reader.lsn > appliedLsn);
    for (const reader of waiting) if (reader.lsn <= appliedLsn) reader.resolve();
    return isWritten ? 0 : batch.changes.length;
  };

  return {
    apply(bytes) {
      // Each batch waits for the one before; applyOne does not reject on what a store throws.
      const applied = queue.then(() => applyOne(bytes));
      queue = applied.catch(() => undefined);
      return applied;
    },
    reached(lsn) {
      if (lsn <= appliedLsn) return Promise.resolve();
      if (failure !== undefined) return Promise.reject(failure.error);
      return new Promise((resolve, reject) => void readers.push({ lsn, resolve, reject }));
    },
    async finish() {
      isHurried = true;
      await queue;
    },
    health: () => present({ failure: failure && { message: failure.error.message, since: failure.since }, lastCommitAt }),
  };
}
