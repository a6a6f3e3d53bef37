import { statfs } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { TeleError, type CallStore } from '../../core/index.ts';
import { openSqlite } from '../../stores/index.ts';
import type { MainFromThread, StoreFromHttp, StoreFromMain, StoreHealth } from '../messages.ts';
import { createStoreApplier, type StoreApplier } from '../store-applier.ts';
import type { StoreThreadData } from '../thread-data.ts';
import { answerCalls, createCaller } from '../thread-port.ts';

/** The store thread: the only one that touches the data folder once it runs. */

const data = workerData as StoreThreadData;
if (parentPort === null) throw new TeleError('INTERNAL', 'The store thread was started as a program.');
const main = createCaller<MainFromThread>(parentPort, 'MAIN_STUCK', 'main');
const now = (): number => Date.now() / 1000;

interface Opened {
  readonly store: CallStore;
  readonly applier: StoreApplier;
}
let opened: Opened | undefined;

async function open(): Promise<{ lastLsn: number }> {
  const store = await openSqlite({ path: data.path, address: data.address });
  const { lastLsn } = await store.stats();
  const applier = createStoreApplier({
    store,
    lastLsn,
    now,
    pause: (seconds) => pause(seconds * 1000),
    failed: (error, lost) => {
      const message = lost === 0 ? error.message : `${lost} changes are lost. ${error.message}`;
      main.tell('log', { level: 'error', message, code: error.code });
    },
  });
  opened = { store, applier };
  return { lastLsn };
}

function use(): Opened {
  if (opened === undefined) throw new TeleError('STORE_STUCK', 'The store is not open.');
  return opened;
}

async function close(): Promise<object> {
  await opened?.applier.finish();
  await opened?.store.close();
  opened = undefined;
  return {};
}

async function health(): Promise<StoreHealth> {
  const { applier } = use();
  const disk = await statfs(data.path);
  return { ...applier.health(), freeBytes: disk.bavail * disk.bsize };
}

answerCalls<StoreFromMain>(parentPort, {
  open,
  openCalls: async () => ({ calls: await use().store.openCalls() }),
  append: async ({ bytes }) => ({ lost: await use().applier.apply(bytes) }),
  close,
});

answerCalls<StoreFromHttp>(data.httpPort, {
  async list({ filter, afterLsn }) {
    const { store, applier } = use();
    await applier.reached(afterLsn);
    return store.listCalls(filter);
  },
  async find({ id, callKey, similarSince, afterLsn }) {
    const { store, applier } = use();
    await applier.reached(afterLsn);
    const byId = await store.findCalls(id);
    const calls = byId.length > 0 ? byId : await store.findCalls(callKey);
    const [newest] = calls;
    const similar = newest?.call.outcome === undefined ? 0 : await store.countSimilar(newest.call, similarSince);
    return { calls, similar };
  },
  health,
});
