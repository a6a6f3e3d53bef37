import { existsSync } from 'node:fs';
import { TeleError } from '../../core/index.ts';
import type { SqliteDriver } from './database/sqlite-driver.ts';
import { withFaults } from './database/sqlite-fault.ts';
import { createDataFolder } from './folder/data-folder.ts';
import { fileIdentity } from './folder/file-identity.ts';
import { type OpenedFolder, openFolder, type SqliteOptions } from './open-folder.ts';

/** The way to the files of a folder. */
export interface FolderAccess {
  /** What `work` returns; what it throws becomes a `TeleError`. */
  use<T>(work: (folder: OpenedFolder) => T): T;
  /** The same for what only the writer may do. */
  change<T>(work: (folder: OpenedFolder) => T): T;
  close(): void;
}

/** Opens a folder, and opens it again when it was deleted and is back. Throws as `openSqlite` does. */
export function createFolderAccess(options: SqliteOptions, Driver: SqliteDriver): FolderAccess {
  const { path } = options;
  const isWritable = options.readOnly !== true;
  if (isWritable) createDataFolder(path);
  // Undefined while the folder that was open is gone and another one cannot be opened yet.
  let opened: OpenedFolder | undefined = withFaults(path, () => openFolder(options, Driver));
  let isOpen = true;

  /** A folder that was deleted and is back holds other files than those that are open. */
  function current(): OpenedFolder {
    if (opened !== undefined && fileIdentity(opened.active.path) === opened.identity) return opened;
    if (!existsSync(path)) throw new TeleError('STORE_UNWRITABLE', `The data folder ${path} is gone.`);
    const before = opened;
    // Its files are closed from here on, also where the same ones are put back.
    opened = undefined;
    before?.release();
    if (isWritable) createDataFolder(path);
    opened = openFolder(options, Driver);
    options.setUpAnew?.();
    return opened;
  }

  function use<T>(work: (folder: OpenedFolder) => T): T {
    if (!isOpen) throw new TeleError('INTERNAL', `The store in ${path} was used after it was closed.`);
    return withFaults(path, () => work(current()));
  }

  return {
    use,
    change(work) {
      if (!isWritable) throw new TeleError('STORE_UNWRITABLE', `The store in ${path} was opened only for reading.`);
      return use(work);
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      withFaults(path, () => opened?.release());
    },
  };
}
