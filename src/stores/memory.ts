import {
  type CallConditions,
  changeCall,
  chooseHalf,
  type CallFilter,
  type CallStore,
  type CallWithTimeline,
  halfKeys,
  type LatencyRecord,
  matchesCall,
  type NumberEnd,
  Sketch,
  type StoreBatch,
  type StoreChange,
  type StoredCall,
  type StoredRegistration,
  type TimelineEntry,
  type Window,
  withoutEnds,
} from '../core/index.ts';
import { CallGroups } from './answers/call-groups.ts';
import { pageStart } from './answers/cursor.ts';
import { exportCalls } from './answers/export-calls.ts';
import { HopGroups } from './answers/hop-groups.ts';
import { joinTimelines } from './answers/join-timelines.ts';
import { latencyPage } from './answers/latency-page.ts';
import { type LatencyConditions, latencySummary, latestFirst, matchesLatency } from './answers/latency-summary.ts';
import { callPage, registrationPage } from './answers/list-page.ts';
import { matchesRegistration } from './answers/matches-registration.ts';
import { newestFirst } from './answers/newest-first.ts';
import { isSimilar } from './answers/similar-call.ts';
import { SeenCauses } from './answers/seen-causes.ts';
import { StepTallies } from './answers/step-tallies.ts';
import { timeSteps } from './answers/time-steps.ts';

/** It answers at once. */
const NO_DEADLINE = () => false;

interface HeldCall {
  record: StoredCall;
  isOpen: boolean;
  /** As it came: an entry may be there twice. */
  readonly timeline: TimelineEntry[];
}

/** Of the calls with one key so many are looked at, the newest, for the other half of one. */
const MOST_HALVES = 16;

/** What a memory store holds. */
interface Held {
  readonly calls: Map<string, HeldCall>;
  /** Ids of calls by each key that leads to them, in the order in which they came. Some may be gone. */
  readonly idsByKey: Map<string, string[]>;
  readonly registrations: Map<string, StoredRegistration>;
  readonly latencies: Map<string, LatencyRecord>;
}

/** A store that lives as long as its object: for `import` and for tests. Its size on the disk is 0, it never packs or deletes anything by itself. */
export function openMemory(): CallStore {
  const held: Held = { calls: new Map(), idsByKey: new Map(), registrations: new Map(), latencies: new Map() };
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
    async findCall(id) {
      const found = calls.get(id);
      return found && withTimeline(found);
    },
    countSimilar: async (call, { since, until }) =>
      select(calls, ({ record }) => record.startedAt >= since && record.startedAt < until && isSimilar(record, call)).length,
    openCalls: async () => select(calls, ({ isOpen }) => isOpen).map(withTimeline),
    maintain: async () => ({ sealedDays: 0, deletedCalls: 0, deletedTimelines: 0, freedBytes: 0, deletedDays: [], isDone: true }),
    erase: async (numberHash, end) => erase(held, numberHash, end),
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

/** Deletes what there is of a person. How many calls that were. */
function erase({ calls, registrations }: Held, numberHash: string, end: NumberEnd | undefined): number {
  const found = select(calls, ({ record }) => record.caller?.hash === numberHash || record.callee?.hash === numberHash);
  for (const { record } of found) calls.delete(record.id);
  if (end !== undefined) for (const call of calls.values()) call.record = withoutEnds(call.record, end);
  for (const [id, { user }] of registrations) if (user?.hash === numberHash) registrations.delete(id);
  return found.length;
}

/** What is asked about many calls at once. */
function questions({
  calls,
  latencies,
}: Held): Pick<CallStore, 'summarize' | 'series' | 'groupByHop' | 'seenByCause' | 'listLatencies' | 'summarizeLatencies'> {
  function started({ since, until }: Window, conditions: CallConditions): StoredCall[] {
    const wanted = { ...conditions, since, until };
    return select(calls, ({ record, isOpen }) => !isOpen && matchesCall(record, wanted)).map(({ record }) => record);
  }
  function measured(conditions: LatencyConditions): LatencyRecord[] {
    return [...latencies.values()].filter((one) => matchesLatency(one, conditions)).sort(latestFirst);
  }
  return {
    async summarize(window, conditions = {}) {
      const groups = new CallGroups();
      for (const call of started(window, conditions)) groups.add(call);
      const { since: _since, until: _until, ...others } = conditions;
      const active = select(calls, ({ isOpen, record }) => isOpen && record.state !== 'ended' && matchesCall(record, others)).length;
      return { value: groups.summary(active), isPartial: false };
    },
    async series({ since, until, step, timeZone, now }, conditions = {}) {
      const steps = timeSteps(since, until, step, timeZone);
      const tallies = new StepTallies(steps);
      for (const call of started({ since: steps[0]?.start ?? since, until: steps.at(-1)?.end ?? until }, conditions)) tallies.add(call);
      const value = tallies.buckets().map((bucket) => ({ ...bucket, ...(bucket.end > now ? { isPartial: true as const } : {}) }));
      return { value, isPartial: false };
    },
    async groupByHop(window, by, conditions = {}) {
      const groups = new HopGroups(by, conditions);
      for (const call of started(window, conditions)) groups.add(call);
      return { value: groups.tallies(), isPartial: false };
    },
    async seenByCause(window, conditions = {}) {
      const seen = new SeenCauses();
      for (const call of started(window, conditions)) seen.add(call);
      return { value: seen.causes, isPartial: false };
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

function apply(held: Held, change: StoreChange): void {
  const { registrations, latencies } = held;
  switch (change.kind) {
    case 'call':
      applyCall(held, change);
      break;
    case 'registration':
      registrations.set(change.record.id, change.record);
      break;
    case 'latency':
      if (!latencies.has(change.record.id)) latencies.set(change.record.id, change.record);
      break;
  }
}

function applyCall(held: Held, { record, isOpen, timeline }: Extract<StoreChange, { kind: 'call' }>): void {
  const { calls } = held;
  const known = calls.get(record.id) ?? findHalf(held, record);
  const before = known?.record;
  const call = known ?? { record, isOpen, timeline: [] };
  if (known !== undefined) Object.assign(known, changeCall(known, { record, isOpen }));
  for (const entry of timeline) call.timeline.push(entry);
  // One that a program told of first goes on under the id of the capture.
  if (before !== undefined && before.id !== call.record.id) calls.delete(before.id);
  calls.set(call.record.id, call);
  noteKeys(held, call.record, before);
}

/** The call that is over and that a new one is the other half of. */
function findHalf({ calls, idsByKey }: Held, record: StoredCall): HeldCall | undefined {
  const ids = halfKeys(record).flatMap((key) => idsByKey.get(key)?.slice(-MOST_HALVES) ?? []);
  const held = ids.flatMap((id) => calls.get(id) ?? []);
  const others = held.filter(({ isOpen }) => !isOpen).map((call) => call.record);
  const chosen = chooseHalf(record, others);
  return chosen === undefined ? undefined : calls.get(chosen.id);
}

function noteKeys({ idsByKey }: Held, record: StoredCall, before: StoredCall | undefined): void {
  const noted = before?.id === record.id ? halfKeys(before) : [];
  for (const key of halfKeys(record)) {
    if (noted.includes(key)) continue;
    const ids = idsByKey.get(key);
    if (ids === undefined) idsByKey.set(key, [record.id]);
    else ids.push(record.id);
  }
}

function withTimeline(held: HeldCall): CallWithTimeline {
  return { call: held.record, timeline: joinTimelines([...held.timeline]) };
}
