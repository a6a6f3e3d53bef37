import { statSync } from 'node:fs';
import { TeleError } from '../../core/index.ts';
import { makeFolder } from './make-folder.ts';

/** Writing by the group and by others. */
const FORBIDDEN_MODE = 0o022;

/**
 * Makes a folder as `makeFolder` does. Throws `FOLDER_EXPOSED` for one in which others may write, or that belongs to another user: they could put a link in the place of a
 * file. The superuser may do that anyway, so a folder of his is as good as an own one.
 */
export function makeOwnFolder(folder: string): void {
  makeFolder(folder);
  refuseExposed(folder);
}

/** Throws `FOLDER_EXPOSED` for a folder as `makeOwnFolder` does. */
export function refuseExposed(folder: string): void {
  const user = process.geteuid?.();
  // Windows has neither.
  if (user === undefined) return;
  const { mode, uid } = statSync(folder);
  if ((mode & FORBIDDEN_MODE) !== 0)
    throw new TeleError(
      'FOLDER_EXPOSED',
      `${folder} has mode ${(mode & 0o777).toString(8)}: others than its owner may write in it. \`chmod go-w ${folder}\` mends that.`,
    );
  if (uid !== user && uid !== 0)
    throw new TeleError('FOLDER_EXPOSED', `${folder} belongs to the user ${uid}, and ringscope runs as the user ${user}.`);
}
