import type { CallStore, CallWithTimeline, StoreBatch, StoredCall, StoreStats } from '../../core/index.ts';
import { callPage } from '../call-page.ts';
import { pageStart } from '../cursor.ts';
import { deadlineIn } from '../deadline.ts';
import { latencyPage } from '../latency-page.ts';
import { newestFirst } from '../newest-first.ts';
import { loadSqliteDriver } from '../sqlite-driver.ts';
import { timeSteps } from '../time-steps.ts';
import type { ActiveFile } from './active-file.ts';
import { findSeqs, readCall, timelineAt } from './call-table.ts';
import { countSimilar } from './count-similar.ts';
import { filesAside, storeBytes } from './data-folder.ts';
import type { DayFiles } from './day-files.ts';
import { stateOf } from './day-state.ts';
import { eraseNumber } from './erase-number.ts';
import { createFolderAccess } from './folder-access.ts';
import { searchLatencies } from './latencies.ts';
import { searchCalls } from './list-calls.ts';
import type { OpenedFolder, SqliteOptions } from './open-folder.ts';
import { scanCalls } from './scan-calls.ts';

/**
 * Opens the store in a data folder. Throws `STORE_LOCKED` when another process writes it, `STORE_UNWRITABLE` when the folder cannot
 * be made or written, `STORE_CORRUPT` when its files are not a store, `FILE_UNREADABLE` when there is none to read.
 */
export async function openSqlite(options: SqliteOptions): Promise<CallStore> {
  const Driver = await loadSqliteDriver();
  const { path } = options;
  const { use, answer, change, close } = createFolderAccess(options, Driver);

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
        ...(options.readOnly === true ? [] : states.gone()),
        ...filesAside(path),
        ...upkeep.problems(),
      ]),
    close: async () => close(),
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
    const state = write === undefined ? files.read(day, stateOf) : states.of(day);
    calls += state?.calls ?? 0;
    registrations += state?.registrations ?? 0;
    // Numbers go on behind what any day has, also when the file of calls in progress was made anew: they tell which day was written later.
    if (write !== undefined) lastLsn = Math.max(lastLsn, state?.lsn ?? 0);
  }
  return { calls, openCalls: open, registrations, sizeBytes: storeBytes(folder), lastLsn };
}
