import { TeleError } from '../../../core/index.ts';
import { loadSqliteDriver } from './sqlite-driver.ts';
import { isLockedFault } from './sqlite-fault.ts';

const WAIT_MS = 5000;

/**
 * Does some work while no other process does work under the same file, which is made and stays. The lock is the system's, so it goes with its process, however that
 * ends. Throws `STORE_LOCKED` after five seconds.
 */
export async function withFileLock(path: string, work: () => void): Promise<void> {
  const Driver = await loadSqliteDriver();
  const guard = new Driver(path, {});
  try {
    guard.exec(`PRAGMA busy_timeout = ${WAIT_MS}; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE`);
    work();
  } catch (error) {
    if (!isLockedFault(error)) throw error;
    throw new TeleError('STORE_LOCKED', `Another process has held ${path} for ${WAIT_MS / 1000} seconds.`, error);
  } finally {
    guard.close();
  }
}

/** A lock that is held until it is let go, or its process ends. */
export interface HeldLock {
  release(): void;
}

/** Takes the lock of a file, which is made. Undefined: another process has it. */
export async function holdFileLock(path: string): Promise<HeldLock | undefined> {
  const Driver = await loadSqliteDriver();
  const guard = new Driver(path, {});
  try {
    guard.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return { release: () => guard.close() };
  } catch (error) {
    guard.close();
    if (isLockedFault(error)) return undefined;
    throw error;
  }
}
