import { parentPort, workerData } from 'node:worker_threads';
import { present, TeleError, type CallStore } from '../../core/index.ts';
import { openSqlite, yieldCores } from '../../stores/index.ts';
import { leaveThread } from '../leave-thread.ts';
import { exportChunks } from '../export-chunks.ts';
import type { Chunks } from '../http/chunk-threads.ts';
import type { ExportFromHttp } from '../messages.ts';
import { StopFlag } from '../stop-flag.ts';
import type { ExportThreadData } from '../thread-data.ts';
import { answerCalls } from '../thread-port.ts';

/** The thread of one export: it reads the data folder and makes the text. What SQLite keeps open of a closed file ends with the thread. */

const data = workerData as ExportThreadData;
if (parentPort === null) throw new TeleError('INTERNAL', 'The thread of an export was started as a program.');
yieldCores();
const flags = [new StopFlag(data.stop), new StopFlag(data.cancel)];
let store: CallStore | undefined;
let chunks: Chunks | undefined;

answerCalls<ExportFromHttp>(parentPort, {
  async open({ wanted, lacking }) {
    store = await openSqlite({ path: data.path, readOnly: true });
    await store.refresh(lacking);
    chunks = exportChunks(
      store.within(() => flags.some(({ isSet }) => isSet)),
      wanted,
    );
    return {};
  },
  async next() {
    if (chunks === undefined) throw new TeleError('INTERNAL', 'An export was read before it was opened.');
    return present({ chunk: await chunks.next() });
  },
  async close() {
    try {
      await store?.close();
      return {};
    } finally {
      leaveThread(parentPort);
    }
  },
});
