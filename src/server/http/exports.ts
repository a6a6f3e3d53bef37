import type { StoreProblem } from '../../core/index.ts';
import type { ExportFromHttp, ExportRequest } from '../messages.ts';
import { StopFlag } from '../stop-flag.ts';
import type { ExportThreadData } from '../thread-data.ts';
import { createCaller } from '../thread-port.ts';
import { type Chunks, ChunkThreads } from './chunk-threads.ts';

/** Exports at a time: each is a thread, some 30 MB, and whatever cores there are. */
const MAX_EXPORTS = 4;
const OPEN_SECONDS = 10;

/** Starts exports. */
export interface Exports {
  /** Opens the store once `ready` has said which of its files are damaged or gone. Throws `STORE_BUSY` at once when there are as many exports as may be, and what `ready` and opening throw. */
  open(request: ExportRequest, ready: () => Promise<readonly StoreProblem[]>): Promise<Chunks>;
  /** Ends all of them. Resolves when nothing of them is left. */
  close(): Promise<void>;
}

/** Exports of the store in a folder, each in a thread of its own. All end soon when `stop` is set. */
export function createExports(path: string, stop: SharedArrayBuffer): Exports {
  const threads = new ChunkThreads('export', MAX_EXPORTS);
  return {
    async open(wanted, ready) {
      const cancel = new StopFlag();
      const data: ExportThreadData = { path, stop, cancel: cancel.buffer };
      const { chunks } = await threads.open(data, (worker) => {
        const caller = createCaller<ExportFromHttp>(worker, 'STORE_STUCK', 'export');
        return {
          next: async () => caller.call('next', {}),
          close() {
            cancel.set();
            caller.tell('close', {});
          },
          fail: (error) => caller.fail(error),
          async begin() {
            // The thread starts meanwhile.
            const lacking = await ready();
            await caller.call('open', { wanted, lacking }, OPEN_SECONDS);
          },
        };
      });
      return chunks;
    },
    close: async () => threads.close(),
  };
}
