import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TeleError } from '../../core/index.ts';
import { holdFileLock, type HeldLock } from '../../stores/index.ts';

/** Within a temporary folder: what is locked as long as its process lives. */
const LOCK = 'alive.db';
const DATA = 'data';
/** Somebody who clears up may take a folder away in the moment between its making and its lock. */
const TRIES = 3;

/** A data folder that goes with its process. */
export interface TemporaryFolder {
  readonly path: string;
  remove(): void;
}

/** Makes a data folder among the temporary files, and removes those of the same prefix whose process was killed before it could. */
export async function makeTemporaryFolder(prefix: string): Promise<TemporaryFolder> {
  await removeAbandoned(prefix);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const root = mkdtempSync(join(tmpdir(), prefix));
    const lock = await holdFileLock(join(root, LOCK));
    if (lock !== undefined && existsSync(join(root, LOCK))) return dataFolder(root, lock);
    lock?.release();
  }
  throw new TeleError('STORE_UNWRITABLE', `No folder could be kept in ${tmpdir()}: something removes it.`);
}

function dataFolder(root: string, lock: HeldLock): TemporaryFolder {
  const path = join(root, DATA);
  mkdirSync(path, { mode: 0o700 });
  return {
    path,
    remove() {
      rmSync(root, { recursive: true, force: true });
      lock.release();
    },
  };
}

/** What cannot be looked at or removed is left: it takes nothing but room. */
async function removeAbandoned(prefix: string): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const root = join(tmpdir(), name);
    if (!name.startsWith(prefix) || !isOwn(root)) continue;
    try {
      const lock = await holdFileLock(join(root, LOCK));
      if (lock === undefined) continue;
      rmSync(root, { recursive: true, force: true });
      lock.release();
    } catch {
      continue;
    }
  }
}

/** Whether a folder was made here, by this user. Anybody may put a name among the temporary files. */
function isOwn(root: string): boolean {
  try {
    const [folder, lock] = [lstatSync(root), lstatSync(join(root, LOCK))];
    return folder.isDirectory() && folder.uid === process.getuid?.() && (folder.mode & 0o077) === 0 && lock.isFile();
  } catch {
    return false;
  }
}
