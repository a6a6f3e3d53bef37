import { TeleError } from '../../core/index.ts';
import { heapLimits, threadFailure } from '../heap-limits.ts';
import type { PasswordsFromHttp } from '../messages.ts';
import { startThread } from '../start-thread.ts';
import { type Caller, createCaller } from '../thread-port.ts';

/** Comparisons that are worked on or wait. */
const MOST_WAITING = 16;
const DEADLINE_SECONDS = 10;

/** Compares passwords with their hashes. */
export interface Passwords {
  /** Throws `LOGINS_BUSY` at once when as many wait as may be. */
  isRight(password: string, hash: string): Promise<boolean>;
  /** May be called twice. */
  close(): void;
}

/**
 * Compares in a thread of its own, one after the other: a comparison is some hundred milliseconds of JavaScript, for which nothing else would be answered. The thread
 * starts with the first comparison, and anew should it have ended.
 */
export function createPasswords(): Passwords {
  let thread: Caller<PasswordsFromHttp> | undefined;
  let waiting = 0;
  const start = (): Caller<PasswordsFromHttp> => {
    const worker = startThread('passwords', {}, [], heapLimits('passwords'));
    const caller = createCaller<PasswordsFromHttp>(worker, 'LOGINS_BUSY', 'passwords');
    const end = (cause?: unknown): void => {
      caller.fail(threadFailure('passwords', cause));
      if (thread === caller) thread = undefined;
    };
    worker.once('error', end);
    worker.once('exit', () => end());
    worker.unref();
    return caller;
  };
  return {
    async isRight(password, hash) {
      if (waiting >= MOST_WAITING) throw new TeleError('LOGINS_BUSY', `${MOST_WAITING} logins are being checked or wait for it.`);
      waiting += 1;
      try {
        thread ??= start();
        return (await thread.call('compare', { password, hash }, DEADLINE_SECONDS)).isRight;
      } finally {
        waiting -= 1;
      }
    },
    close() {
      thread?.tell('close', {});
      thread = undefined;
    },
  };
}
