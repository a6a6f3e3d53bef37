import { closeSync, constants, openSync, rmSync, writeSync } from 'node:fs';

/** Only its owner may read a file. */
const MODE = 0o600;

/** Writes a file anew, in the place of whatever had its name. A link is replaced and never followed: what another process puts there meanwhile is an error of the system. */
export function writeNewFile(path: string, content: string | Uint8Array): void {
  rmSync(path, { force: true });
  writeAll(openSync(path, 'wx', MODE), content);
}

/** Adds to a file, which is made when there is none. Throws `ELOOP` for a link. */
export function appendToFile(path: string, content: Uint8Array): void {
  // Windows has no such links.
  const noLink = process.platform === 'win32' ? 0 : constants.O_NOFOLLOW;
  writeAll(openSync(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | noLink, MODE), content);
}

function writeAll(handle: number, content: string | Uint8Array): void {
  const bytes = Buffer.from(content);
  try {
    for (let written = 0; written < bytes.length;) written += writeSync(handle, bytes, written);
  } finally {
    closeSync(handle);
  }
}
