import { changeCall, TeleError, type StoreChange, type StoredCall, type TimelineEntry } from '../../../core/index.ts';
import { decodeChanges, encodeChanges, PackedCall, type PackedChange } from '../../../format/index.ts';
import type { OpenCall } from '../open/open-call.ts';
import { type CallPlace, readCall, timelineAt } from '../rows/stored-call.ts';

/** A call in a day file, by its day: the file may be closed until it is written, since a batch may have more days than may be open. */
export interface KeptCall {
  readonly day: number;
  readonly seq: number;
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
  /** What was in progress under another id and is a half of it now. */
  readonly gone: readonly OpenCall[];
  /** Where it was kept when it was over before. More than one place when a batch was cut off that moved it to another day. */
  kept: readonly KeptCall[];
}

export type Half = Pick<FoldedCall, 'packed' | 'isOpen'>;

const NO_MESSAGES: readonly TimelineEntry[] = [];

/** Changes in their packed form, whatever form they have. Throws `INTERNAL` for a number that cannot be stored. */
export function packChanges(changes: readonly StoreChange[]): readonly PackedChange[] {
  return changes.every(isPacked) ? changes : decodeChanges(encodeChanges(changes));
}

function isPacked(change: StoreChange): change is PackedChange {
  return change.kind !== 'call' || change instanceof PackedCall;
}

/** Runs what reads or writes the file of a day. */
export type OnDay = <T>(day: number, work: () => T) => T;

const NOWHERE: readonly KeptCall[] = [];
const NONE: readonly OpenCall[] = [];

/** What the first change of a call makes of it. */
export function beginFold(change: PackedCall, wasOpen: OpenCall | undefined): FoldedCall {
  const { id } = change;
  const added = change.hasTimeline ? [change] : [];
  const { packed, isOpen } =
    wasOpen === undefined ? { packed: change, isOpen: change.isOpen } : changed({ packed: wasOpen.packed, isOpen: true }, change);
  return { id, packed, isOpen, changes: [change], added, wasOpen, gone: NONE, kept: NOWHERE };
}

/** Adds a further change of a call. */
export function addChange(call: FoldedCall, change: PackedCall): void {
  Object.assign(call, changed(call, change));
  call.changes.push(change);
  if (change.hasTimeline) call.added.push(change);
}

/** Begins anew with what is kept of a call, which is the oldest of what has the same version. */
export function refold(call: FoldedCall): void {
  const { wasOpen, changes, kept } = call;
  let half: Half | undefined;
  const add = (packed: PackedCall, isOpen: boolean): void => {
    half = half === undefined ? { packed, isOpen } : changed(half, packed, isOpen);
  };
  for (const { packed } of kept) add(packed, false);
  if (wasOpen !== undefined) add(wasOpen.packed, true);
  for (const change of changes) add(change, change.isOpen);
  Object.assign(call, half);
}

// Hot: nearly all changes are of calls that nobody but the capture, or nobody but a program, knows of.
/** What a change makes of a call as it was. */
export function changed(before: Half, change: PackedCall, isOpen = change.isOpen): Half {
  const [was, is] = [before.packed.half, change.half];
  if (was === is && was !== 'both') return change.version >= before.packed.version ? { packed: change, isOpen } : before;
  const joined = changeCall({ record: before.packed.record, isOpen: before.isOpen }, { record: change.record, isOpen });
  return { packed: packCall(joined.record, joined.isOpen, NO_MESSAGES), isOpen: joined.isOpen };
}

/** A call in its packed form. Throws `INTERNAL` for a number that cannot be stored. */
export function packCall(record: StoredCall, isOpen: boolean, timeline: readonly TimelineEntry[]): PackedCall {
  const [packed] = packChanges([{ kind: 'call', isOpen, record, timeline }]);
  if (packed?.kind !== 'call') throw new TeleError('INTERNAL', 'A call was packed as something else.');
  return packed;
}

/** The call at a place; none when it is gone or another one. */
export function keptAt(place: CallPlace, id: string): KeptCall[] {
  const record = readCall(place);
  if (record?.id !== id) return [];
  const { file, seq } = place;
  return [{ day: file.day, seq, packed: packCall(record, false, timelineAt(place)) }];
}
