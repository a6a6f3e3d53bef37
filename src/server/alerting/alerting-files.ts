import { closeSync, existsSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TeleError } from '../../core/index.ts';
import { makeOwnFolder, writeNewFile } from '../../stores/index.ts';

/** More than any file that is written here: ten thousand label sets take some megabytes. */
const MOST_BYTES = 64 * 1024 * 1024;

/** After the name of a file that could not be read, as in the store. */
const ASIDE = '.damaged';

/** The files of alerting: JSON documents in a folder of the data folder. */
export interface AlertingFiles {
  /** What was written last; undefined when nothing was. Throws when it cannot be read or is no JSON. */
  read(name: string): unknown;
  has(name: string): boolean;
  /** Whole or not at all, and synced. Throws `STORE_UNWRITABLE`, and `FOLDER_EXPOSED`. */
  write(name: string, document: object): void;
  /** Gives a file another name, so that nothing overwrites it. Its path then. Throws `STORE_UNWRITABLE`. */
  putAside(name: string): string;
  /** The paths of the files that were put aside and are still there. */
  aside(): readonly string[];
}

/** Opens the folder, which is made with the first file. */
export function alertingFiles(folder: string): AlertingFiles {
  const pathOf = (name: string): string => join(folder, `${name}.json`);
  const told = <T>(name: string, work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (error instanceof TeleError) throw error;
      throw new TeleError('STORE_UNWRITABLE', `${pathOf(name)} could not be written${whyOf(error)}.`, error);
    }
  };
  return {
    read(name) {
      const path = pathOf(name);
      if (!existsSync(path)) return undefined;
      if (statSync(path).size > MOST_BYTES) throw new RangeError('it is too large');
      const document: unknown = JSON.parse(readFileSync(path, 'utf8'));
      return document;
    },
    has: (name) => existsSync(pathOf(name)),
    write: (name, document) =>
      told(name, () => {
        // A data folder that was taken away is not made anew here: it would look like an empty store.
        statSync(dirname(folder));
        makeOwnFolder(folder);
        const made = `${pathOf(name)}.new`;
        writeNewFile(made, JSON.stringify(document));
        sync(made);
        renameSync(made, pathOf(name));
        sync(folder);
      }),
    putAside: (name) =>
      told(name, () => {
        let aside = `${pathOf(name)}${ASIDE}`;
        for (let number = 2; existsSync(aside); number += 1) aside = `${pathOf(name)}${ASIDE}-${number}`;
        renameSync(pathOf(name), aside);
        return aside;
      }),
    aside: () => namesIn(folder).map((name) => join(folder, name)),
  };
}

/** The files that were put aside. A folder that cannot be read, or is not there, has none that anybody could look at. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.includes(ASIDE));
  } catch {
    // What cannot be written there is told.
    return [];
  }
}

/** What the system says. */
function whyOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
}

function sync(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
