import { halfKeys, otherHalfBegins } from '../../../core/index.ts';
import type { PackedCall } from '../../../format/index.ts';
import { withFaults } from '../database/sqlite-fault.ts';
import type { DayFile } from '../day/day-file.ts';
import type { DayFiles } from '../day/day-files.ts';
import { dayOf } from '../folder/day.ts';
import { lookupHash } from '../lookup/lookup-hash.ts';
import { headAt } from '../rows/stored-call.ts';
import { type FoldedCall, keptAt, type KeptCall, type OnDay } from './folded-call.ts';

/** Of the calls of a day with one key so many are looked at, the newest: one Call-ID may be used for ever. */
const MOST_HALVES = 16;

/** A change, and what leads to the other half of its call. */
interface Keyed {
  readonly change: PackedCall;
  readonly isReported: boolean;
  readonly keys: readonly string[];
}

/** By what the other half of a call is found. */
export function keysOf(packed: PackedCall): readonly string[] {
  const { callKey, aliases } = packed.head;
  return packed.half === 'reported' ? [callKey] : halfKeys({ callKey, aliases });
}

/** Whether a batch may hold both halves of a call, of which one is among `orphans`. */
export function mayMeet(calls: readonly FoldedCall[], orphans: readonly PackedCall[]): boolean {
  if (orphans.length === 0) return false;
  const told = calls.filter(({ changes }) => changes.some(isReported));
  // Nearly always nobody told of any call, or nothing but that was captured.
  if (told.length === 0 || calls.every(({ packed, changes }) => isReported(packed) && changes.every(isReported))) return false;
  const keys = new Set(told.flatMap(({ changes }) => changes.flatMap(keysOf)));
  return calls.some(({ packed, changes }) =>
    [packed, ...changes].some((one) => !isReported(one) && keysOf(one).some((key) => keys.has(key))),
  );
}

function isReported({ half }: PackedCall): boolean {
  return half === 'reported';
}

/** What the days hold by the keys of calls that they do not have, by change. It stands still after each day. */
export function* findHalves(files: DayFiles, changes: readonly PackedCall[], onDay: OnDay): Generator<void, Map<PackedCall, KeptCall[]>> {
  const found = new Map<PackedCall, KeptCall[]>();
  for (const [day, some] of byDay(files, changes)) {
    onDay(day, () => {
      const file = files.open(day);
      if (file !== undefined) withFaults(file.path, () => findInDay(file, some, found));
    });
    yield;
  }
  return found;
}

/** Adds those of a day. */
function findInDay(file: DayFile, changes: readonly Keyed[], found: Map<PackedCall, KeptCall[]>): void {
  const there = file.lookup.have(changes.flatMap(({ keys }) => keys.map(hashOf)));
  if (there.size === 0) return;
  for (const { change, isReported, keys } of changes) {
    for (const key of keys) {
      const hash = hashOf(key);
      const seqs = there.has(hash) ? file.lookup.findNewest(hash, MOST_HALVES) : [];
      const halves = seqs.flatMap((seq) => halfAt(file, seq, key, change.id));
      const others = halves.filter(({ packed }) => (packed.half === 'reported') !== isReported);
      if (others.length > 0) found.set(change, [...(found.get(change) ?? []), ...others]);
    }
  }
}

/** Another call at a place that a key leads to. */
function halfAt(file: DayFile, seq: number, key: string, id: string): KeptCall[] {
  const head = headAt(file, seq);
  if (head === undefined || head.id === id || !(head.callKey === key || head.aliases.includes(key))) return [];
  return keptAt({ file, seq }, head.id);
}

function hashOf(key: string): number {
  return lookupHash('callKey', key);
}

/** The days that have a file, with the changes whose other half may begin in it. */
function byDay(files: DayFiles, changes: readonly PackedCall[]): Map<number, Keyed[]> {
  const days = new Map(files.days().map((day): [number, Keyed[]] => [day, []]));
  for (const change of changes) {
    const isReported = change.half === 'reported';
    const keyed = { change, isReported, keys: keysOf(change) };
    const [first, last] = otherHalfBegins({ startedAt: change.startedAt, ...(isReported ? { isReported } : {}) });
    for (let day = dayOf(Math.max(0, first)); day <= dayOf(last); day += 1) days.get(day)?.push(keyed);
  }
  return new Map([...days].filter(([, some]) => some.length > 0));
}
