import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { TeleError } from '../../core/index.ts';
import { openRaw, type RawFiles, yieldCores } from '../../stores/index.ts';
import { leaveThread } from '../leave-thread.ts';
import type { MainFromThread, StoreApplied, StoreFromHttp, StoreFromMain, StoreHealth } from '../messages.ts';
import { retentionPolicy, startUpkeep, UPKEEP_MS } from '../store-upkeep.ts';
import { storeAnswers } from '../store-answers.ts';
import { RAW_FOLDER } from '../raw-folder.ts';
import { openStoreWriter, type StoreWriter } from '../store-writer.ts';
import type { StoreThreadData } from '../thread-data.ts';
import { answerCalls, createCaller } from '../thread-port.ts';

/** The store thread: the only one that writes the data folder once it runs. */

const data = workerData as StoreThreadData;
if (parentPort === null) throw new TeleError('INTERNAL', 'The store thread was started as a program.');
yieldCores();
const main = createCaller<MainFromThread>(parentPort, 'MAIN_STUCK', 'main');
const now = (): number => Date.now() / 1000;

interface Opened {
  readonly writer: StoreWriter;
  readonly raw: RawFiles;
}
let opened: Opened | undefined;
let endUpkeep = (): void => undefined;

async function open(): Promise<{ lastLsn: number }> {
  const { settings, address, rawKey, keyCheck } = data;
  const writer = await openStoreWriter({
    settings,
    address,
    keyCheck,
    now,
    failed: (error, lost) => {
      const message = lost === 0 ? error.message : `${lost} changes are lost. ${error.message}`;
      main.tell('log', { level: 'error', message, code: error.code });
    },
  });
  const raw = openRaw({ folder: join(settings.path, RAW_FOLDER), key: rawKey });
  opened = { writer, raw };
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

function use(): Opened {
  if (opened === undefined) throw new TeleError('STORE_STUCK', 'The store is not open.');
  return opened;
}

async function close(): Promise<object> {
  endUpkeep();
  try {
    await opened?.writer.close();
    opened = undefined;
    return {};
  } finally {
    leaveThread(parentPort, data.httpPort, data.queryPort);
  }
}

async function health(): Promise<StoreHealth> {
  const found = use().writer.health();
  const disk = await statfs(data.settings.path);
  return { ...found, freeBytes: disk.bavail * disk.bsize };
}

answerCalls<StoreFromMain>(parentPort, {
  open,
  openCalls: async () => ({ calls: await use().writer.store.openCalls() }),
  append: async (batch) => ({ lost: await use().writer.take(batch) }),
  raw({ bytes }) {
    use().raw.append(bytes);
    return {};
  },
  report: () => use().writer.report(),
  close,
});

const answers = storeAnswers(() => {
  const { writer, raw } = use();
  return { ...writer, raw, failure: () => writer.health().failure };
});
answerCalls<StoreFromHttp>(data.httpPort, { ...answers, health });
answerCalls<StoreApplied>(data.queryPort, { applied: answers.applied });
