import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { TeleError } from '../../core/index.ts';
import { writeNewFile } from '../../stores/index.ts';

/** A file of a data folder that says that all calls in it are generated. */
const NAME = 'synthetic';
/** What every data folder has that was ever written. */
const WRITTEN = 'active.db';

/** Keeps that file true, before anything is written: a folder without a call gets it from a server whose traffic is generated, and loses it to any other. */
export function noteSynthetic(folder: string, isSynthetic: boolean, isEmpty: boolean): void {
  const path = join(folder, NAME);
  if (!isSynthetic) rmSync(path, { force: true });
  else if (isEmpty && !existsSync(path)) writeNewFile(path, 'All calls in this folder are generated.\n');
}

/** Whether all calls of a data folder are generated. */
export function isSyntheticFolder(folder: string): boolean {
  return existsSync(join(folder, NAME));
}

/** Throws `STORE_IS_REAL` for a data folder that may hold calls which are not generated. */
export function refuseRealFolder(folder: string): void {
  if (existsSync(join(folder, WRITTEN)) && !isSyntheticFolder(folder))
    throw new TeleError('STORE_IS_REAL', `${folder} may hold real calls, and generated ones do not belong beside them.`);
}
