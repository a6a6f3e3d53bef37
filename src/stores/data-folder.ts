import { closeSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TeleError } from '../core/index.ts';
import { makeFolder } from './make-folder.ts';

/** The database in a data folder. */
export const CALLS_FILE = 'calls.db';

/** Makes the folder (mode 0700) and the files that SQLite opens (0600; its companions inherit that). Throws `STORE_UNWRITABLE`. */
export function createDataFolder(folder: string): void {
  try {
    makeFolder(folder);
    for (const name of [CALLS_FILE, 'lock.db']) createFile(join(folder, name));
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new TeleError('STORE_UNWRITABLE', `The data folder ${folder} cannot be written (${detail}).`, cause);
  }
}

function createFile(file: string): void {
  try {
    // Exclusive, because opening and closing a file that exists would drop the locks that this process holds on it (POSIX).
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/** Throws `FILE_UNREADABLE` when the folder holds no store. */
export function requireDataFolder(folder: string): void {
  if (fileBytes(join(folder, CALLS_FILE)) === 0) throw new TeleError('FILE_UNREADABLE', `There is no store of calls in ${folder}.`);
}

/** What the store occupies: the database and its write-ahead log. */
export function storeBytes(folder: string): number {
  return fileBytes(join(folder, CALLS_FILE)) + fileBytes(join(folder, `${CALLS_FILE}-wal`));
}

function fileBytes(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
