import type { StoreBatch, StoredCall, TimelineEntry } from '../../core/index.ts';
import type { ActiveFile, OpenCall } from './active-file.ts';
import { type CallPlace, findSeqs, MAX_MOVE_SECONDS, readCall, seqRange, timelineAt } from './call-table.ts';
import { dayOf } from './day.ts';
import type { DayFile } from './day-file.ts';
import type { DayFiles } from './day-files.ts';

/** What becomes of one call by a batch. */
export interface FoldedCall {
  readonly id: string;
  record: StoredCall;
  isOpen: boolean;
  /** New entries alone. */
  readonly added: TimelineEntry[];
  /** How it was in progress before. */
  readonly wasOpen: OpenCall | undefined;
  /** Where it was kept when it was over before, and how it was. */
  readonly kept: { readonly place: CallPlace; readonly record: StoredCall; readonly timeline: readonly TimelineEntry[] } | undefined;
}

/**
 * Puts all changes of a batch together, call by call, on what the files hold. Changes up to number `seen` are left out. `isBehind`: some day file has seen
 * changes that the active file has not.
 */
export function foldCalls(
  { lsn, changes }: StoreBatch,
  seen: number,
  isBehind: boolean,
  active: ActiveFile,
  files: DayFiles,
): FoldedCall[] {
  const folded = new Map<string, FoldedCall>();
  const find = createFinder(files);
  changes.forEach((change, index) => {
    if (change.kind !== 'call' || lsn - changes.length + 1 + index <= seen) return;
    const { record, isOpen, timeline } = change;
    let call = folded.get(record.id);
    if (call === undefined) {
      const wasOpen = active.find(record.id);
      // A call in progress was never over, unless it was reopened or a batch before this one was cut off between two files.
      const kept = wasOpen === undefined || wasOpen.isReopened || isBehind ? find(record) : undefined;
      call = { id: record.id, ...held(wasOpen, kept?.record, record, isOpen), added: [], wasOpen, kept };
      folded.set(record.id, call);
    }
    if (record.version >= call.record.version) {
      call.record = record;
      call.isOpen = isOpen;
    }
    call.added.push(...timeline);
  });
  return [...folded.values()];
}

/** The newest of what is known of a call before a change; the change itself when nothing is. */
function held(
  wasOpen: OpenCall | undefined,
  kept: StoredCall | undefined,
  record: StoredCall,
  isOpen: boolean,
): { record: StoredCall; isOpen: boolean } {
  if (wasOpen !== undefined && (kept === undefined || wasOpen.call.version > kept.version)) return { record: wasOpen.call, isOpen: true };
  return kept === undefined ? { record, isOpen } : { record: kept, isOpen: false };
}

type FindKept = (record: StoredCall) => FoldedCall['kept'];

/** Finds calls that were over before; remembers which files there are, for the time of a batch. */
function createFinder(files: DayFiles): FindKept {
  const opened = new Map<number, DayFile | undefined>();
  const days = new Set(files.days());
  // Hot: opening looks at the disk, even when the file is open already.
  function open(day: number): DayFile | undefined {
    if (!opened.has(day)) opened.set(day, days.has(day) ? files.open(day) : undefined);
    return opened.get(day);
  }
  return ({ id, startedAt }) => {
    const last = dayOf(startedAt + MAX_MOVE_SECONDS);
    for (let day = dayOf(Math.max(0, startedAt - MAX_MOVE_SECONDS)); day <= last; day += 1) {
      const file = open(day);
      if (file === undefined) continue;
      const [seq] = findSeqs(file, 'callId', id, (head) => head.id === id, ...seqRange(startedAt, day));
      const place = seq === undefined ? undefined : { file, seq };
      const record = place === undefined ? undefined : readCall(place);
      if (place !== undefined && record !== undefined) return { place, record, timeline: timelineAt(place) };
    }
    return undefined;
  };
}
