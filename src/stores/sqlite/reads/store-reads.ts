import {
  asksForEnd,
  type CallConditions,
  type CallStore,
  type CallWithTimeline,
  type Deadline,
  isEveryCall,
  type StoredCall,
  TeleError,
  type Window,
} from '../../../core/index.ts';
import { pageStart } from '../../answers/cursor.ts';
import { latencyPage } from '../../answers/latency-page.ts';
import { callPage, registrationPage } from '../../answers/list-page.ts';
import { newestFirst } from '../../answers/newest-first.ts';
import { withFaults } from '../database/sqlite-fault.ts';
import { timeSteps } from '../../answers/time-steps.ts';
import type { ActiveFile } from '../open/active-file.ts';
import { rangeInDay } from '../columns/seq.ts';
import { findSeqs, findWhole, readCall, timelineAt } from '../rows/stored-call.ts';
import { countSimilar } from './count-similar.ts';
import type { DayFiles } from '../day/day-files.ts';
import { createLatencySummaries, searchLatencies } from './latencies.ts';
import { searchCalls } from './list-calls.ts';
import { searchRegistrations } from './list-registrations.ts';
import type { RollupFile } from '../rollup/rollup-file.ts';
import { scanCalls } from './scan-calls.ts';
import { hopsOfSome, causesOfSome, seriesOfSome, summarizeSome } from './some-calls.ts';
import { createWindowTallies } from './window-tally.ts';

/** What of a question tells which days may lack something. */
type Asked = Partial<Window> & Pick<CallConditions, 'numberEnd' | 'callerEnd' | 'calleeEnd'>;

/** What is asked of a store. */
export type StoreReads = Pick<
  CallStore,
  | 'listCalls'
  | 'scan'
  | 'findCalls'
  | 'findCall'
  | 'countSimilar'
  | 'openCalls'
  | 'summarize'
  | 'series'
  | 'groupByHop'
  | 'seenByCause'
  | 'listRegistrations'
  | 'listLatencies'
  | 'summarizeLatencies'
>;

/** The open files of a folder. */
export interface ReadFiles {
  readonly path: string;
  readonly files: DayFiles;
  readonly active: ActiveFile;
  readonly rollups: RollupFile;
}

/** Returns the function that makes what answers questions until a deadline. What was counted stays in memory from one question to the next. */
export function createStoreReads({ path, files, active, rollups }: ReadFiles): (deadline: Deadline) => StoreReads {
  const tallies = createWindowTallies(files, rollups);
  const latencies = createLatencySummaries(files);

  const use = <T>(work: () => T): T => withFaults(path, work);
  /** Whether calls of a time may be missing that were written before ends of numbers were kept. */
  const lacksEnds = (time: Partial<Window>): boolean =>
    files.days().some((day) => rangeInDay(day, time) !== undefined && files.read(day, (file) => file.hasEnds()) === false);

  /** What lacks a day that cannot be read, or whose file somebody deleted, says so. */
  function answer<T extends object>({ since = 0, until = Infinity, ...conditions }: Asked, work: () => T): T {
    const before = files.unread.count();
    const found = use(work);
    const isWhole = files.unread.count() === before && files.unread.lacking(since, until).length === 0;
    return isWhole && !(asksForEnd(conditions) && use(() => lacksEnds({ since, until }))) ? found : { ...found, isPartial: true };
  }

  return (deadline) => ({
    listCalls: async (filter) =>
      answer(filter, () => callPage(searchCalls(files, active, filter, pageStart(filter)), filter.limit, deadline)),
    scan: (conditions, format, people) => use(() => scanCalls({ files, active, deadline }, conditions, { format, people })),
    findCalls: async (idOrKey) => use(() => findCalls(files, active, idOrKey, deadline)),
    findCall: async (id) => use(() => findCall(files, active, id, deadline)),
    countSimilar: async (call: StoredCall, window: Window) => use(() => countSimilar(files, active, call, window, deadline)),
    openCalls: async () =>
      use(() =>
        active
          .all()
          .map(({ call, timeline }) => ({ call, timeline }))
          .sort((a, b) => newestFirst(a.call, b.call)),
      ),
    summarize: async ({ since, until }, conditions = {}) =>
      answer({ ...conditions, since, until }, () => {
        if (!isEveryCall(conditions)) return summarizeSome({ files, active, deadline }, { since, until }, conditions);
        const { groups, isPartial } = tallies.groups(since, until, deadline);
        return { value: groups.summary(active.counts().active), isPartial };
      }),
    series: async ({ since, until, step, timeZone, now }, conditions = {}) =>
      answer({ ...conditions, since, until }, () => {
        const steps = timeSteps(since, until, step, timeZone);
        const { buckets, isPartial } = isEveryCall(conditions)
          ? tallies.series(steps, deadline)
          : seriesOfSome({ files, active, deadline }, steps, conditions);
        const value = buckets.map((bucket) => (bucket.end > now ? { ...bucket, isPartial: true as const } : bucket));
        return { value, isPartial };
      }),
    groupByHop: async ({ since, until }, by, conditions = {}) =>
      answer({ ...conditions, since, until }, () => hopsOfSome({ files, active, deadline }, { since, until }, by, conditions)),
    seenByCause: async ({ since, until }, conditions = {}) =>
      answer({ ...conditions, since, until }, () => causesOfSome({ files, active, deadline }, { since, until }, conditions)),
    listRegistrations: async (filter) =>
      answer(filter, () => registrationPage(searchRegistrations(files, filter, pageStart(filter)), filter.limit, deadline)),
    listLatencies: async (filter) => answer(filter, () => latencyPage(searchLatencies(files, filter, pageStart(filter)), filter, deadline)),
    summarizeLatencies: async (window) => answer(window, () => latencies(window, deadline)),
  });
}

function findCall(files: DayFiles, active: ActiveFile, id: string, deadline: Deadline): CallWithTimeline | undefined {
  for (const day of files.days()) {
    if (deadline()) throw new TeleError('QUERY_TIMEOUT', 'Not all days could be looked through for the call in time.');
    const found = files.read(day, (file) => findWhole(file, id));
    if (found !== undefined) return found;
  }
  const open = active.findAll(id).find(({ call }) => call.id === id);
  return open && { call: open.call, timeline: open.timeline };
}

function findCalls(files: DayFiles, active: ActiveFile, idOrKey: string, deadline: Deadline): CallWithTimeline[] {
  const open = active.findAll(idOrKey);
  const found: CallWithTimeline[] = open.map(({ call, timeline }) => ({ call, timeline }));
  const known = new Set(open.map(({ call }) => call.id));
  // What is known already is not looked for again: a page asks for the newest call, which is in progress.
  const kinds = known.has(idOrKey) ? (['callKey'] as const) : (['callId', 'callKey'] as const);
  for (const day of files.days()) {
    if (deadline()) throw new TeleError('QUERY_TIMEOUT', 'Not all days could be looked through for the call in time.');
    files.read(day, (file) => {
      const seqs = new Set(kinds.flatMap((kind) => findSeqs(file, kind, idOrKey)));
      for (const seq of seqs) {
        const call = readCall({ file, seq });
        if (call !== undefined && !known.has(call.id)) found.push({ call, timeline: timelineAt({ file, seq }) });
      }
    });
  }
  return found.sort((a, b) => newestFirst(a.call, b.call));
}
