import {
  type CallFilter,
  type CallStore,
  type CallWithTimeline,
  CallTally,
  type LatencyFilter,
  type LatencyRecord,
  Sketch,
  type StoreBatch,
  type StoreChange,
  type StoredCall,
  type StoredRegistration,
  type TimelineEntry,
} from '../core/index.ts';
import { CallGroups } from './call-groups.ts';
import { callPage } from './call-page.ts';
import { pageStart } from './cursor.ts';
import { deadlineIn } from './deadline.ts';
import { latencyPage } from './latency-page.ts';
import { latencySummary, latestFirst } from './latency-summary.ts';
import { matchesCall } from './matches-call.ts';
import { newestFirst } from './newest-first.ts';
import { isSimilar } from './similar-call.ts';
import { timeSteps } from './time-steps.ts';

interface HeldCall {
  record: StoredCall;
  isOpen: boolean;
  /** By what makes an entry one of its kind, so that an entry given twice is held once. */
  readonly timeline: Map<string, TimelineEntry>;
}

/** A store that lives as long as its object: for `import` and for tests. Its size on the disk is 0, it never packs or deletes anything by itself. */
export function openMemory(): CallStore {
  const calls = new Map<string, HeldCall>();
  const registrations = new Map<string, StoredRegistration>();
  const latencies = new Map<string, LatencyRecord>();
  let lastLsn = 0;

  function select(isWanted: (held: HeldCall) => boolean): HeldCall[] {
    return [...calls.values()].filter(isWanted).sort((a, b) => newestFirst(a.record, b.record));
  }
  function started(since: number, until: number): StoredCall[] {
    return select(({ record, isOpen }) => !isOpen && record.startedAt >= since && record.startedAt < until).map(({ record }) => record);
  }
  function measured({ callId, stage, since, until }: Omit<LatencyFilter, 'limit'>): LatencyRecord[] {
    const isWanted = (one: LatencyRecord): boolean =>
      (callId === undefined || one.callId === callId) &&
      (stage === undefined || one.stage === stage) &&
      one.at >= (since ?? 0) &&
      one.at < (until ?? Infinity);
    return [...latencies.values()].filter(isWanted).sort(latestFirst);
  }
  function apply(change: StoreChange): void {
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

  return {
    async append({ lsn, changes }: StoreBatch) {
      changes.slice(Math.max(0, changes.length - Math.max(0, lsn - lastLsn))).forEach(apply);
      lastLsn = Math.max(lastLsn, lsn);
    },
    async listCalls(filter: CallFilter) {
      const start = pageStart(filter);
      const found = select(({ record }) => matchesCall(record, filter) && (start === undefined || newestFirst(record, start) > 0));
      return callPage(
        found.map(({ record }) => ({ call: record })),
        filter.limit,
        deadlineIn(undefined),
      );
    },
    findCalls: async (idOrKey) => select(({ record }) => record.id === idOrKey || record.callKey === idOrKey).map(withTimeline),
    countSimilar: async (call, since) => select(({ record }) => record.startedAt >= since && isSimilar(record, call)).length,
    openCalls: async () => select(({ isOpen }) => isOpen).map(withTimeline),
    async summarize({ since, until }) {
      const groups = new CallGroups();
      for (const call of started(since, until)) groups.add(call);
      const active = select(({ isOpen, record }) => isOpen && record.state !== 'ended').length;
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
    listLatencies: async (filter) => latencyPage(measured(filter), filter),
    async summarizeLatencies(window) {
      const sketches = new Map<LatencyRecord['stage'], Sketch>();
      for (const { stage, seconds } of measured(window)) {
        const sketch = sketches.get(stage) ?? new Sketch();
        sketch.add(seconds);
        sketches.set(stage, sketch);
      }
      return { value: latencySummary(sketches), isPartial: false };
    },
    maintain: async () => ({ sealedDays: 0, deletedCalls: 0, deletedTimelines: 0, freedBytes: 0, isDone: true }),
    async erase(numberHash) {
      const found = select(({ record }) => record.caller?.hash === numberHash || record.callee?.hash === numberHash);
      for (const { record } of found) calls.delete(record.id);
      for (const [id, { user }] of registrations) if (user?.hash === numberHash) registrations.delete(id);
      return found.length;
    },
    async stats() {
      const openCalls = select(({ isOpen }) => isOpen).length;
      return { calls: calls.size, openCalls, registrations: registrations.size, sizeBytes: 0, lastLsn };
    },
    async close() {},
  };
}

function applyCall(calls: Map<string, HeldCall>, change: Extract<StoreChange, { kind: 'call' }>): void {
  const { record, isOpen } = change;
  const held = calls.get(record.id) ?? { record, isOpen, timeline: new Map<string, TimelineEntry>() };
  if (record.version >= held.record.version) {
    held.record = record;
    held.isOpen = isOpen;
  }
  for (const entry of change.timeline) {
    const key = JSON.stringify([entry.at, entry.arrival, entry.agent, entry.contentHash]);
    if (!held.timeline.has(key)) held.timeline.set(key, entry);
  }
  calls.set(record.id, held);
}

function withTimeline(held: HeldCall): CallWithTimeline {
  const timeline = [...held.timeline.values()].sort((a, b) => a.at - b.at || a.arrival - b.arrival);
  return { call: held.record, timeline };
}
