import type { ResourceLimits, Transferable, Worker } from 'node:worker_threads';
import type { ErrorCode, TeleError } from '../core/index.ts';
import { heapLimits, threadFailure } from './heap-limits.ts';
import type { Log } from './log.ts';
import type { Contract, MainFromThread, Nothing } from './messages.ts';
import { startThread, type ThreadName } from './start-thread.ts';
import { answerCalls, createCaller, type Caller } from './thread-port.ts';
import { within } from './within.ts';

/** A thread that main may close. */
type Closable = Contract & { readonly close: { readonly request: Nothing; readonly response: Nothing } };

/** A thread as main sees it. */
export interface RunningThread<C extends Closable> {
  readonly worker: Worker;
  readonly caller: Caller<C>;
  /** Resolves when the thread ends although nobody ended it. */
  readonly died: Promise<TeleError>;
  /** Lets it close what it holds and end by itself; resolves when it is gone, with false when it is not after so many seconds. Rejects when it could not close. */
  end(seconds: number): Promise<boolean>;
}

/** Starts a thread, takes its log lines and notices its death. */
export function runThread<C extends Closable>(
  name: ThreadName,
  stuck: ErrorCode,
  data: object,
  transfer: readonly Transferable[],
  log: Log,
  limits: ResourceLimits = heapLimits(name),
): RunningThread<C> {
  const worker = startThread(name, data, transfer, limits);
  const caller = createCaller<C>(worker, stuck, name);
  const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  let isEnding = false;
  let hasDied = false;
  answerCalls<MainFromThread>(worker, {
    log({ level, message, code, component = name, fields }) {
      log[level]({ component, ...fields, ...(code === undefined ? {} : { code }) }, message);
      return {};
    },
  });
  const died = new Promise<TeleError>((resolve) => {
    const end = (cause?: unknown): void => {
      const error = threadFailure(name, cause);
      caller.fail(error);
      if (isEnding || hasDied) return;
      hasDied = true;
      log.error({ component: name, code: error.code }, error.message);
      resolve(error);
    };
    worker.once('error', end);
    worker.once('exit', () => end());
  });
  return {
    worker,
    caller,
    died,
    async end(seconds) {
      if (hasDied) return true;
      isEnding = true;
      const closing = caller.call('close', {});
      const isGone = within(seconds, gone);
      // It leaves also when it could not close.
      await Promise.race([closing, isGone]).catch(async (error: unknown) => {
        await isGone;
        throw error;
      });
      return isGone;
    },
  };
}
