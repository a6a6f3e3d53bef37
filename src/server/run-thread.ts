import type { Transferable, Worker } from 'node:worker_threads';
import { TeleError, type ErrorCode } from '../core/index.ts';
import type { Log } from './log.ts';
import type { Contract, MainFromThread } from './messages.ts';
import { startThread, type ThreadName } from './start-thread.ts';
import { answerCalls, createCaller, type Caller } from './thread-port.ts';

/** A thread as main sees it. */
export interface RunningThread<C extends Contract> {
  readonly worker: Worker;
  readonly caller: Caller<C>;
  /** Resolves when the thread ends although nobody ended it. */
  readonly died: Promise<TeleError>;
  end(): Promise<void>;
}

/** Starts a thread, takes its log lines and notices its death. */
export function runThread<C extends Contract>(
  name: ThreadName,
  stuck: ErrorCode,
  data: object,
  transfer: readonly Transferable[],
  log: Log,
): RunningThread<C> {
  const worker = startThread(name, data, transfer);
  const caller = createCaller<C>(worker, stuck, name);
  let isEnding = false;
  answerCalls<MainFromThread>(worker, {
    log({ level, message, code }) {
      log[level]({ thread: name, ...(code === undefined ? {} : { code }) }, message);
      return {};
    },
  });
  const died = new Promise<TeleError>((resolve) => {
    const end = (cause?: unknown): void => {
      const detail = cause instanceof Error ? ` (${cause.message})` : '';
      const error = new TeleError('INTERNAL', `The ${name} thread has ended${detail}.`, cause);
      caller.fail(error);
      if (isEnding) return;
      isEnding = true;
      log.error({ thread: name, code: error.code }, error.message);
      resolve(error);
    };
    worker.once('error', end);
    worker.once('exit', () => end());
  });
  return {
    worker,
    caller,
    died,
    async end() {
      isEnding = true;
      await worker.terminate();
    },
  };
}
