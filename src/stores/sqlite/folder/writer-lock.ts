import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { TeleError } from '../../../core/index.ts';
import { writeNewFile } from '../../files/new-file.ts';
import type { SqliteDriver } from '../database/sqlite-driver.ts';
import { isLockedFault, storeFault } from '../database/sqlite-fault.ts';
import { LOCK_FILE } from './data-folder.ts';

/** The right to write one data folder. */
export interface WriterLock {
  /** Lets another process write. May be called once. */
  release(): void;
}

/**
 * Takes the right to write `folder`, or throws `STORE_LOCKED` with the holder. `lock` names the holder for people;
 * what excludes a second one is the system's lock on `lock.db`, which goes with its process, however that ends. A process
 * id alone would not do: in two containers it may be the same, or alive in one and unseen in the other.
 */
export function takeWriterLock(folder: string, address: string | undefined, Driver: SqliteDriver): WriterLock {
  const holderFile = join(folder, 'lock');
  const guardFile = join(folder, LOCK_FILE);
  const guard = new Driver(guardFile, {});
  try {
    guard.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    writeNewFile(holderFile, [process.pid, ...(address === undefined ? [] : [address]), ''].join('\n'));
  } catch (error) {
    guard.close();
    if (!isLockedFault(error)) throw storeFault(guardFile, error);
    throw new TeleError('STORE_LOCKED', `${folder} is written by ${holder(holderFile)}.`, error);
  }
  return {
    release() {
      rmSync(holderFile, { force: true });
      guard.close();
    },
  };
}

/** Where the process that writes a folder is reached, `host:port`. Undefined when it says nowhere, and when nobody writes it. */
export function holderAddress(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, 'lock'), 'utf8').split('\n')[1] || undefined;
  } catch {
    // Its holder has just started or ended.
    return undefined;
  }
}

function holder(holderFile: string): string {
  try {
    const [pid, address] = readFileSync(holderFile, 'utf8').split('\n');
    return `process ${pid ?? ''}${address === undefined || address === '' ? '' : ` (${address})`}`;
  } catch {
    return 'a process that is just starting or stopping';
  }
}
