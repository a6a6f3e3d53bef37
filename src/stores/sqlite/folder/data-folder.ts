import { closeSync, existsSync, ftruncateSync, lstatSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type StoreProblem, TeleError } from '../../../core/index.ts';
import { makeOwnFolder } from '../../files/own-folder.ts';
import { dayOfFileName } from './day.ts';

/** The file of the calls in progress and of the number of the last change. */
export const ACTIVE_FILE = 'active.db';
/** The hours of days whose file is gone. */
export const ROLLUP_FILE = 'rollup.db';
/** The values of metrics over time. */
export const HISTORY_FILE = 'history.db';
/** What excludes a second writer. */
export const LOCK_FILE = 'lock.db';
/** The databases that are of no day. */
const UNDATED_FILES: readonly string[] = [ACTIVE_FILE, ROLLUP_FILE, HISTORY_FILE];
/** After the name of a file that is damaged. */
const ASIDE = '.damaged';
/** What SQLite keeps beside a database. */
const COMPANIONS = ['-wal', '-shm'] as const;

/** Makes the folder (mode 0700) and the files that every store has. Throws `STORE_UNWRITABLE`. */
export function createDataFolder(folder: string): void {
  try {
    makeOwnFolder(folder);
    for (const name of [ACTIVE_FILE, LOCK_FILE]) createStoreFile(join(folder, name));
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
    refuseLink(file);
  }
}

function refuseLink(file: string): void {
  if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true)
    throw new TeleError('STORE_UNWRITABLE', `${file} is a link, which the store does not follow.`);
}

/**
 * Makes a database that is not there. `begin` is given another name, makes the tables under it and closes it: under its own name a file that is empty was cut to
 * nothing.
 */
export function beginDatabase(file: string, begin: (path: string) => void): void {
  refuseLink(file);
  const begun = `${file}.new`;
  for (const end of ['', ...COMPANIONS]) rmSync(`${begun}${end}`, { force: true });
  createStoreFile(begun);
  begin(begun);
  if (fileBytes(`${begun}-wal`) > 0) throw new TeleError('STORE_UNWRITABLE', `The store file ${file} could not be begun.`);
  // A log that was left over is of another file.
  for (const end of COMPANIONS) rmSync(`${file}${end}`, { force: true });
  renameSync(begun, file);
}

/** Whether a folder holds a store. */
export function hasStore(folder: string): boolean {
  return hasDatabase(join(folder, ACTIVE_FILE));
}

/** Throws `FILE_UNREADABLE` when the folder holds no store. */
export function requireDataFolder(folder: string): void {
  if (!hasStore(folder)) throw new TeleError('FILE_UNREADABLE', `There is no store of calls in ${folder}.`);
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
  const names = readdirSync(folder).filter((name) => UNDATED_FILES.includes(name) || dayOfFileName(name) !== undefined);
  return names.reduce((sum, name) => sum + databaseBytes(join(folder, name)), 0);
}

/**
 * Deletes a database that its writer has closed. The number of bytes that it occupied. The room comes back at once, for the files are made empty too: a reader
 * that still has them open would keep it. The `-shm` is not, because whoever maps it would be killed.
 */
export function deleteDatabase(file: string): number {
  const size = databaseBytes(file);
  for (const end of ['', '-wal']) if (existsSync(`${file}${end}`)) deleteEmpty(`${file}${end}`);
  rmSync(`${file}-shm`, { force: true });
  return size;
}

/** Unlinks before truncating, so that the file is never seen empty. */
function deleteEmpty(file: string): void {
  const opened = openSync(file, 'r+');
  try {
    rmSync(file);
    ftruncateSync(opened);
  } finally {
    closeSync(opened);
  }
}

/** Renames a database that its writer has closed, so that a new one can be made. Its new path. */
export function setAsideDatabase(file: string): string {
  let aside = `${file}${ASIDE}`;
  for (let number = 2; existsSync(aside); number += 1) aside = `${file}${ASIDE}-${number}`;
  // The log under the name under which SQLite looks for it.
  for (const end of ['', '-wal']) if (existsSync(`${file}${end}`)) renameSync(`${file}${end}`, `${aside}${end}`);
  rmSync(`${file}-shm`, { force: true });
  return aside;
}

/** The files that were set aside and wait for somebody to look at them. */
export function filesAside(folder: string): StoreProblem[] {
  const names = readdirSync(folder).filter((name) => name.includes(ASIDE) && !name.endsWith('-wal') && !name.endsWith('-shm'));
  return names.map((file) => ({
    file,
    reason: `A file of the store was damaged and is set aside as ${file}: restore it from a backup, or save what can be read with \`sqlite3 ${file} .recover\`, then move it away.`,
  }));
}

/** When a database of the folder was last written, in Unix seconds. Undefined when there is none. */
export function lastWrittenAt(folder: string): number | undefined {
  if (!existsSync(folder)) return undefined;
  const times = readdirSync(folder)
    .filter((name) => /\.db(?:-wal)?$/.test(name) && name !== LOCK_FILE)
    .map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return times.length === 0 ? undefined : Math.max(...times) / 1000;
}

/** Whether a database is there; an empty file is one that its writer has yet to begin. */
export function hasDatabase(file: string): boolean {
  return fileBytes(file) > 0;
}

function fileBytes(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
