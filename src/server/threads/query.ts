import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { TeleError, type CallStore } from '../../core/index.ts';
import { openRaw, openSqlite, yieldCores } from '../../stores/index.ts';
import { readFigures } from '../../presets/voice-skill/index.ts';
import { sayHeapLimit } from '../heap-limits.ts';
import { leaveThread } from '../leave-thread.ts';
import type { Applied, MainFromThread, QueryFromHttp, QueryFromMain, StoreFromQuery } from '../messages.ts';
import { monotonicSeconds } from '../monotonic-seconds.ts';
import { queryAnswers } from '../query-answers.ts';
import { createQuestionQueue } from '../question-queue.ts';
import { RAW_FOLDER } from '../data-folders.ts';
import { StopFlag } from '../stop-flag.ts';
import type { QueryThreadData } from '../thread-data.ts';
import { answerCalls, asTeleError, createCaller } from '../thread-port.ts';

/** The query thread: it answers questions about calls, reads the data folder beside the thread that writes it, and delays no batch. */

/** The answer to a question is begun so long before nobody waits for it any more; what is not written by then is left out. */
const READ_SECONDS = 2;

const data = workerData as QueryThreadData;
if (parentPort === null) throw new TeleError('INTERNAL', 'The query thread was started as a program.');
yieldCores();
const main = createCaller<MainFromThread>(parentPort, 'MAIN_STUCK', 'main');
const writer = createCaller<StoreFromQuery>(data.storePort, 'STORE_STUCK', 'store');
const queue = createQuestionQueue(new StopFlag(data.stop));
const raw = openRaw({ folder: join(data.path, RAW_FOLDER), key: data.rawKey });
let store: CallStore | undefined;
let refreshing: NodeJS.Timeout | undefined;

function use(): CallStore {
  if (store === undefined) throw new TeleError('STORE_STUCK', 'The store is not open.');
  return store;
}

async function applied(lsn: number, until: number): Promise<Applied> {
  if ((await use().lastLsn()) >= lsn) return { isApplied: true };
  const seconds = until - READ_SECONDS - monotonicSeconds();
  return writer
    .call('applied', { lsn }, Math.max(0, seconds))
    .catch((error: unknown) => ({ isApplied: false, reason: asTeleError(error).message }));
}

answerCalls<QueryFromHttp>(data.httpPort, {
  ...queryAnswers({
    ask: async (kind, until, prepare, work) =>
      queue.ask({ kind, until, prepare, work: async (prepared, deadline) => work(use().within(deadline), prepared) }),
    applied,
    raw: () => raw,
  }),
  health() {
    use();
    return {};
  },
});

let isRefreshing = false;
let isTroubled = false;

/** Says which files cannot be read, where health and log are made of it, and learns which are damaged or gone. Gives back the room of days that were deleted. */
async function refresh(): Promise<void> {
  // A writer that stands still is asked once.
  if (store === undefined || isRefreshing) return;
  isRefreshing = true;
  try {
    const { lacking } = await writer.call('unread', { problems: await store.problems() }, READ_SECONDS);
    await store?.refresh(lacking);
    isTroubled = false;
  } catch (error) {
    const { code, message } = asTeleError(error);
    // That the writer stands still is told where it is watched.
    if (isTroubled || code === 'STORE_STUCK') return;
    isTroubled = true;
    main.tell('log', { level: 'warn', message: `The query thread could not look for deleted days. ${message}`, code });
  } finally {
    isRefreshing = false;
  }
}

answerCalls<QueryFromMain>(parentPort, {
  ping: () => ({}),
  async open() {
    store = await openSqlite({ path: data.path, readOnly: true });
    main.tell('log', { level: 'info', message: sayHeapLimit() });
    refreshing = setInterval(() => void refresh(), data.refreshMs).unref();
    return {};
  },
  figures: async (query, until) =>
    queue.ask({
      kind: 'figures',
      until,
      prepare: async () => undefined,
      work: async (_prepared, deadline) => readFigures(use().within(deadline), query),
    }),
  async close() {
    clearInterval(refreshing);
    const opened = store;
    store = undefined;
    try {
      await opened?.close();
      return {};
    } finally {
      leaveThread(parentPort, data.httpPort, data.storePort);
    }
  },
});
