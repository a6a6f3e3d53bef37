import {
  type CallFilter,
  type CallPage,
  type CallStore,
  type CallWithTimeline,
  NO_TRUNK,
  type StoreBatch,
  type StoreChange,
  type StoredCall,
  type StoredRegistration,
  type StoreStats,
  type TimelineEntry,
} from '../core/index.ts';
import { callPage } from './call-page.ts';
import { type PagePosition, pageStart } from './cursor.ts';

interface HeldCall {
  record: StoredCall;
  isOpen: boolean;
  /** By what makes an entry one of its kind, so that an entry given twice is held once. */
  readonly timeline: Map<string, TimelineEntry>;
}

/** A store that lives as long as its object: for `import` and for tests. Its size on the disk is 0. */
export function openMemory(): CallStore {
  const calls = new Map<string, HeldCall>();
  const registrations = new Map<string, StoredRegistration>();
  let lastLsn = 0;

  function select(isWanted: (held: HeldCall) => boolean): HeldCall[] {
    return [...calls.values()].filter(isWanted).sort((a, b) => newestFirst(a.record, b.record));
  }

  return {
    async append({ lsn, changes }: StoreBatch): Promise<void> {
      if (lsn <= lastLsn) return;
      for (const change of changes) {
        if (change.kind === 'registration') registrations.set(change.record.id, change.record);
        else applyCall(calls, change);
      }
      lastLsn = lsn;
    },
    async listCalls(filter: CallFilter): Promise<CallPage> {
      const start = pageStart(filter);
      const found = select(({ record }) => passes(record, filter) && (start === undefined || newestFirst(record, start) > 0));
      return callPage(
        found.map(({ record }) => record),
        filter.limit,
      );
    },
    async findCalls(idOrKey: string): Promise<readonly CallWithTimeline[]> {
      return select(({ record }) => record.id === idOrKey || record.callKey === idOrKey).map(withTimeline);
    },
    async countSimilar(call: StoredCall, since: number): Promise<number> {
      return select(({ record }) => record.startedAt >= since && isSimilar(record, call)).length;
    },
    async openCalls(): Promise<readonly CallWithTimeline[]> {
      return select(({ isOpen }) => isOpen).map(withTimeline);
    },
    async stats(): Promise<StoreStats> {
      const openCalls = select(({ isOpen }) => isOpen).length;
      return { calls: calls.size, openCalls, registrations: registrations.size, sizeBytes: 0, lastLsn };
    },
    async close(): Promise<void> {},
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

function newestFirst(a: PagePosition, b: PagePosition): number {
  if (a.startedAt !== b.startedAt) return b.startedAt - a.startedAt;
  if (a.id === b.id) return 0;
  return a.id < b.id ? 1 : -1;
}

function passes(call: StoredCall, filter: CallFilter): boolean {
  return (
    (filter.since === undefined || call.startedAt >= filter.since) &&
    (filter.until === undefined || call.startedAt < filter.until) &&
    (filter.isActive === undefined || (call.state !== 'ended') === filter.isActive) &&
    matches(call.outcome, filter.outcome) &&
    matches(call.cause, filter.cause) &&
    matches(call.direction, filter.direction) &&
    matches(call.trunk, filter.trunk) &&
    matches(call.sipCode, filter.sipCode)
  );
}

function matches<T>(value: T | undefined, wanted: T | undefined): boolean {
  return wanted === undefined || value === wanted;
}

function isSimilar(a: StoredCall, call: StoredCall): boolean {
  return a.outcome === call.outcome && a.cause === call.cause && (call.trunk === NO_TRUNK || a.trunk === call.trunk);
}

function withTimeline(held: HeldCall): CallWithTimeline {
  const timeline = [...held.timeline.values()].sort((a, b) => a.at - b.at || a.arrival - b.arrival);
  return { call: held.record, timeline };
}
