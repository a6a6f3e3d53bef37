import type { Worker } from 'node:worker_threads';
import { TeleError } from '../../core/index.ts';
import { heapLimits, threadFailure } from '../heap-limits.ts';
import { startThread } from '../start-thread.ts';
import type { Caller } from '../thread-port.ts';

/** What is read chunk by chunk. */
export interface Chunks {
  /** The next one; undefined after the last. Throws what reading throws. */
  next(): Promise<Uint8Array | undefined>;
  /** Frees what it holds, and cancels what is not done. May be called twice, and at any time. */
  end(): void;
}

/** How a thread is asked. */
export interface Asks {
  readonly next: () => Promise<{ readonly chunk?: Uint8Array }>;
  /** Tells it to end. */
  readonly close: () => void;
  /** Rejects all that was asked of it. */
  readonly fail: Caller<never>['fail'];
  /** Waits until it has begun. */
  readonly begin: () => Promise<unknown>;
}

/** A thread that has begun. */
interface Opened<A extends Asks> {
  readonly chunks: Chunks;
  readonly asks: A;
  /** Resolves when it has ended. */
  readonly gone: Promise<void>;
}

type Name = 'export' | 'import';

/** Threads of one kind, of each of which chunks are read: at most so many at a time. */
export class ChunkThreads {
  readonly #name: Name;
  readonly #most: number;
  readonly #running = new Map<ChunkThread, Promise<void>>();

  constructor(name: Name, most: number) {
    this.#name = name;
    this.#most = most;
  }

  /** Starts a thread and waits until it has begun. Throws `STORE_BUSY` at once when there are as many as may be, and what beginning throws. */
  async open<A extends Asks>(data: object, ask: (worker: Worker) => A): Promise<Opened<A>> {
    if (this.#running.size >= this.#most) throw new TeleError('STORE_BUSY', `${this.#most} ${this.#name}s are running already.`);
    const worker = startThread(this.#name, data, [], heapLimits(this.#name));
    const asks = ask(worker);
    const thread = new ChunkThread(this.#name, worker, asks);
    this.#running.set(
      thread,
      thread.gone.then(() => void this.#running.delete(thread)),
    );
    try {
      await asks.begin();
      return { chunks: thread, asks, gone: thread.gone };
    } catch (error) {
      thread.end();
      throw error;
    }
  }

  /** Ends all of them. Resolves when nothing of them is left. */
  async close(): Promise<void> {
    for (const thread of this.#running.keys()) thread.end();
    await Promise.all(this.#running.values());
  }
}

/** One thread, which makes a chunk when it is asked for. */
class ChunkThread implements Chunks {
  /** Resolves when the thread has ended. */
  readonly gone: Promise<void>;
  readonly #asks: Asks;
  #isEnded = false;

  constructor(name: Name, worker: Worker, asks: Asks) {
    this.#asks = asks;
    worker.on('error', (error) => asks.fail(threadFailure(name, error)));
    this.gone = new Promise((resolve) =>
      worker.once('exit', () => {
        asks.fail(this.#isEnded ? new TeleError('STORE_BUSY', `The ${name} was ended.`) : threadFailure(name));
        resolve();
      }),
    );
  }

  async next(): Promise<Uint8Array | undefined> {
    return this.#isEnded ? undefined : (await this.#asks.next()).chunk;
  }

  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#asks.close();
  }
}
