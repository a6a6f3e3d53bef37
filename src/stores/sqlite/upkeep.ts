import { statfsSync } from 'node:fs';
import type { MaintainReport, RetentionPolicy } from '../../core/index.ts';
import { numberColumn } from './column.ts';
import { databaseBytes, storeBytes } from './data-folder.ts';
import { dayOf, dayStart } from './day.ts';
import type { DayFile } from './day-file.ts';
import type { DayFiles } from './day-files.ts';
import type { RollupFile } from './rollup-file.ts';
import { deleteTimelines, packTimelines, releasePages } from './seal-day.ts';

/** How long one round may hold the thread; a step of it takes about ten milliseconds. */
const SLICE_MILLISECONDS = 40;
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
  function deleteDay(day: number, tally: Tally): void {
    const file = files.open(day);
    if (file !== undefined) {
      rollups.copy(file);
      tally.deletedCalls += file.readMeta().calls;
      tally.deletedTimelines += countTimelines(file);
    }
    tally.freedBytes += files.delete(day);
  }

  function* expire(now: number, policy: RetentionPolicy, tally: Tally): Generator<void, void> {
    const today = dayOf(now);
    const oldestFirst = (): number[] => files.days().reverse();
    for (const day of oldestFirst()) {
      if (day >= today || !isOver(day, now, policy.callSeconds)) break;
      deleteDay(day, tally);
      yield;
    }
    for (const day of oldestFirst()) {
      if (day >= today || !isTooMuch(folder, policy)) break;
      deleteDay(day, tally);
      yield;
    }
    if (policy.rollupSeconds !== undefined) rollups.deleteBefore(now - policy.rollupSeconds);
    for (const day of oldestFirst()) {
      const file = isOver(day, now, policy.timelineSeconds) ? files.open(day) : undefined;
      if (file === undefined || file.readMeta().is_bare === 1) continue;
      yield* strip(file, tally);
    }
  }

  function* seal(now: number, tally: Tally): Generator<void, void> {
    for (const day of files.days().reverse()) {
      const file = isOver(day, now, SEAL_AFTER_SECONDS) ? files.open(day) : undefined;
      if (file === undefined || file.readMeta().is_sealed === 1) continue;
      while (packTimelines(file)) yield;
      yield* shrink(file, tally);
      rollups.copy(file);
      file.prepare('UPDATE meta SET is_sealed = 1').run();
      tally.sealedDays += 1;
      yield;
    }
  }

  return (now, policy) => {
    const end = performance.now() + SLICE_MILLISECONDS;
    const tally: Tally = { sealedDays: 0, deletedCalls: 0, deletedTimelines: 0, freedBytes: 0 };
    for (const work of [expire(now, policy, tally), seal(now, tally)]) {
      while (work.next().done !== true) if (performance.now() > end) return { ...tally, isDone: false };
    }
    return { ...tally, isDone: true };
  };
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

function isOver(day: number, now: number, seconds: number | undefined): boolean {
  return seconds !== undefined && dayStart(day + 1) + seconds <= now;
}

function isTooMuch(folder: string, { maxBytes, minFreeBytes }: RetentionPolicy): boolean {
  if (maxBytes !== undefined && storeBytes(folder) > maxBytes) return true;
  if (minFreeBytes === undefined) return false;
  const disk = statfsSync(folder);
  return disk.bavail * disk.bsize < minFreeBytes;
}

function countTimelines(file: DayFile): number {
  const row = file.prepare('SELECT (SELECT coalesce(sum(calls), 0) FROM chunk) + (SELECT count(*) FROM timeline) AS n').get();
  return numberColumn(row, 'n') ?? 0;
}
