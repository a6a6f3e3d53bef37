import { join } from 'node:path';
import type { DeletedDay, MaintainReport, RetentionPolicy, StoreProblem } from '../../../core/index.ts';
import { databaseBytes } from '../folder/data-folder.ts';
import { dayFileName, dayOf, dayStart } from '../folder/day.ts';
import type { DayFile } from '../day/day-file.ts';
import type { DayFiles } from '../day/day-files.ts';
import type { DayStates } from '../day/day-state.ts';
import { createDiskSpace, type DiskSpace } from './disk-space.ts';
import type { RollupFile } from '../rollup/rollup-file.ts';
import { deleteTimelines, packTimelines } from '../timeline/pack-timelines.ts';
import { numberColumn } from '../database/column.ts';
import { inUnsyncedTransaction } from '../database/transaction.ts';

/** When a round begins no further step; a step takes about ten milliseconds. */
const SLICE_MILLISECONDS = 30;
/** So few, that no step has to write a long log into its file. */
const UPKEEP_CHECKPOINT_PAGES = 400;
/** Pages given back to the disk at once. */
const PAGES_AT_ONCE = 200;
/** Late changes of a day come within this time. */
const SEAL_AFTER_SECONDS = 2 * 3600;
/** So many days at most lose something by their age within an hour of real time, however a clock jumps. */
const AGED_PER_HOUR = 4;
const HOUR_MILLISECONDS = 3_600_000;

interface Tally {
  sealedDays: number;
  deletedCalls: number;
  deletedTimelines: number;
  freedBytes: number;
  readonly deletedDays: DeletedDay[];
}

/** Looks after the files of a folder. */
export interface Upkeep {
  /** One round. */
  maintain(now: number, policy: RetentionPolicy): MaintainReport;
  /** Why there is no more room. */
  problems(): StoreProblem[];
}

/** The files that upkeep looks after. */
interface KeptFolder {
  readonly path: string;
  readonly files: DayFiles;
  readonly rollups: RollupFile;
  readonly states: DayStates;
}

/** Starts with nothing deleted within the last hour. */
export function createUpkeep(folder: KeptFolder): Upkeep {
  const space = createDiskSpace(folder.path);
  const expire = createExpiry(folder);
  return {
    maintain(now, policy) {
      const end = performance.now() + SLICE_MILLISECONDS;
      const tally: Tally = { sealedDays: 0, deletedCalls: 0, deletedTimelines: 0, freedBytes: 0, deletedDays: [] };
      for (const work of [makeRoom(folder, space, [now, policy], tally), sealDays(folder, now, tally), expire(now, policy, tally)]) {
        while (work.next().done !== true) if (performance.now() > end) return { ...tally, isDone: false };
      }
      return { ...tally, isDone: true };
    },
    problems: space.problems,
  };
}

function* deleteDay(
  { files, rollups, states }: KeptFolder,
  day: number,
  reason: DeletedDay['reason'],
  tally: Tally,
): Generator<void, void> {
  const state = states.of(day);
  if (state === undefined) return;
  // The hours of a packed day were copied then: on a full disk nothing could be.
  if (state.isChanged) {
    files.read(day, (file) => rollups.copy(file));
    yield;
  }
  // What a file says when it is closed is known from then on.
  files.forget(day);
  states.forget(day);
  const sizeBytes = files.delete(day);
  tally.deletedCalls += state.calls;
  // Of a day that was never packed each call is taken to have one: counting them would read the whole file.
  if (!state.isBare) tally.deletedTimelines += state.sealedAt === undefined ? state.calls : state.packed;
  tally.freedBytes += sizeBytes;
  tally.deletedDays.push({ file: dayFileName(day), calls: state.calls, sizeBytes, reason });
}

/** Lets days go while there is not enough room. */
function* makeRoom(
  folder: KeptFolder,
  space: DiskSpace,
  [now, policy]: readonly [number, RetentionPolicy],
  tally: Tally,
): Generator<void, void> {
  const days = dispensable(folder.files.days(), folder.states, now);
  const bytesFrom = (index: number): number =>
    days.slice(index).reduce((sum, day) => sum + databaseBytes(join(folder.path, dayFileName(day))), 0);
  for (const [index, day] of days.entries()) {
    const reason = space.wanted(policy, () => bytesFrom(index));
    if (reason === undefined) return;
    const deleted = space.deleting();
    const before = tally.freedBytes;
    yield* deleteDay(folder, day, reason, tally);
    if (reason === 'min_free_bytes') deleted(tally.freedBytes - before);
    yield;
  }
  space.wanted(policy, () => 0);
}

/** Returns what deletes what is too old. */
function createExpiry(folder: KeptFolder): (now: number, policy: RetentionPolicy, tally: Tally) => Generator<void, void> {
  const { files, rollups, states } = folder;
  const mayAge = createHourlyLimit();
  let forgotAt = -Infinity;
  const oldestFirst = (): number[] => files.days().reverse();

  /** Whether a day was last written so long ago; one that is not packed counts as new, for it may have been imported just now. */
  function isOver(day: number, now: number, seconds: number | undefined): boolean {
    if (seconds === undefined || dayStart(day + 1) + seconds > now) return false;
    const state = states.of(day);
    return state?.isChanged === false && (state.sealedAt ?? now) + seconds <= now;
  }

  function forgetHours(before: number): void {
    const isDue = performance.now() >= forgotAt + HOUR_MILLISECONDS;
    if (isDue && rollups.deleteBefore(before)) forgotAt = performance.now();
  }

  return function* expire(now, policy, tally) {
    for (const day of oldestFirst()) {
      if (!isOver(day, now, policy.callSeconds) || !mayAge(day)) continue;
      yield* deleteDay(folder, day, 'age', tally);
      yield;
    }
    if (policy.rollupSeconds !== undefined) forgetHours(now - policy.rollupSeconds);
    for (const day of oldestFirst()) {
      const isWanted = isOver(day, now, policy.timelineSeconds) && states.of(day)?.isBare === false && mayAge(day);
      const file = isWanted ? files.open(day) : undefined;
      if (file !== undefined) yield* strip(file, tally);
    }
  };
}

/**
 * The days that may go to make room, in that order. By when they were written, not by their date: first those that lie in the future, which no call can, then
 * those that were written longest ago. Never the current day and the one that was written last, nor one that cannot be read.
 */
function dispensable(days: readonly number[], states: DayStates, now: number): number[] {
  const today = dayOf(now);
  const known = days.flatMap((day) => {
    const state = states.of(day);
    return state === undefined ? [] : [{ day, lsn: state.lsn, isFuture: day > today + 1 }];
  });
  known.sort((a, b) => Number(b.isFuture) - Number(a.isFuture) || a.lsn - b.lsn || a.day - b.day);
  const newest = known.findLast(({ isFuture }) => !isFuture)?.day;
  return known.map(({ day }) => day).filter((day) => day !== today && day !== newest);
}

/** Returns what says whether one day more may lose something within this hour. One that was allowed to may go on. */
function createHourlyLimit(): (day: number) => boolean {
  const allowed = new Map<number, number>();
  return (day) => {
    const now = performance.now();
    for (const [other, at] of allowed) if (at <= now - HOUR_MILLISECONDS) allowed.delete(other);
    if (allowed.has(day)) return true;
    if (allowed.size >= AGED_PER_HOUR) return false;
    allowed.set(day, now);
    return true;
  };
}

/** Closes the days that are over: packs their timelines, and copies their hours. */
function* sealDays({ files, rollups, states }: KeptFolder, now: number, tally: Tally): Generator<void, void> {
  for (const day of files.days().reverse()) {
    const state = dayStart(day + 1) + SEAL_AFTER_SECONDS <= now ? states.of(day) : undefined;
    const file = state?.isChanged === true ? files.open(day) : undefined;
    if (file === undefined) continue;
    const { lsn } = file.readState();
    file.db.exec(`PRAGMA wal_autocheckpoint = ${UPKEEP_CHECKPOINT_PAGES}`);
    while (packTimelines(file)) yield;
    yield* shrink(file, tally);
    rollups.copy(file);
    // What was written since then is packed in the next round.
    file.prepare('UPDATE meta SET sealed_at = ?, sealed_lsn = ?, is_bare = 0').run(now, lsn);
    tally.sealedDays += 1;
    yield;
  }
}

/** Deletes the timelines of a day. */
function* strip(file: DayFile, tally: Tally): Generator<void, void> {
  for (let deleted = deleteTimelines(file); deleted > 0; deleted = deleteTimelines(file)) {
    tally.deletedTimelines += deleted;
    yield;
  }
  yield* shrink(file, tally);
  file.prepare('UPDATE meta SET is_bare = 1').run();
}

/** Gives free pages back, and empties the log. */
function* shrink(file: DayFile, tally: Tally): Generator<void, void> {
  const before = databaseBytes(file.path);
  while (releasePages(file)) yield;
  file.db.exec('PRAGMA store.wal_checkpoint(TRUNCATE)');
  tally.freedBytes += Math.max(0, before - databaseBytes(file.path));
}

/** Gives some free pages of a file back to the disk. False when there are none left. */
function releasePages(file: DayFile): boolean {
  const free = numberColumn(file.db.prepare('PRAGMA store.freelist_count').get(), 'freelist_count') ?? 0;
  if (free === 0) return false;
  inUnsyncedTransaction(file.db, () => file.db.exec(`PRAGMA store.incremental_vacuum(${PAGES_AT_ONCE})`));
  return free > PAGES_AT_ONCE;
}
