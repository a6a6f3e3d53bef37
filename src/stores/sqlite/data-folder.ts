import { closeSync, lstatSync, openSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TeleError } from '../../core/index.ts';
import { makeOwnFolder } from '../own-folder.ts';
import { dayOfFileName } from './day.ts';

/** The file of the calls in progress and of the number of the last change. */
export const ACTIVE_FILE = 'active.db';
/** The hours of days whose file is gone. */
export const ROLLUP_FILE = 'rollup.db';
/** The one file of the layout before this. */
const OLD_FILE = 'calls.db';
/** What SQLite keeps beside a database. */
const COMPANIONS = ['-wal', '-shm'] as const;

/** Makes the folder (mode 0700) and the files that every store has. Throws `STORE_UNWRITABLE`, and `STORE_CORRUPT` for a folder of the layout before. */
export function createDataFolder(folder: string): void {
  try {
    makeOwnFolder(folder);
    refuseOldLayout(folder);
    for (const name of [ACTIVE_FILE, 'lock.db']) createStoreFile(join(folder, name));
  } catch (cause) {
    if (cause instanceof TeleError) throw cause;
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new TeleError('STORE_UNWRITABLE', `The data folder ${folder} cannot be written (${detail}).`, cause);
  }
}

/** Makes an empty file of mode 0600 unless there is one; the companions of a database inherit that mode. */
export function createStoreFile(file: string): void {
  try {
    // Exclusive, because opening and closing a file that exists would drop the locks that this process holds on it (POSIX).
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    if (lstatSync(file).isSymbolicLink())
      throw new TeleError('STORE_UNWRITABLE', `${file} is a link, which the store does not follow.`, error);
  }
}

/** Whether a folder holds a store. */
export function hasStore(folder: string): boolean {
  return hasDatabase(join(folder, ACTIVE_FILE));
}

/** Throws `FILE_UNREADABLE` when the folder holds no store, and `STORE_CORRUPT` for a folder of the layout before. */
export function requireDataFolder(folder: string): void {
  refuseOldLayout(folder);
  if (!hasStore(folder)) throw new TeleError('FILE_UNREADABLE', `There is no store of calls in ${folder}.`);
}

function refuseOldLayout(folder: string): void {
  const file = join(folder, OLD_FILE);
  if (fileBytes(file) === 0) return;
  throw new TeleError(
    'STORE_CORRUPT',
    `${file} is of the layout of ringscope 0.1, which kept all days in one file; this one keeps a file per day.`,
  );
}

/** The days that have a file, newest first. */
export function daysIn(folder: string): number[] {
  const days = readdirSync(folder).flatMap((name) => dayOfFileName(name) ?? []);
  return days.sort((a, b) => b - a);
}

/** What a database occupies with its companions. */
export function databaseBytes(file: string): number {
  return ['', ...COMPANIONS].reduce((sum, end) => sum + (end === '-shm' ? 0 : fileBytes(`${file}${end}`)), 0);
}

/** What all databases of the store occupy. */
export function storeBytes(folder: string): number {
  const names = readdirSync(folder).filter((name) => name === ACTIVE_FILE || name === ROLLUP_FILE || dayOfFileName(name) !== undefined);
  return names.reduce((sum, name) => sum + databaseBytes(join(folder, name)), 0);
}

/** Deletes a database that nothing in this process has open. The number of bytes that it occupied. */
export function deleteDatabase(file: string): number {
  const size = databaseBytes(file);
  for (const end of ['', ...COMPANIONS]) rmSync(`${file}${end}`, { force: true });
  return size;
}

/** Whether a database is there; an empty file is one that its writer has yet to begin. */
export function hasDatabase(file: string): boolean {
  return fileBytes(file) > 0;
}

/** The number of a file on its disk, which one that is made anew does not share. Undefined when there is none. */
export function inodeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.ino;
}

function fileBytes(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
