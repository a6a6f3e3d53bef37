import { type PackedCall, type PackedChange } from '../../../format/index.ts';
import { withFaults } from '../database/sqlite-fault.ts';
import type { ActiveFile } from '../open/active-file.ts';
import { MAX_MOVE_SECONDS, seqRange } from '../rows/stored-call.ts';
import { dayOf } from '../folder/day.ts';
import type { DayFile } from '../day/day-file.ts';
import type { DayFiles } from '../day/day-files.ts';
import { lookupHash } from '../lookup/lookup-hash.ts';
import { addChange, beginFold, type FoldedCall, keptAt, type KeptCall, type OnDay, refold } from './folded-call.ts';
import { findHalves, mayMeet } from './find-halves.ts';
import { foldHalves } from './fold-halves.ts';

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
  const kept = yield* findKept(files, unknown, onDay);
  for (const [id, places] of kept) {
    const call = folded.get(id);
    if (call === undefined) continue;
    call.kept = places;
    refold(call);
  }
  const calls = [...folded.values()];
  const orphans = calls.filter((call) => isNew(call) || mayGo(call) || isBehind).flatMap((call) => call.changes);
  const halves = yield* findHalves(files, orphans, onDay);
  if (halves.size === 0 && !mayMeet(calls, orphans)) return calls;
  return foldHalves(changes, { isBehind, active, kept, halves });
}

/** Whether the files hold nothing under its id. */
function isNew({ wasOpen, kept }: FoldedCall): boolean {
  return wasOpen === undefined && kept.length === 0;
}

/** Whether it may become a half of a call under another id in this batch: what is told or captured under its id after that is new. */
function mayGo({ wasOpen, kept }: FoldedCall): boolean {
  return wasOpen?.packed.half === 'reported' || kept.some(({ packed }) => packed.half === 'reported');
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

/** The days that have a file, with the calls that may be in it. */
function byDay(files: DayFiles, calls: readonly PackedCall[]): Map<number, PackedCall[]> {
  const days = new Map(files.days().map((day): [number, PackedCall[]] => [day, []]));
  for (const call of calls) {
    const last = dayOf(call.startedAt + MAX_MOVE_SECONDS);
    for (let day = dayOf(Math.max(0, call.startedAt - MAX_MOVE_SECONDS)); day <= last; day += 1) days.get(day)?.push(call);
  }
  return new Map([...days].filter(([, some]) => some.length > 0));
}
