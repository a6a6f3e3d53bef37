import { existsSync, lstatSync, mkdirSync, readdirSync, realpathSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type Clock, type StoreProblem, TeleError } from '../../core/index.ts';
import {
  copyFile,
  copyStore,
  isSystemError,
  makeOwnFolder,
  openSqlite,
  requireDataFolder,
  storeBytes,
  syncFolder,
  yieldHelpers,
} from '../../stores/index.ts';
import { ALERTING_FOLDER, RAW_FOLDER, SPOOL_FOLDER } from '../data-folders.ts';
import { SHOWN } from '../programs/told-keeper.ts';
import { writeKey, readPrivacyKey } from '../privacy/key-file.ts';
import { keyCheckOf } from '../privacy/keyed-hash.ts';
import type { Settings } from '../settings/server-settings.ts';

/** What a backup is called until it is whole. */
const PARTIAL = '.partial';
/** Room beyond what is copied, for what is written meanwhile. */
const SPARE_BYTES = 64 * 1024 * 1024;

export interface BackupOptions {
  readonly settings: Settings;
  /** Where the backup shall be. It does not exist, or is an empty folder. */
  readonly folder: string;
  /** Whether the backup holds the key of the pseudonyms. */
  readonly hasKey: boolean;
  readonly now: Clock;
  /** Told the bytes of the backup before each file; what it throws ends it. `total` is what they will be at most, about. */
  readonly progress: (bytes: number, total: number) => void;
}

/** A backup that is whole. */
export interface Backup {
  readonly folder: string;
  readonly calls: number;
  readonly openCalls: number;
  readonly bytes: number;
  readonly hasKey: boolean;
  /** A server wrote the data folder meanwhile. */
  readonly isServing: boolean;
  /** What could not be read and is not in it. */
  readonly problems: readonly StoreProblem[];
}

/**
 * Copies the data folder of some settings, also while a server writes it: see `copyStore`. The backup has its name when all of it is synced; what was begun before a fault is deleted.
 * Throws `BACKUP_REFUSED`, what opening the folder throws, and `KEY_MISMATCH` for a key that is missing or another one.
 */
export async function backupFolder({ settings, folder, hasKey, now, progress }: BackupOptions): Promise<Backup> {
  const from = settings.store.path;
  const to = placeOf(folder);
  requireDataFolder(from);
  const place = { keyFile: settings.privacy.keyFile, dataFolder: from };
  const key = hasKey ? readPrivacyKey(place) : undefined;
  const partial = claimFolder(from, to);
  yieldHelpers();
  try {
    const total =
      storeBytes(from) +
      folderBytes(join(from, SPOOL_FOLDER)) +
      folderBytes(join(from, RAW_FOLDER)) +
      folderBytes(join(from, ALERTING_FOLDER));
    const next = async (): Promise<void> => {
      // A signal is seen between two files.
      await setImmediate();
      progress(folderBytes(partial), total);
    };
    const { isWritten, problems } = await copyStore({ from, to: partial, spoolFolder: SPOOL_FOLDER, offsets: [SHOWN], now, next });
    // A file that is deleted meanwhile is too old to be kept.
    await copyFiles(join(from, RAW_FOLDER), join(partial, RAW_FOLDER), { order: byName('.raw'), next });
    await copyFiles(join(from, ALERTING_FOLDER), join(partial, ALERTING_FOLDER), { order: () => ALERTING_FILES, next });
    if (key !== undefined) writeKey(partial, key);
    // It is opened before it is called a backup.
    const store = await openSqlite({ path: partial, readOnly: true, ...(key === undefined ? {} : { keyCheck: keyCheckOf(key) }) });
    const { calls, openCalls } = await store.stats();
    await store.close();
    const bytes = folderBytes(partial);
    await syncFolder(partial);
    // An empty folder gives way.
    renameSync(partial, to);
    await syncFolder(dirname(to));
    return { folder: to, calls, openCalls, bytes, hasKey, isServing: isWritten, problems };
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  }
}

/** A path without the links on the way to its last part, as far as there is such a way. */
function placeOf(path: string): string {
  const whole = resolve(path);
  const parent = dirname(whole);
  if (parent === whole) return whole;
  if (lstatSync(parent, { throwIfNoEntry: false })?.isSymbolicLink() === true && !existsSync(parent))
    throw new TeleError('BACKUP_REFUSED', `${parent} is a link that leads nowhere.`);
  const place = existsSync(parent) ? realpathSync(parent) : placeOf(parent);
  return join(place, basename(whole));
}

/** Makes the folder that becomes the backup. */
function claimFolder(from: string, to: string): string {
  const refuse = (what: string): never => {
    throw new TeleError('BACKUP_REFUSED', what);
  };
  if (`${to}${sep}`.startsWith(`${realpathSync(from)}${sep}`)) refuse(`${to} lies in the data folder.`);
  const found = lstatSync(to, { throwIfNoEntry: false });
  // A backup takes the place of an empty folder, and cannot take that of a link.
  if (found?.isSymbolicLink() === true) refuse(`${to} is a link; name the folder itself.`);
  if (found !== undefined && !(found.isDirectory() && readdirSync(to).length === 0))
    refuse(`${to} is there already, and is no empty folder.`);
  const partial = `${to}${PARTIAL}`;
  if (existsSync(partial)) refuse(`${partial} is left of a backup that was interrupted, or one is at work. Delete it when none is.`);
  makeOwnFolder(dirname(to));
  const { bavail, bsize } = statfsSync(dirname(to));
  const wanted = folderBytes(from) + SPARE_BYTES;
  if (bavail * bsize < wanted)
    refuse(`A backup of ${from} needs up to ${megabytes(wanted)}, and ${megabytes(bavail * bsize)} are free for ${to}.`);
  mkdirSync(partial, { mode: 0o700 });
  return partial;
}

/** What was told goes before the states: states that are older than it would make receivers believe that what fires has ended. */
const ALERTING_FILES = ['told.json', 'states.json', 'silences.json'];

const byName =
  (end: string) =>
  (names: readonly string[]): readonly string[] =>
    names.filter((name) => name.endsWith(end));

interface FilesOrder {
  /** Which files are copied, one after the other. */
  readonly order: (names: readonly string[]) => readonly string[];
  readonly next: () => Promise<void>;
}

/** Copies files of a folder, if it is there. */
async function copyFiles(from: string, to: string, { order, next }: FilesOrder): Promise<void> {
  if (!existsSync(from)) return;
  makeOwnFolder(to);
  for (const name of order(await readdir(from))) {
    await next();
    try {
      const file = await open(join(from, name), 'r');
      try {
        await copyFile(file, join(to, name));
      } finally {
        await file.close();
      }
    } catch (error) {
      if (!isSystemError(error, 'ENOENT')) throw error;
    }
  }
  await syncFolder(to);
}

function folderBytes(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { withFileTypes: true, recursive: true }).reduce(
    (sum, entry) => sum + (entry.isFile() ? (statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0) : 0),
    0,
  );
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}
