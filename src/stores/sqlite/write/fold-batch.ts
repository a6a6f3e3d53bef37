import { changeCall, TeleError, type StoreChange, type StoredCall, type TimelineEntry } from '../../../core/index.ts';
import { decodeChanges, encodeChanges, PackedCall, type PackedChange } from '../../../format/index.ts';
import { withFaults } from '../database/sqlite-fault.ts';
import type { ActiveFile } from '../open/active-file.ts';
import type { OpenCall } from '../open/open-call.ts';
import { type CallPlace, MAX_MOVE_SECONDS, readCall, seqRange, timelineAt } from '../rows/stored-call.ts';
import { dayOf } from '../folder/day.ts';
import type { DayFile } from '../day/day-file.ts';
import type { DayFiles } from '../day/day-files.ts';
import { lookupHash } from '../lookup/lookup-hash.ts';

/** A call in a day file. */
export interface KeptCall {
  readonly place: CallPlace;
  readonly packed: PackedCall;
}

/** What becomes of one call by a batch. */
export interface FoldedCall {
  readonly id: string;
  /** The newest record; its own timeline is one of the added, or none. */
  packed: PackedCall;
  isOpen: boolean;
  /** All changes, in order. */
  readonly changes: PackedCall[];
  /** Those that have new entries. */
  readonly added: PackedCall[];
  /** How it was in progress before. */
  readonly wasOpen: OpenCall | undefined;
  /** Where it was kept when it was over before. More than one place when a batch was cut off that moved it to another day. */
  kept: readonly KeptCall[];
}

type Half = Pick<FoldedCall, 'packed' | 'isOpen'>;

const NOWHERE: readonly KeptCall[] = [];
const NO_MESSAGES: readonly TimelineEntry[] = [];

/** Changes in their packed form, whatever form they have. Throws `INTERNAL` for a number that cannot be stored. */
export function packChanges(changes: readonly StoreChange[]): readonly PackedChange[] {
  return changes.every(isPacked) ? changes : decodeChanges(encodeChanges(changes));
}

function isPacked(change: StoreChange): change is PackedChange {
  return change.kind !== 'call' || change instanceof PackedCall;
}

/** Runs what reads or writes the file of a day. */
type OnDay = <T>(day: number, work: () => T) => T;

/** Puts changes together, call by call, on what the files hold. `isBehind`: some day file has seen changes that the active file has not. It stands still after each day. */
export function* foldCalls(
  changes: readonly PackedChange[],
  isBehind: boolean,
  active: ActiveFile,
  files: DayFiles,
  onDay: OnDay,
): Generator<void, FoldedCall[]> {
  const folded = new Map<string, FoldedCall>();
  const unknown: PackedCall[] = [];
  for (const change of changes) {
    if (change.kind !== 'call') continue;
    const known = folded.get(change.id);
    if (known !== undefined) {
      addChange(known, change);
      continue;
    }
    const wasOpen = active.find(change.id);
    folded.set(change.id, beginFold(change, wasOpen));
    // A call in progress was never over, unless it was reopened or a batch before this one was cut off between two files.
    if (wasOpen === undefined || wasOpen.isReopened || isBehind) unknown.push(change);
  }
  for (const [id, kept] of yield* findKept(files, unknown, onDay)) {
    const call = folded.get(id);
    if (call !== undefined) addKept(call, kept);
  }
  return [...folded.values()];
}

/** What the first change of a call makes of it. */
function beginFold(change: PackedCall, wasOpen: OpenCall | undefined): FoldedCall {
  const { id } = change;
  const added = change.hasTimeline ? [change] : [];
  const half =
    wasOpen === undefined ? { packed: change, isOpen: change.isOpen } : changed({ packed: wasOpen.packed, isOpen: true }, change);
  return { id, ...half, changes: [change], added, wasOpen, kept: NOWHERE };
}

function addChange(call: FoldedCall, change: PackedCall): void {
  Object.assign(call, changed(call, change));
  call.changes.push(change);
  if (change.hasTimeline) call.added.push(change);
}

/** Begins anew with what is kept of a call, which is the oldest of what has the same version. */
function addKept(call: FoldedCall, kept: readonly KeptCall[]): void {
  call.kept = kept;
  const { wasOpen, changes } = call;
  let half: Half | undefined;
  for (const { packed } of kept) half = half === undefined ? { packed, isOpen: false } : changed(half, packed, false);
  if (half === undefined) return;
  if (wasOpen !== undefined) half = changed(half, wasOpen.packed, true);
  for (const change of changes) half = changed(half, change);
  Object.assign(call, half);
}

// Hot: nearly all changes are of calls that nobody but the capture, or nobody but a program, knows of.
/** What a change makes of a call as it was. */
function changed(before: Half, change: PackedCall, isOpen = change.isOpen): Half {
  const [was, is] = [before.packed.half, change.half];
  if (was === is && was !== 'both') return change.version >= before.packed.version ? { packed: change, isOpen } : before;
  const joined = changeCall({ record: before.packed.record, isOpen: before.isOpen }, { record: change.record, isOpen });
  return { packed: packCall(joined.record, joined.isOpen, NO_MESSAGES), isOpen: joined.isOpen };
}

/** A call in its packed form. */
function packCall(record: StoredCall, isOpen: boolean, timeline: readonly TimelineEntry[]): PackedCall {
  const [packed] = packChanges([{ kind: 'call', isOpen, record, timeline }]);
  if (packed?.kind !== 'call') throw new TeleError('INTERNAL', 'A call was packed as something else.');
  return packed;
}

/** Which of these calls were over before, by their ids. */
function* findKept(files: DayFiles, calls: readonly PackedCall[], onDay: OnDay): Generator<void, Map<string, KeptCall[]>> {
  const found = new Map<string, KeptCall[]>();
  for (const [day, some] of byDay(files, calls)) {
    onDay(day, () => {
      const file = files.open(day);
      if (file !== undefined) withFaults(file.path, () => findInDay(file, some, found));
    });
    yield;
  }
  return found;
}

// Hot: nearly all calls that a batch asks for are new.
/** Adds those of some calls that a day has, wherever near their start they stand. */
function findInDay(file: DayFile, calls: readonly PackedCall[], found: Map<string, KeptCall[]>): void {
  const hashes = calls.map(({ id }) => lookupHash('callId', id));
  const places = file.lookup.findEach(hashes);
  if (places.size === 0) return;
  for (const [index, { id, startedAt }] of calls.entries()) {
    const [first, last] = seqRange(startedAt, file.day);
    const near = (places.get(hashes[index] ?? 0) ?? []).filter((seq) => seq >= first && seq <= last);
    const kept = near.flatMap((seq) => keptAt({ file, seq }, id));
    if (kept.length > 0) found.set(id, [...(found.get(id) ?? []), ...kept]);
  }
}

/** The call at a place; none when it is gone or another one. */
function keptAt(place: CallPlace, id: string): KeptCall[] {
  const record = readCall(place);
  if (record?.id !== id) return [];
  return [{ place, packed: packCall(record, false, timelineAt(place)) }];
}

/** The days that have a file, with the calls that may be in it. */
function byDay(files: DayFiles, calls: readonly PackedCall[]): Map<number, PackedCall[]> {
  const days = new Map(files.days().map((day): [number, PackedCall[]] => [day, []]));
  for (const call of calls) {
    const last = dayOf(call.startedAt + MAX_MOVE_SECONDS);
    for (let day = dayOf(Math.max(0, call.startedAt - MAX_MOVE_SECONDS)); day <= last; day += 1) days.get(day)?.push(call);
  }
  return new Map([...days].filter(([, some]) => some.length > 0));
}
