import { statSync } from 'node:fs';
import { TeleError } from '../../../core/index.ts';

const EMPTY = ':empty';

/** Which file lies at a path: another one after it was deleted and made anew, or cut to nothing. Undefined for none. */
export function fileIdentity(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? undefined : `${stat.dev}:${stat.ino}${stat.size === 0 ? EMPTY : ''}`;
}

/** Whether a file is there and holds nothing. */
export function isEmptyFile(identity: string | undefined): boolean {
  return identity?.endsWith(EMPTY) === true;
}

/** Throws `STORE_CORRUPT` for an empty file: a database is never seen so by others while it is begun, but after a loss of power. */
export function requireFilled(path: string, identity: string | undefined): void {
  if (isEmptyFile(identity)) throw new TeleError('STORE_CORRUPT', `${path} is empty, and what it held is gone: restore it from a backup.`);
}

/** The same, and undefined too for one that cannot be looked at. */
export function identityIfThere(path: string): string | undefined {
  try {
    return fileIdentity(path);
  } catch {
    return undefined;
  }
}
