import { readdirSync, readFileSync } from 'node:fs';

/** How many files and sockets this process has open. Undefined where the system does not tell. */
export function countOpenFiles(): number | undefined {
  try {
    // Reading the folder opens one more itself.
    return readdirSync('/proc/self/fd').length - 1;
  } catch {
    return undefined;
  }
}

/** How many it may have open at once. Undefined where the system does not tell, or sets no limit. */
export function readOpenFilesLimit(): number | undefined {
  try {
    const limit = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return limit === undefined ? undefined : Number(limit);
  } catch {
    return undefined;
  }
}
