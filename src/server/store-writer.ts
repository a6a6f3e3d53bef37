import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { present, secondsBetween, TeleError, type CallStore } from '../core/index.ts';
import { openSpool, openSqlite, type Spool, type SpoolReader } from '../stores/index.ts';
import { createRetryingWriter } from './retrying-writer.ts';
import { createLsnWaiters } from './lsn-waiters.ts';
import { emptySpool } from './empty-spool.ts';
import type { SpoolState, StoreHealth } from './messages.ts';
import type { Settings } from './settings/server-settings.ts';
import { SPOOL_FOLDER } from './data-folders.ts';
import { openToldKeeper, type LeftOver, type ToldKeeper } from './programs/told-keeper.ts';
import { createSpoolIntake, type HandedBatch, type SpoolIntake } from './spool-intake.ts';
import { createStoreApplier } from './store-applier.ts';
import { withoutTimelines } from './store-batch.ts';
import { createWriteFailures } from './write-failures.ts';
import { createReportCollector, type ReportCollector, type WriterReport } from './writer-report.ts';

const SINK = 'store';
/** Reads what programs told. */
const TOLD_SINK = 'programs';

interface WriterOptions {
  readonly settings: Settings['store'];
  /** Where the writer can be reached: it stands in the lock file. Absent when nowhere. */
  readonly address?: string;
  /** What the privacy key makes, by `keyCheckOf`. */
  readonly keyCheck?: string;
  /** Told when the data folder was deleted, is back, and was set up anew. */
  readonly setUpAnew?: () => void;
  readonly now: () => number;
  /** Whether a close shall leave in the spool what is there. Absent: it never shall. */
  readonly isHurried?: () => boolean;
  /** Up to which change a scrape has shown what programs told. Absent: nobody scrapes. */
  readonly shownLsn?: () => number;
  /** Told of the first failure in a row, and of whatever is lost for good: so many changes. */
  readonly failed: (error: TeleError, lost: number) => void;
}

/** The store with the spool before it: the one writer of a data folder. */
export interface StoreWriter {
  readonly store: CallStore;
  /** What programs told before. */
  readonly left: LeftOver;
  /** Number of the last change that was acknowledged. */
  lastLsn(): number;
  /** Resolves when the batch is synced in the spool or given up, with the number of changes lost. */
  take(batch: HandedBatch): Promise<number>;
  /** Whether everything up to this number is in the store. Waits for it, but not while nothing can be written. */
  reached(lsn: number): Promise<boolean>;
  /** Whether everything up to this number is safe in the spool. Waits for it, but not while the spool refuses. */
  kept(lsn: number): Promise<boolean>;
  /** Leaves nothing in the spool of what it holds now: all of it is in the store then. Throws `STORE_UNWRITABLE` when that is not possible at the moment. */
  emptySpool(): Promise<void>;
  health(): Omit<StoreHealth, 'freeBytes' | 'problems'>;
  /** What happened since the call before. */
  report(): WriterReport;
  /** A round of upkeep is over, for the next report. */
  maintained: ReportCollector['maintained'];
  /** Writes all that the disk takes, and gives the folder back. The number of changes that stay in the spool: they are written when it is opened again. */
  close(): Promise<number>;
}

/** Opens store and spool, and writes to the store what an earlier process left in the spool. Throws what opening throws, and when that cannot be written. */
export async function openStoreWriter(options: WriterOptions): Promise<StoreWriter> {
  const { settings, now, address, keyCheck, setUpAnew } = options;
  const { path, spoolMaxBytes: maxBytes, spoolPolicy } = settings;
  // First the store, because its lock covers the spool too.
  const store = await openSqlite(present({ path, address, keyCheck, setUpAnew }));
  try {
    const { lastLsn } = await store.stats();
    const report = createReportCollector();
    const shed = spoolPolicy === 'drop_timeline' ? withoutTimelines : undefined;
    const sinks = [SINK, TOLD_SINK];
    const folder = join(path, SPOOL_FOLDER);
    const spool = await openSpool(present({ folder, maxBytes, sinks, now, observer: report, lastLsn, shed }));
    const { shownLsn = () => 0 } = options;
    const keeper = await openToldKeeper({ folder, reader: spool.reader(TOLD_SINK), lastLsn: spool.lastLsn, shownLsn, now });
    const writer = composeWriter({ store, spool, keeper, report }, options);
    if (await writer.reached(writer.lastLsn())) return writer;
    const reason = writer.health().failure?.message ?? 'Nobody knows why.';
    await writer.close();
    throw new TeleError('STORE_UNWRITABLE', `What waits in the spool of ${path} cannot be written. ${reason}`);
  } catch (error) {
    await store.close();
    throw error;
  }
}

interface WriterParts {
  readonly store: CallStore;
  readonly spool: Spool;
  readonly keeper: ToldKeeper;
  readonly report: ReportCollector;
}

/** Puts store and spool together: what is taken goes to the spool, and from there to the store. */
function composeWriter(
  { store, spool, keeper, report }: WriterParts,
  { now, failed, isHurried = () => false }: WriterOptions,
): StoreWriter {
  let lastCommitAt: number | undefined;
  const failures = createWriteFailures({
    now,
    failed,
    began(stage) {
      // Readers are given what is there; what the spool has taken is safe whatever the store does.
      applier.release();
      if (stage === 'spool') safe.release();
    },
  });
  const storeFailed = (error: TeleError, lost: number): void => {
    report.gaveUp(lost);
    failures.note('store', error, lost);
  };
  const written = (): void => {
    failures.clear('store');
    lastCommitAt = now();
  };
  const safe = createLsnWaiters();
  const appended = (): void => {
    failures.clear('spool');
    safe.reached(spool.lastLsn());
    applier.wake();
  };
  const writer = createRetryingWriter({ store, pause, failed: storeFailed, written });
  const reader = passingFirst(spool.reader(SINK), keeper);
  const applier = createStoreApplier({ writer, reader, lastLsn: spool.lastLsn, now, pause, isHurried, failed: storeFailed });
  const reached = (lsn: number): Promise<boolean> => {
    const isReached = applier.reached(lsn);
    if (failures.current() !== undefined) applier.release();
    return isReached;
  };
  const intake = createSpoolIntake({ spool, pause, failed: (error, lost) => failures.note('spool', error, lost), appended });
  return {
    store,
    left: keeper.left,
    lastLsn: spool.lastLsn,
    take: keeping(intake, keeper),
    reached,
    kept(lsn) {
      if (lsn <= spool.lastLsn()) return Promise.resolve(true);
      return failures.isFailing('spool') ? Promise.resolve(false) : safe.wait(lsn);
    },
    emptySpool: () => emptySpool({ spool, reader, passAll: () => keeper.pass(true), reached }),
    health: () => present({ failure: failures.current(), lastCommitAt, spool: spoolState(spool, applier.appliedLsn(), now()) }),
    report: () => report.take(spoolState(spool, applier.appliedLsn(), now())),
    maintained: report.maintained,
    async close() {
      await intake.finish();
      await applier.finish();
      await spool.close();
      await store.close();
      return spool.lastLsn() - applier.appliedLsn();
    },
  };
}

/** What takes batches, and tells the keeper of what programs told in them. */
function keeping(intake: SpoolIntake, keeper: ToldKeeper): StoreWriter['take'] {
  return async (batch) => {
    const done = batch.told && keeper.take(batch.lsn, batch.count, batch.told);
    const lost = await intake.take(batch);
    done?.(lost === 0);
    return lost;
  };
}

/** With the store everyone else passes what the spool may forget. While they cannot, no segment is deleted, and they try again with the next commit. */
function passingFirst(reader: SpoolReader, keeper: ToldKeeper): SpoolReader {
  return {
    ...reader,
    async committed(lsn) {
      await keeper.pass().catch(() => undefined);
      await reader.committed(lsn);
    },
  };
}

function spoolState(spool: Spool, appliedLsn: number, now: number): SpoolState {
  const { bytes, maxBytes, lag } = spool.stats();
  const waitingChanges = spool.lastLsn() - appliedLsn;
  // The spool counts a batch as waiting until the next one is asked for.
  const oldestAt = waitingChanges === 0 ? undefined : lag.get(SINK)?.oldestAt;
  return { bytes, maxBytes, waitingChanges, oldestAgeSeconds: secondsBetween(oldestAt, now) ?? 0 };
}

/** Resolves after so many seconds, or when the signal aborts. */
async function pause(seconds: number, signal?: AbortSignal): Promise<void> {
  // An abort is the other way to end it.
  await delay(seconds * 1000, undefined, present({ signal })).catch(() => undefined);
}
