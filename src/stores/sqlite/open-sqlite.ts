import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type CallStore, type CallWithTimeline, type StoreBatch, type StoredCall, type StoreStats, TeleError } from '../../core/index.ts';
import { callPage } from '../call-page.ts';
import { pageStart } from '../cursor.ts';
import { deadlineIn } from '../deadline.ts';
import { latencyPage } from '../latency-page.ts';
import { newestFirst } from '../newest-first.ts';
import { loadSqliteDriver, type SqliteDriver } from '../sqlite-driver.ts';
import { withFaults } from '../sqlite-fault.ts';
import { timeSteps } from '../time-steps.ts';
import { takeWriterLock } from '../writer-lock.ts';
import { type ActiveFile, createActiveFile } from './active-file.ts';
import { createBatchWriter } from './apply-batch.ts';
import { findSeqs, readCall, timelineAt } from './call-table.ts';
import { countSimilar } from './count-similar.ts';
import { ACTIVE_FILE, createDataFolder, filesAside, requireDataFolder, ROLLUP_FILE, storeBytes } from './data-folder.ts';
import { closeDatabase } from './day-file.ts';
import { createDayFiles, type DayFiles, READER_PRAGMAS, WRITER_PRAGMAS } from './day-files.ts';
import { createDayStates, type DayStates } from './day-state.ts';
import { eraseNumber } from './erase-number.ts';
import { fileIdentity } from './file-identity.ts';
import { createLatencySummaries, searchLatencies } from './latencies.ts';
import { searchCalls } from './list-calls.ts';
import { openDatabase } from './open-database.ts';
import { createRollupFile } from './rollup-file.ts';
import { scanCalls } from './scan-calls.ts';
import { createUpkeep, type Upkeep } from './upkeep.ts';
import { createWindowTallies, type WindowTallies } from './window-tally.ts';
import { SMALL_CACHE } from './written-days.ts';

export interface SqliteOptions {
  /** The data folder. Made when it does not exist. */
  readonly path: string;
  /** Opens what is there and only for reading, also while another process writes. */
  readonly readOnly?: boolean;
  /** Where the writer can be reached, e.g. `127.0.0.1:7464`: it stands in the `lock` file beside the process id. */
  readonly address?: string;
}

/** The open files of a folder, and what is done with them. */
interface OpenedFolder {
  readonly files: DayFiles;
  readonly states: DayStates;
  readonly active: ActiveFile;
  readonly tallies: WindowTallies;
  readonly latencies: ReturnType<typeof createLatencySummaries>;
  readonly upkeep: Upkeep;
  /** Undefined when the folder was opened only for reading. */
  readonly write: ((batch: StoreBatch) => void) | undefined;
  /** Which file of calls in progress it has open. */
  readonly identity: string | undefined;
  /** Closes the files and gives the folder back. May be called twice. */
  release(): void;
}

/**
 * Opens the store in a data folder. Throws `STORE_LOCKED` when another process writes it, `STORE_UNWRITABLE` when the folder cannot
 * be made or written, `STORE_CORRUPT` when its files are not a store, `FILE_UNREADABLE` when there is none to read.
 */
export async function openSqlite(options: SqliteOptions): Promise<CallStore> {
  const Driver = await loadSqliteDriver();
  const { path } = options;
  const isWritable = options.readOnly !== true;
  if (isWritable) createDataFolder(path);
  let opened = withFaults(path, () => openFolder(options, Driver));
  let isOpen = true;

  /** A folder that was deleted and is back holds other files than those that are open. */
  function current(): OpenedFolder {
    if (fileIdentity(opened.active.path) === opened.identity) return opened;
    if (!existsSync(path)) throw new TeleError('STORE_UNWRITABLE', `The data folder ${path} is gone.`);
    opened.release();
    if (isWritable) createDataFolder(path);
    opened = openFolder(options, Driver);
    return opened;
  }
  function use<T>(work: (folder: OpenedFolder) => T): T {
    if (!isOpen) throw new TeleError('INTERNAL', `The store in ${path} was used after it was closed.`);
    return withFaults(path, () => work(current()));
  }
  /** What lacks a day that cannot be read says so. */
  function answer<T extends object>(work: (folder: OpenedFolder) => T): T {
    return use((folder) => {
      const before = folder.files.unread.count();
      const found = work(folder);
      return folder.files.unread.count() === before ? found : { ...found, isPartial: true };
    });
  }
  function change<T>(work: (folder: OpenedFolder) => T): T {
    if (!isWritable) throw new TeleError('STORE_UNWRITABLE', `The store in ${path} was opened only for reading.`);
    return use(work);
  }

  return {
    append: async (batch: StoreBatch) => change(({ write }) => write?.(batch)),
    listCalls: async (filter) =>
      answer(({ files, active }) =>
        callPage(searchCalls(files, active, filter, pageStart(filter)), filter.limit, deadlineIn(filter.deadlineSeconds)),
      ),
    scan: (conditions, format, people) => use(({ files, active }) => scanCalls({ path, files, active }, conditions, { format, people })),
    findCalls: async (idOrKey) => use(({ files, active }) => findCalls(files, active, idOrKey)),
    countSimilar: async (call: StoredCall, since: number) => use(({ files, active }) => countSimilar(files, active, call, since)),
    openCalls: async () =>
      use(({ active }) =>
        active
          .all()
          .map(({ call, timeline }) => ({ call, timeline }))
          .sort((a, b) => newestFirst(a.call, b.call)),
      ),
    summarize: async ({ since, until, deadlineSeconds }) =>
      answer(({ tallies, active }) => {
        const { groups, isPartial } = tallies.groups(since, until, deadlineIn(deadlineSeconds));
        return { value: groups.summary(active.counts().active), isPartial };
      }),
    series: async ({ since, until, step, timeZone, now, deadlineSeconds }) =>
      answer(({ tallies }) => {
        const { buckets, isPartial } = tallies.series(timeSteps(since, until, step, timeZone), deadlineIn(deadlineSeconds));
        const value = buckets.map((bucket) => (bucket.end > now ? { ...bucket, isPartial: true as const } : bucket));
        return { value, isPartial };
      }),
    listLatencies: async (filter) => answer(({ files }) => latencyPage(searchLatencies(files, filter), filter)),
    summarizeLatencies: async (window) => answer(({ latencies }) => latencies(window, deadlineIn(window.deadlineSeconds))),
    maintain: async (now, policy) => change(({ upkeep }) => upkeep.maintain(now, policy)),
    erase: async (numberHash) => change(({ files, active }) => eraseNumber(files, active, numberHash)),
    stats: async () => use((folder) => statsOf(path, folder)),
    problems: async () =>
      use(({ files, states, upkeep }) => [
        ...files.unread.problems(),
        ...(isWritable ? states.gone() : []),
        ...filesAside(path),
        ...upkeep.problems(),
      ]),
    close: async () => {
      if (!isOpen) return;
      isOpen = false;
      withFaults(path, () => opened.release());
    },
  };
}

function findCalls(files: DayFiles, active: ActiveFile, idOrKey: string): CallWithTimeline[] {
  const isMeant = ({ id, callKey }: { readonly id: string; readonly callKey: string }): boolean => id === idOrKey || callKey === idOrKey;
  const open = active.findAll(idOrKey);
  const found: CallWithTimeline[] = open.map(({ call, timeline }) => ({ call, timeline }));
  const known = new Set(open.map(({ call }) => call.id));
  // What is known already is not looked for again: a page asks for the newest call, which is in progress.
  const kinds = known.has(idOrKey) ? (['callKey'] as const) : (['callId', 'callKey'] as const);
  for (const day of files.days()) {
    files.read(day, (file) => {
      const seqs = new Set(kinds.flatMap((kind) => findSeqs(file, kind, idOrKey, isMeant)));
      for (const seq of seqs) {
        const call = readCall({ file, seq });
        if (call !== undefined && !known.has(call.id)) found.push({ call, timeline: timelineAt({ file, seq }) });
      }
    });
  }
  return found.sort((a, b) => newestFirst(a.call, b.call));
}

function statsOf(folder: string, { files, states, active, write }: OpenedFolder): StoreStats {
  // The number of the last change first: the files may already hold more than it says, never less.
  let lastLsn = active.lsn();
  const { open, reopened } = active.counts();
  let calls = open - reopened.size;
  let registrations = 0;
  for (const day of files.days()) {
    const state = states.of(day);
    calls += state?.calls ?? 0;
    registrations += state?.registrations ?? 0;
    // Numbers go on behind what any day has, also when the file of calls in progress was made anew: they tell which day was written later.
    if (write !== undefined) lastLsn = Math.max(lastLsn, state?.lsn ?? 0);
  }
  return { calls, openCalls: open, registrations, sizeBytes: storeBytes(folder), lastLsn };
}

function openFolder({ path, address, readOnly }: SqliteOptions, Driver: SqliteDriver): OpenedFolder {
  const isWritable = readOnly !== true;
  if (!isWritable) requireDataFolder(path);
  const lock = isWritable ? takeWriterLock(path, address, Driver) : undefined;
  const file = join(path, ACTIVE_FILE);
  try {
    return withFaults(file, () => {
      const db = openDatabase(Driver, file, { readOnly: !isWritable });
      try {
        // A log is written at its end and read once.
        db.exec(isWritable ? WRITER_PRAGMAS + SMALL_CACHE : READER_PRAGMAS);
        const active = createActiveFile(db, file, isWritable);
        const files = createDayFiles(path, Driver, isWritable);
        const rollups = createRollupFile(join(path, ROLLUP_FILE), Driver, isWritable, files.unread);
        const states = createDayStates(path, files);
        const closings = [() => files.close(), () => rollups.close(), () => closeDatabase(db, isWritable), () => lock?.release()];
        const release = (): void => closings.splice(0).forEach((close) => close());
        return {
          files,
          states,
          active,
          tallies: createWindowTallies(files, rollups),
          latencies: createLatencySummaries(files),
          upkeep: createUpkeep(path, files, rollups, states),
          write: isWritable ? createBatchWriter({ files, states, active }) : undefined,
          identity: fileIdentity(file),
          release,
        };
      } catch (error) {
        db.close();
        throw error;
      }
    });
  } catch (error) {
    lock?.release();
    throw error;
  }
}
