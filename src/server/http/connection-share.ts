import { readFileSync } from 'node:fs';

/** What a process may open where the system does not say, or sets no limit. */
const USUAL_OPEN_FILES = 1024;
/** More would cost memory and serve nobody. */
const MOST_CONNECTIONS = 1024;

/**
 * Most HTTP connections at once: a quarter of the files that this process may open. The rest is left to the files of the store, to the spool and to HEP over
 * TCP, which lose calls when they cannot open one.
 */
export function mostConnections(openFiles: number = openFilesLimit()): number {
  return Math.min(MOST_CONNECTIONS, Math.floor(openFiles / 4));
}

/** The limit of this process, as Linux tells it. */
function openFilesLimit(): number {
  try {
    const limit = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return limit === undefined ? USUAL_OPEN_FILES : Number(limit);
  } catch {
    return USUAL_OPEN_FILES;
  }
}
