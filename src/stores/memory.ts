import {
  changeCall,
  type CallFilter,
  type CallStore,
  type CallWithTimeline,
  CallTally,
  type LatencyRecord,
  Sketch,
  type StoreBatch,
  type StoreChange,
  type StoredCall,
  type StoredRegistration,
  type TimelineEntry,
} from '../core/index.ts';
import { CallGroups } from './answers/call-groups.ts';
import { pageStart } from './answers/cursor.ts';
import { exportCalls } from './answers/export-calls.ts';
import { joinTimelines } from './answers/join-timelines.ts';
import { latencyPage } from './answers/latency-page.ts';
import { type LatencyConditions, latencySummary, latestFirst, matchesLatency } from './answers/latency-summary.ts';
import { callPage, registrationPage } from './answers/list-page.ts';
import { matchesCall } from './answers/matches-call.ts';
import { matchesRegistration } from './answers/matches-registration.ts';
import { newestFirst } from './answers/newest-first.ts';
import { isSimilar } from './answers/similar-call.ts';
import { timeSteps } from './answers/time-steps.ts';

/** It answers at once. */
const NO_DEADLINE = () => false;

interface HeldCall {
  record: StoredCall;
  isOpen: boolean;
  /** As it came: an entry may be there twice. */
  readonly timeline: TimelineEntry[];
}

/** What a memory store holds. */
interface Held {
  readonly calls: Map<string, HeldCall>;
  readonly registrations: Map<string, StoredRegistration>;
  readonly latencies: Map<string, LatencyRecord>;
}

/** A store that lives as long as its object: for `import` and for tests. Its size on the disk is 0, it never packs or deletes anything by itself. */
export function openMemory(): CallStore {
  const held: Held = { calls: new Map(), registrations: new Map(), latencies: new Map() };
  const { calls, registrations } = held;
  let lastLsn = 0;
  const store: CallStore = {
    ...questions(held),
    within: () => store,
    async append({ lsn, changes }: StoreBatch) {
      for (const change of changes.slice(Math.max(0, changes.length - Math.max(0, lsn - lastLsn)))) apply(held, change);
      lastLsn = Math.max(lastLsn, lsn);
    },
    async listCalls(filter: CallFilter) {
      const start = pageStart(filter);
      const found = select(calls, ({ record }) => matchesCall(record, filter) && (start === undefined || newestFirst(record, start) > 0));
      const steps = found.map(({ record }) => ({ found: record }));
      return callPage(steps, filter.limit, NO_DEADLINE);
    },
    async listRegistrations(filter) {
      const start = pageStart(filter);
      const isWanted = (one: StoredRegistration): boolean =>
        matchesRegistration(one, filter) && (start === undefined || newestFirst(one, start) > 0);
      const found = [...registrations.values()].filter(isWanted).sort(newestFirst);
      return registrationPage(
        found.map((one) => ({ found: one })),
        filter.limit,
        NO_DEADLINE,
      );
    },
    async *scan(conditions, format, people) {
      const found = select(calls, ({ record }) => matchesCall(record, conditions)).toSorted((a, b) => Number(b.isOpen) - Number(a.isOpen));
      yield* exportCalls(
        found.map(({ record }) => record),
        format,
        people,
      );
    },
    findCalls: async (idOrKey) =>
      select(calls, ({ record }) => record.id === idOrKey || record.callKey === idOrKey || record.aliases?.includes(idOrKey) === true).map(
        withTimeline,
      ),
    countSimilar: async (call, since) => select(calls, ({ record }) => record.startedAt >= since && isSimilar(record, call)).length,
    openCalls: async () => select(calls, ({ isOpen }) => isOpen).map(withTimeline),
    maintain: async () => ({ sealedDays: 0, deletedCalls: 0, deletedTimelines: 0, freedBytes: 0, deletedDays: [], isDone: true }),
    async erase(numberHash) {
      const found = select(calls, ({ record }) => record.caller?.hash === numberHash || record.callee?.hash === numberHash);
      for (const { record } of found) calls.delete(record.id);
      for (const [id, { user }] of registrations) if (user?.hash === numberHash) registrations.delete(id);
      return found.length;
    },
    async stats() {
      const openCalls = select(calls, ({ isOpen }) => isOpen).length;
      return { calls: calls.size, openCalls, registrations: registrations.size, sizeBytes: 0, lastLsn };
    },
    problems: async () => [],
    lastLsn: async () => lastLsn,
    async refresh() {},
    async close() {},
  };
  return store;
}

/** What is asked about many calls at once. */
function questions({ calls, latencies }: Held): Pick<CallStore, 'summarize' | 'series' | 'listLatencies' | 'summarizeLatencies'> {
  function started(since: number, until: number): StoredCall[] {
    return select(calls, ({ record, isOpen }) => !isOpen && record.startedAt >= since && record.startedAt < until).map(
      ({ record }) => record,
    );
  }
  function measured(conditions: LatencyConditions): LatencyRecord[] {
    return [...latencies.values()].filter((one) => matchesLatency(one, conditions)).sort(latestFirst);
  }
  return {
    async summarize({ since, until }) {
      const groups = new CallGroups();
      for (const call of started(since, until)) groups.add(call);
      const active = select(calls, ({ isOpen, record }) => isOpen && record.state !== 'ended').length;
      return { value: groups.summary(active), isPartial: false };
    },
    async series({ since, until, step, timeZone, now }) {
      const value = timeSteps(since, until, step, timeZone).map(({ start, end }) => {
        const tally = new CallTally('slim');
        for (const call of started(start, end)) tally.add(call);
        return { start, end, tally, ...(end > now ? { isPartial: true as const } : {}) };
      });
      return { value, isPartial: false };
    },
    listLatencies: async (filter) =>
      latencyPage(
        measured(filter).map((latency) => ({ latency })),
        filter,
        NO_DEADLINE,
      ),
    async summarizeLatencies(window) {
      const sketches = new Map<LatencyRecord['stage'], Sketch>();
      for (const { stage, seconds } of measured(window)) {
        const sketch = sketches.get(stage) ?? new Sketch();
        sketch.add(seconds);
        sketches.set(stage, sketch);
      }
      return { value: latencySummary(sketches), isPartial: false };
    },
  };
}

function select(calls: Held['calls'], isWanted: (held: HeldCall) => boolean): HeldCall[] {
  return [...calls.values()].filter(isWanted).sort((a, b) => newestFirst(a.record, b.record));
}

function apply({ calls, registrations, latencies }: Held, change: StoreChange): void {
  switch (change.kind) {
    case 'call':
      applyCall(calls, change);
      break;
    case 'registration':
      registrations.set(change.record.id, change.record);
      break;
    case 'latency':
      if (!latencies.has(change.record.id)) latencies.set(change.record.id, change.record);
      break;
  }
}

function applyCall(calls: Map<string, HeldCall>, change: Extract<StoreChange, { kind: 'call' }>): void {
  const { record, isOpen } = change;
  const known = calls.get(record.id);
  const held = known ?? { record, isOpen, timeline: [] };
  if (known !== undefined) Object.assign(known, changeCall(known, { record, isOpen }));
  for (const entry of change.timeline) held.timeline.push(entry);
  calls.set(record.id, held);
}

function withTimeline(held: HeldCall): CallWithTimeline {
  return { call: held.record, timeline: joinTimelines([...held.timeline]) };
}
