import type { OtlpFromMain } from './otlp-messages.ts';
import { monotonicSeconds } from '../monotonic-seconds.ts';
import type { RunningThread } from '../run-thread.ts';
import { asTeleError, type Caller } from '../thread-port.ts';

/** How long loading the packages may take. */
const OPEN_SECONDS = 30;
/** How long is waited for the thread to send its last and end. */
const CLOSE_SECONDS = 10;
const FIRST_WAIT_SECONDS = 1;
const MOST_WAIT_SECONDS = 300;
/** A thread that ran so long and ended is no longer one that ends again and again. */
const CALM_SECONDS = 600;

interface KeptContext {
  readonly start: () => RunningThread<OtlpFromMain>;
  /** Told that it has ended although nobody ended it, why, and after how many seconds it is started again. */
  readonly ended: (reason: string, waitSeconds: number) => void;
  /** Told that it runs again. */
  readonly runs: () => void;
}

/** The thread that exports, which is started again when it ends by itself. */
export interface KeptThread {
  /** Undefined: there is none at the moment. */
  readonly caller: Caller<OtlpFromMain> | undefined;
  /** Waits until the first one exports. Rejects when what it needs is missing. */
  open(): Promise<void>;
  /** Lets it send its last and end; false when it did not in time. */
  end(): Promise<boolean>;
}

/** Starts the thread. From one start to the next passes twice as long from time to time. */
export function keepThread({ start, ended, runs }: KeptContext): KeptThread {
  let thread = start();
  let isOpen = false;
  let openedAt = 0;
  let deaths = 0;
  let isEnding = false;
  let timer: NodeJS.Timeout | undefined;

  const opened = (): void => {
    isOpen = true;
    openedAt = monotonicSeconds();
    void thread.died.then(({ message }) => again(message));
  };
  const again = (reason: string): void => {
    if (isOpen && monotonicSeconds() - openedAt > CALM_SECONDS) deaths = 0;
    isOpen = false;
    if (isEnding) return;
    const wait = Math.min(MOST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** Math.min(10, deaths));
    deaths += 1;
    ended(reason, wait);
    // It cannot fail: a start that does is told, and followed by another one.
    timer = setTimeout(() => void restart(), wait * 1000).unref();
  };
  const restart = async (): Promise<void> => {
    thread = start();
    try {
      await thread.caller.call('open', {}, OPEN_SECONDS);
      opened();
      runs();
    } catch (error) {
      await thread.end(CLOSE_SECONDS).catch(() => undefined);
      again(asTeleError(error).message);
    }
  };
  return {
    get caller() {
      return isOpen ? thread.caller : undefined;
    },
    async open() {
      await thread.caller.call('open', {}, OPEN_SECONDS);
      opened();
    },
    async end() {
      isEnding = true;
      clearTimeout(timer);
      return thread.end(CLOSE_SECONDS);
    },
  };
}
