import { statfsSync } from 'node:fs';
import type { MaintainReport, RetentionPolicy } from '../../core/index.ts';
import { databaseBytes, storeBytes } from './data-folder.ts';
import { dayOf, dayStart } from './day.ts';
import type { DayFile } from './day-file.ts';
import type { DayFiles } from './day-files.ts';
import { createDayStates, type DayStates } from './day-state.ts';
import type { RollupFile } from './rollup-file.ts';
import { deleteTimelines, joinLookup, packTimelines, releasePages } from './seal-day.ts';

/** When a round begins no further step; a step takes about ten milliseconds. */
const SLICE_MILLISECONDS = 30;
/** So few, that no step has to write a long log into its file. */
const UPKEEP_CHECKPOINT_PAGES = 400;
/** Late changes of a day come within this time. */
const SEAL_AFTER_SECONDS = 2 * 3600;

interface Tally {
  sealedDays: number;
  deletedCalls: number;
  deletedTimelines: number;
  freedBytes: number;
}

/** Returns the function that does one round of upkeep. */
export function createUpkeep(
  folder: string,
  files: DayFiles,
  rollups: RollupFile,
): (now: number, policy: RetentionPolicy) => MaintainReport {
  const states = createDayStates(folder, files);
  const oldestFirst = (): number[] => files.days().reverse();

  function* deleteDay(day: number, tally: Tally): Generator<void, void> {
    const file = files.open(day);
    if (file !== undefined) {
      const meta = file.readMeta();
      rollups.copy(file);
      yield;
      tally.deletedCalls += meta.calls;
      // Of a day that was never packed each call is taken to have one: counting them would read the whole file.
      if (meta.is_bare === 0) tally.deletedTimelines += meta.sealed_at === undefined ? meta.calls : meta.packed;
    }
    tally.freedBytes += files.delete(day);
    yield;
  }

  /** Lets the oldest days go while there is not enough room, but never the one that runs. */
  function* makeRoom(now: number, policy: RetentionPolicy, tally: Tally): Generator<void, void> {
    for (const day of oldestFirst()) {
      if (day >= dayOf(now) || !isTooMuch(folder, policy)) return;
      yield* deleteDay(day, tally);
    }
  }

  function* expire(now: number, policy: RetentionPolicy, tally: Tally): Generator<void, void> {
    for (const day of oldestFirst()) if (isOver(day, now, policy.callSeconds)) yield* deleteDay(day, tally);
    if (policy.rollupSeconds !== undefined) rollups.deleteBefore(now - policy.rollupSeconds);
    for (const day of oldestFirst()) {
      const file = isOver(day, now, policy.timelineSeconds) && states.of(day)?.isBare === false ? files.open(day) : undefined;
      if (file !== undefined) yield* strip(file, tally);
    }
  }

  /** Whether a day was last written so long ago; one that is not packed counts as new, for it may have been imported just now. */
  function isOver(day: number, now: number, seconds: number | undefined): boolean {
    if (seconds === undefined || dayStart(day + 1) + seconds > now) return false;
    const state = states.of(day);
    return state?.isChanged === false && (state.sealedAt ?? now) + seconds <= now;
  }

  return (now, policy) => {
    const end = performance.now() + SLICE_MILLISECONDS;
    const tally: Tally = { sealedDays: 0, deletedCalls: 0, deletedTimelines: 0, freedBytes: 0 };
    for (const work of [makeRoom(now, policy, tally), sealDays(files, rollups, states, [now, tally]), expire(now, policy, tally)]) {
      while (work.next().done !== true) if (performance.now() > end) return { ...tally, isDone: false };
    }
    return { ...tally, isDone: true };
  };
}

/** Closes the days that are over: packs their timelines, joins what leads to their calls, and copies their hours. */
function* sealDays(files: DayFiles, rollups: RollupFile, states: DayStates, [now, tally]: readonly [number, Tally]): Generator<void, void> {
  for (const day of files.days().reverse()) {
    const state = dayStart(day + 1) + SEAL_AFTER_SECONDS <= now ? states.of(day) : undefined;
    const file = state?.isChanged === true ? files.open(day) : undefined;
    if (file === undefined) continue;
    const { lsn } = file.readMeta();
    file.db.exec(`PRAGMA wal_autocheckpoint = ${UPKEEP_CHECKPOINT_PAGES}`);
    while (packTimelines(file)) yield;
    while (joinLookup(file)) yield;
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
  file.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  tally.freedBytes += Math.max(0, before - databaseBytes(file.path));
}

function isTooMuch(folder: string, { maxBytes, minFreeBytes }: RetentionPolicy): boolean {
  if (maxBytes !== undefined && storeBytes(folder) > maxBytes) return true;
  if (minFreeBytes === undefined) return false;
  const disk = statfsSync(folder);
  return disk.bavail * disk.bsize < minFreeBytes;
}
