import type { StoreBatch, StoredCall, TimelineEntry } from '../../core/index.ts';
import type { ActiveFile, OpenCall } from './active-file.ts';
import { type CallPlace, findSeqs, MAX_MOVE_SECONDS, readCall, seqRange, timelineAt } from './call-table.ts';
import { dayOf } from './day.ts';
import type { DayFile } from './day-file.ts';
import type { DayFiles } from './day-files.ts';

/** A call in a day file. */
export interface KeptCall {
  readonly place: CallPlace;
  readonly record: StoredCall;
  readonly timeline: readonly TimelineEntry[];
}

/** What becomes of one call by a batch. */
export interface FoldedCall {
  readonly id: string;
  record: StoredCall;
  isOpen: boolean;
  /** New entries alone. */
  readonly added: TimelineEntry[];
  /** How it was in progress before. */
  readonly wasOpen: OpenCall | undefined;
  /** Where it was kept when it was over before. More than one place when a batch was cut off that moved it to another day. */
  readonly kept: readonly KeptCall[];
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
      const kept = wasOpen === undefined || wasOpen.isReopened || isBehind ? find(record) : [];
      call = { id: record.id, ...newest(wasOpen, kept, record, isOpen), added: [], wasOpen, kept };
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
function newest(
  wasOpen: OpenCall | undefined,
  kept: readonly KeptCall[],
  record: StoredCall,
  isOpen: boolean,
): { record: StoredCall; isOpen: boolean } {
  const [first] = kept.toSorted((a, b) => b.record.version - a.record.version);
  if (wasOpen !== undefined && (first === undefined || wasOpen.call.version >= first.record.version))
    return { record: wasOpen.call, isOpen: true };
  return first === undefined ? { record, isOpen } : { record: first.record, isOpen: false };
}

/** Finds calls that were over before; remembers which files there are, for the time of a batch. */
function createFinder(files: DayFiles): (record: StoredCall) => KeptCall[] {
  const days = new Map(files.days().map((day) => [day, undefined as DayFile | undefined]));
  function fileOf(day: number): DayFile | undefined {
    if (!days.has(day)) return undefined;
    const file = days.get(day) ?? files.open(day);
    days.set(day, file);
    return file;
  }
  return ({ id, startedAt }) => {
    const kept: KeptCall[] = [];
    const last = dayOf(startedAt + MAX_MOVE_SECONDS);
    for (let day = dayOf(Math.max(0, startedAt - MAX_MOVE_SECONDS)); day <= last; day += 1) {
      const file = fileOf(day);
      if (file === undefined) continue;
      for (const seq of findSeqs(file, 'callId', id, (head) => head.id === id, ...seqRange(startedAt, day))) {
        const record = readCall({ file, seq });
        if (record !== undefined) kept.push({ place: { file, seq }, record, timeline: timelineAt({ file, seq }) });
      }
    }
    return kept;
  };
}
