import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, type StoreProblem, TeleError } from '../../core/index.ts';
import type { SqliteDriver } from '../sqlite/database/sqlite-driver.ts';
import { daysIn } from '../sqlite/folder/data-folder.ts';
import { dayFileName } from '../sqlite/folder/day.ts';
import { copyDatabase } from './copy-database.ts';

/** A file that was written so short a time ago may be written again without a trace in its times. */
const FRESH_SECONDS = 1;

interface DaysContext {
  readonly Driver: SqliteDriver;
  readonly from: string;
  readonly to: string;
  readonly now: Clock;
  /** Called before each file. */
  readonly next: () => Promise<void>;
}

/** The copies of the days of a folder. */
export interface DayCopies {
  /** Copies every day that is not yet copied as it is now, the newest first: a call that moves to an earlier day meanwhile is in both, and not in none. */
  renew(): Promise<void>;
  /** Days that could not be read. */
  problems(): StoreProblem[];
}

/** Copies nothing yet. */
export function createDayCopies({ Driver, from, to, now, next }: DaysContext): DayCopies {
  /** What the files of each day were when its copy began; empty when they were just written. */
  const copied = new Map<number, string>();
  const problems = new Map<number, StoreProblem>();

  const copy = async (day: number): Promise<void> => {
    const name = dayFileName(day);
    const file = join(from, name);
    const state = stateOf(file, now());
    if (state !== '' && state === copied.get(day)) return;
    problems.delete(day);
    copied.set(day, state);
    await next();
    try {
      copyDatabase(Driver, file, join(to, name));
    } catch (error) {
      rmSync(join(to, name), { force: true });
      // A day may be deleted at any time.
      if (statSync(file, { throwIfNoEntry: false }) === undefined) return;
      if (!(error instanceof TeleError) || error.code !== 'STORE_CORRUPT') throw error;
      problems.set(day, { file: name, reason: error.message });
    }
  };

  return {
    async renew() {
      const days = daysIn(from);
      for (const day of days) await copy(day);
      for (const day of copied.keys()) if (!days.includes(day)) rmSync(join(to, dayFileName(day)), { force: true });
    },
    problems: () => [...problems.values()],
  };
}

/** What changes with every commit to a database. Empty when it was just written. */
function stateOf(file: string, now: number): string {
  const stats = [file, `${file}-wal`].map((path) => statSync(path, { throwIfNoEntry: false }));
  const newest = Math.max(...stats.map((stat) => (stat?.mtimeMs ?? 0) / 1000));
  return now - newest < FRESH_SECONDS
    ? ''
    : stats.map((stat) => (stat === undefined ? '-' : `${stat.ino}:${stat.size}:${stat.mtimeMs}`)).join(' ');
}
