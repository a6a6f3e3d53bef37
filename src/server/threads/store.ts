import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { present, type StoreProblem, TeleError } from '../../core/index.ts';
import { lastWrittenAt, openRaw, type RawFiles, yieldCores } from '../../stores/index.ts';
import { createClockWatch } from '../clock-watch.ts';
import { sayHeapLimit } from '../heap-limits.ts';
import { leaveThread } from '../leave-thread.ts';
import type { MainFromThread, StoreFromHttp, StoreFromMain, StoreFromQuery, StoreHealth } from '../messages.ts';
import { createProblemLog } from '../problem-log.ts';
import { ShownCount } from '../programs/shown-count.ts';
import type { LeftOver } from '../programs/told-keeper.ts';
import { retentionPolicy, sayDeleted, startUpkeep, UPKEEP_MS } from '../store-upkeep.ts';
import { storeAnswers } from '../store-answers.ts';
import { writeKey } from '../privacy/key-file.ts';
import { RAW_FOLDER } from '../data-folders.ts';
import { StopFlag } from '../stop-flag.ts';
import { openStoreWriter, type StoreWriter } from '../store-writer.ts';
import type { StoreThreadData } from '../thread-data.ts';
import { answerCalls, createCaller } from '../thread-port.ts';
import type { WriterReport } from '../writer-report.ts';

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
const warn = (message: string): void => main.tell('log', { level: 'warn', message });
const problems = createProblemLog(warn);
let doubt: string | undefined;
// What the query thread cannot read.
let unread: readonly StoreProblem[] = [];
// All that was wrong when it was last looked.
let lastFound: readonly StoreProblem[] = [];
let endUpkeep = (): void => undefined;

async function open(): Promise<{ lastLsn: number; left: LeftOver }> {
  const { settings, address, rawKey, keyCheck, folderKey } = data;
  const stop = new StopFlag(data.stop);
  const shown = new ShownCount(data.shown);
  // Opening writes to the files.
  const writtenAt = lastWrittenAt(settings.path);
  const writer = await openStoreWriter({
    settings,
    address,
    keyCheck,
    setUpAnew() {
      warn(`The data folder ${settings.path} was deleted and is back: it is set up anew, and what is written from now on is kept in it.`);
      if (folderKey !== undefined) writeKey(settings.path, folderKey);
    },
    now,
    isHurried: () => stop.isHurried,
    shownLsn: () => shown.shownLsn,
    failed: (error, lost) => {
      const message = lost === 0 ? error.message : `${lost} changes are lost. ${error.message}`;
      main.tell('log', { level: 'error', message, code: error.code });
    },
  });
  main.tell('log', { level: 'info', message: sayHeapLimit() });
  const raw = openRaw({ folder: join(settings.path, RAW_FOLDER), key: rawKey });
  opened = { writer, raw };
  const { store, maintained, lastLsn, left } = writer;
  endUpkeep = startUpkeep({
    store,
    policy: retentionPolicy(settings),
    clock: createClockWatch(present({ now, monotonic: () => performance.now() / 1000, lastWrittenAt: writtenAt })),
    everyMs: UPKEEP_MS,
    async done(report, time) {
      for (const deleted of report.deletedDays) warn(sayDeleted(deleted));
      if (time.doubt !== undefined && doubt === undefined) warn(time.doubt);
      doubt = time.doubt;
      const { keepRawHours, rawMaxBytes } = settings;
      const oldest = time.doubt === undefined ? time.now - keepRawHours * 3600 : 0;
      const { freedBytes } = raw.expire(keepRawHours === 0 ? Infinity : oldest, rawMaxBytes);
      maintained({ ...report, freedBytes: report.freedBytes + freedBytes }, await store.stats());
    },
    failed: (error) => main.tell('log', { level: 'error', message: `The upkeep of the store failed. ${error.message}`, code: error.code }),
  });
  return { lastLsn: lastLsn(), left };
}

function use(): Opened {
  if (opened === undefined) throw new TeleError('STORE_STUCK', 'The store is not open.');
  return opened;
}

async function close(): Promise<object> {
  endUpkeep();
  try {
    const waiting = (await opened?.writer.close()) ?? 0;
    if (waiting > 0) warn(`${waiting} changes wait in the spool; they are written at the next start.`);
    opened = undefined;
    return {};
  } finally {
    leaveThread(parentPort, data.httpPort, data.queryPort);
  }
}

async function health(): Promise<StoreHealth> {
  const { writer } = use();
  const disk = await statfs(data.settings.path).catch(() => undefined);
  return present({
    ...writer.health(),
    problems: await problemsOf(writer),
    freeBytes: disk === undefined ? undefined : disk.bavail * disk.bsize,
  });
}

/** What is wrong with the files and with the clock that they are kept by. A folder that cannot be looked at is a failure of its own. What is new is logged. */
async function problemsOf({ store }: StoreWriter): Promise<readonly StoreProblem[]> {
  const own = await store.problems().catch(() => []);
  const found = [...own, ...unread.filter(({ file }) => !own.some((one) => one.file === file))];
  problems.note(found);
  lastFound = found;
  return found;
}

/** Files whose calls are missing in answers. */
function lackingOf(found: readonly StoreProblem[]): readonly StoreProblem[] {
  return found.filter(({ isGone, isUnread }) => isGone === true || isUnread === true);
}

/** What happened since the report before. */
async function report(): Promise<WriterReport> {
  const { writer } = use();
  await problemsOf(writer);
  return writer.report();
}

answerCalls<StoreFromMain>(parentPort, {
  ping: () => ({}),
  open,
  openCalls: async () => ({ calls: await use().writer.store.openCalls() }),
  append: async (batch) => ({ lost: await use().writer.take(batch) }),
  raw({ bytes }) {
    use().raw.append(bytes);
    return {};
  },
  report,
  close,
});

const answers = storeAnswers(() => {
  const { writer, raw } = use();
  return { ...writer, raw, failure: () => writer.health().failure };
});
answerCalls<StoreFromHttp>(data.httpPort, {
  ...answers,
  health,
  lacking: async () => ({ lacking: lackingOf(await problemsOf(use().writer)) }),
});
answerCalls<StoreFromQuery>(data.queryPort, {
  applied: answers.applied,
  unread(found) {
    unread = found.problems;
    // As of the last report: to look through all days anew would hold up what is written.
    return { lacking: lackingOf(lastFound) };
  },
});
