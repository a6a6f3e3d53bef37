import { TeleError } from '../../core/index.ts';
import type { ExportFromHttp, ExportRequest } from '../messages.ts';
import { heapLimits, threadFailure } from '../heap-limits.ts';
import { startThread } from '../start-thread.ts';
import { StopFlag } from '../stop-flag.ts';
import type { ExportThreadData } from '../thread-data.ts';
import { createCaller } from '../thread-port.ts';

/** Exports at a time: each is a thread, some 30 MB, and whatever cores there are. */
const MAX_EXPORTS = 4;
const OPEN_SECONDS = 10;

/** The chunks of one export. */
export interface ExportChunks {
  /** The next one; undefined after the last. Throws what reading throws. */
  next(): Promise<Uint8Array | undefined>;
  /** Frees what the export holds. May be called twice, and while a chunk is awaited. */
  end(): void;
}

/** Starts exports. */
export interface Exports {
  /** Opens the store once `ready` has resolved. Throws `STORE_BUSY` at once when there are as many exports as may be, and what `ready` and opening throw. */
  open(request: ExportRequest, ready: () => Promise<unknown>): Promise<ExportChunks>;
  /** Ends all of them. Resolves when nothing of them is left. */
  close(): Promise<void>;
}

/** Exports of the store in a folder, each in a thread of its own. All end soon when `stop` is set. */
export function createExports(path: string, stop: SharedArrayBuffer): Exports {
  const running = new Map<ExportThread, Promise<void>>();
  return {
    async open(request, ready) {
      if (running.size >= MAX_EXPORTS) throw new TeleError('STORE_BUSY', `${MAX_EXPORTS} exports are running already.`);
      const thread = new ExportThread(path, stop);
      running.set(
        thread,
        thread.gone.then(() => void running.delete(thread)),
      );
      try {
        // The thread starts meanwhile.
        await ready();
        await thread.open(request);
        return thread;
      } catch (error) {
        thread.end();
        throw error;
      }
    },
    async close() {
      for (const thread of running.keys()) thread.end();
      await Promise.all(running.values());
    },
  };
}

/** One export in its thread, which makes a chunk when it is asked for. */
class ExportThread implements ExportChunks {
  /** Resolves when the thread has ended. */
  readonly gone: Promise<void>;
  readonly #cancel = new StopFlag();
  readonly #caller;
  #isEnded = false;

  constructor(path: string, stop: SharedArrayBuffer) {
    const data: ExportThreadData = { path, stop, cancel: this.#cancel.buffer };
    const worker = startThread('export', data, [], heapLimits('export'));
    const caller = createCaller<ExportFromHttp>(worker, 'STORE_STUCK', 'export');
    this.#caller = caller;
    worker.on('error', (error) => caller.fail(threadFailure('export', error)));
    this.gone = new Promise((resolve) =>
      worker.once('exit', () => {
        caller.fail(this.#isEnded ? new TeleError('STORE_BUSY', 'The export was ended.') : threadFailure('export'));
        resolve();
      }),
    );
  }

  async open(request: ExportRequest): Promise<void> {
    await this.#caller.call('open', request, OPEN_SECONDS);
  }

  async next(): Promise<Uint8Array | undefined> {
    return this.#isEnded ? undefined : (await this.#caller.call('next', {})).chunk;
  }

  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#cancel.set();
    this.#caller.tell('close', {});
  }
}
