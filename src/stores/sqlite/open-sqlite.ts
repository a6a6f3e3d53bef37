import { setImmediate } from 'node:timers/promises';
import { type CallStore, type Deadline, type StoreBatch, type StoreStats, TeleError } from '../../core/index.ts';
import { loadSqliteDriver } from './database/sqlite-driver.ts';
import { filesAside, storeBytes } from './folder/data-folder.ts';
import { eraseNumber } from './write/erase-number.ts';
import { createFolderAccess, type FolderAccess } from './folder-access.ts';
import type { OpenedFolder, SqliteOptions } from './open-folder.ts';
import type { StoreReads } from './reads/store-reads.ts';

/** After this long a batch that is being written lets the thread do other work. */
const SLICE_MILLISECONDS = 50;

/**
 * Opens the store in a data folder. Throws `STORE_LOCKED` when another process writes it, `STORE_UNWRITABLE` when the folder cannot
 * be made or written, `STORE_CORRUPT` when its files are not a store, `STORE_FOREIGN` when they are of before the first release, `FILE_UNREADABLE` when there is none to read, `KEY_MISMATCH` when it was written with another key.
 */
export async function openSqlite(options: SqliteOptions): Promise<CallStore> {
  const access = createFolderAccess(options, await loadSqliteDriver());
  const { use, change, close } = access;
  const { path } = options;
  const inTurn = createTurns();
  const store: CallStore = {
    ...readsOf(access, () => false),
    within: (deadline) => ({ ...store, ...readsOf(access, deadline) }),
    append: async (batch) => inTurn(async () => append(access, batch)),
    maintain: async (now, policy) => inTurn(async () => change(({ upkeep }) => upkeep.maintain(now, policy))),
    erase: async (hash, end) => inTurn(async () => change(({ files, active }) => eraseNumber(files, active, { hash, end }))),
    stats: async () => use((folder) => statsOf(path, folder)),
    problems: async () =>
      use(({ files, states, upkeep, gone: before }) => {
        const gone = options.readOnly === true ? [] : states.gone();
        if (options.readOnly !== true) files.unread.noteLacking(gone);
        return [...files.unread.problems(), ...before, ...gone, ...filesAside(path), ...upkeep.problems()];
      }),
    lastLsn: async () => use(({ active }) => active.lsn()),
    refresh: async (lacking) =>
      use(({ files }) => {
        files.forgetDeleted();
        files.unread.noteLacking(lacking);
      }),
    close: async () => inTurn(async () => close()),
  };
  return store;
}

/** Writes a batch day by day, and lets the thread do other work when that takes longer. */
async function append({ change }: FolderAccess, batch: StoreBatch): Promise<void> {
  const begun = change((folder) => ({ folder, steps: folder.write?.(batch) }));
  for (let since = performance.now(), isDone = begun.steps === undefined; !isDone;) {
    change((folder) => {
      if (folder !== begun.folder) throw new TeleError('STORE_UNWRITABLE', 'The data folder was set up anew while a batch was written.');
      isDone = begun.steps?.next().done === true;
    });
    if (isDone || performance.now() - since < SLICE_MILLISECONDS) continue;
    await setImmediate();
    since = performance.now();
  }
}

/** Returns the function that runs what changes the files one after the other, in the order in which it was asked. */
function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return async (work) => {
    const run = last.then(work, work);
    // What failed is told to whoever asked for it.
    last = run.catch(() => undefined);
    return run;
  };
}

/** Questions to the folder as it is open when they are asked. */
function readsOf({ use }: FolderAccess, deadline: Deadline): StoreReads {
  return {
    listCalls: async (filter) => use(({ reads }) => reads(deadline).listCalls(filter)),
    scan: (conditions, format, people) => use(({ reads }) => reads(deadline).scan(conditions, format, people)),
    findCalls: async (idOrKey) => use(({ reads }) => reads(deadline).findCalls(idOrKey)),
    findCall: async (id) => use(({ reads }) => reads(deadline).findCall(id)),
    countSimilar: async (call, window) => use(({ reads }) => reads(deadline).countSimilar(call, window)),
    openCalls: async () => use(({ reads }) => reads(deadline).openCalls()),
    summarize: async (window, conditions) => use(({ reads }) => reads(deadline).summarize(window, conditions)),
    series: async (query, conditions) => use(({ reads }) => reads(deadline).series(query, conditions)),
    groupByHop: async (window, by, conditions) => use(({ reads }) => reads(deadline).groupByHop(window, by, conditions)),
    seenByCause: async (window, conditions) => use(({ reads }) => reads(deadline).seenByCause(window, conditions)),
    listRegistrations: async (filter) => use(({ reads }) => reads(deadline).listRegistrations(filter)),
    listLatencies: async (filter) => use(({ reads }) => reads(deadline).listLatencies(filter)),
    summarizeLatencies: async (window) => use(({ reads }) => reads(deadline).summarizeLatencies(window)),
  };
}

function statsOf(folder: string, { files, states, active, write }: OpenedFolder): StoreStats {
  // The number of the last change first: the files may already hold more than it says, never less.
  let lastLsn = active.lsn();
  const { open, reopened } = active.counts();
  let calls = open - reopened.size;
  let registrations = 0;
  for (const day of files.days()) {
    const state = write === undefined ? files.read(day, (file) => file.readState()) : states.of(day);
    calls += state?.calls ?? 0;
    registrations += state?.registrations ?? 0;
    // Numbers go on behind what any day has, also when the file of calls in progress was made anew: they tell which day was written later.
    if (write !== undefined) lastLsn = Math.max(lastLsn, state?.lsn ?? 0);
  }
  return { calls, openCalls: open, registrations, sizeBytes: storeBytes(folder), lastLsn };
}
