import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { TeleError } from '../../core/index.ts';
import { openRaw } from '../../stores/index.ts';
import type { MainFromThread, StoreFromHttp, StoreFromMain, StoreHealth } from '../messages.ts';
import { retentionPolicy, startUpkeep, UPKEEP_MS } from '../store-upkeep.ts';
import { storeAnswers } from '../store-answers.ts';
import { RAW_FOLDER } from '../raw-folder.ts';
import { openStoreWriter, type StoreWriter } from '../store-writer.ts';
import type { StoreThreadData } from '../thread-data.ts';
import { answerCalls, createCaller } from '../thread-port.ts';

/** The store thread: the only one that touches the data folder once it runs. */

const data = workerData as StoreThreadData;
if (parentPort === null) throw new TeleError('INTERNAL', 'The store thread was started as a program.');
const main = createCaller<MainFromThread>(parentPort, 'MAIN_STUCK', 'main');
const now = (): number => Date.now() / 1000;

const raw = openRaw({ folder: join(data.settings.path, RAW_FOLDER), key: data.rawKey });
let writer: StoreWriter | undefined;
let endUpkeep = (): void => undefined;

async function open(): Promise<{ lastLsn: number }> {
  const { settings, address } = data;
  writer = await openStoreWriter({
    settings,
    address,
    now,
    failed: (error, lost) => {
      const message = lost === 0 ? error.message : `${lost} changes are lost. ${error.message}`;
      main.tell('log', { level: 'error', message, code: error.code });
    },
  });
  const { store, maintained, lastLsn } = writer;
  endUpkeep = startUpkeep({
    store,
    policy: retentionPolicy(settings),
    now,
    everyMs: UPKEEP_MS,
    async done(report) {
      const { keepRawHours, rawMaxBytes } = settings;
      const { freedBytes } = raw.expire(keepRawHours === 0 ? Infinity : now() - keepRawHours * 3600, rawMaxBytes);
      maintained({ ...report, freedBytes: report.freedBytes + freedBytes }, await store.stats());
    },
    failed: (error) => main.tell('log', { level: 'error', message: `The upkeep of the store failed. ${error.message}`, code: error.code }),
  });
  return { lastLsn: lastLsn() };
}

function use(): StoreWriter {
  if (writer === undefined) throw new TeleError('STORE_STUCK', 'The store is not open.');
  return writer;
}

async function close(): Promise<object> {
  endUpkeep();
  await writer?.close();
  writer = undefined;
  return {};
}

async function health(): Promise<StoreHealth> {
  const found = use().health();
  const disk = await statfs(data.settings.path);
  return { ...found, freeBytes: disk.bavail * disk.bsize };
}

answerCalls<StoreFromMain>(parentPort, {
  open,
  openCalls: async () => ({ calls: await use().store.openCalls() }),
  append: async (batch) => ({ lost: await use().take(batch) }),
  raw({ bytes }) {
    raw.append(bytes);
    return {};
  },
  report: () => use().report(),
  close,
});

answerCalls<StoreFromHttp>(data.httpPort, {
  ...storeAnswers(() => {
    const opened = use();
    return { ...opened, raw, failure: () => opened.health().failure };
  }),
  health,
});
