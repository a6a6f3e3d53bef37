import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Folders that the unit of the package hides from the service, by the line that does it. */
const HIDDEN: readonly (readonly [folder: string, by: string])[] = [
  ['/home', 'ProtectHome'],
  ['/root', 'ProtectHome'],
  ['/run/user', 'ProtectHome'],
  ['/tmp', 'PrivateTmp'],
  ['/var/tmp', 'PrivateTmp'],
];
const OTHERS_READ = 0o004;
const OTHERS_ENTER = 0o001;

/** Why the service, which runs as a user of its own, could not read a file: half a sentence. Undefined when it could, or the file is not there. */
export function whyHidden(path: string): string | undefined {
  try {
    const real = realpathSync(path);
    if ((statSync(real).mode & OTHERS_READ) === 0) return 'its mode keeps others out';
    const found = HIDDEN.find(([folder]) => real.startsWith(`${folder}/`));
    if (found !== undefined) return `${found[1]} hides ${found[0]} from it`;
    const closed = foldersOf(real).find((folder) => (statSync(folder).mode & OTHERS_ENTER) === 0);
    return closed === undefined ? undefined : `others may not enter ${closed}`;
  } catch {
    // What this user cannot look at either is not judged.
    return undefined;
  }
}

function foldersOf(path: string): readonly string[] {
  const folder = dirname(path);
  return folder === path ? [] : [...foldersOf(folder), folder];
}
