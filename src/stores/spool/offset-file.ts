import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { isSystemError } from './spool-files.ts';

/** Where the offset of a sink lies in the folder of the spool. */
export function offsetPath(folder: string, sink: string): string {
  return join(folder, `${sink}.offset`);
}

/** The text of an offset file: the number, and a checksum of it. */
function render(lsn: number): string {
  const digits = String(lsn).padStart(16, '0');
  return `${digits} ${crc32(digits).toString(16).padStart(8, '0')}\n`;
}

/** How far a sink has come. 0 when the file is missing or damaged: the sink is then given everything that is left, and skips what it has. */
export async function readOffset(path: string): Promise<number> {
  try {
    const text = await readFile(path, 'latin1');
    const lsn = Number(text.slice(0, 16));
    return Number.isSafeInteger(lsn) && render(lsn) === text ? lsn : 0;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return 0;
    throw error;
  }
}

/** Writes in place, because on a full disk the file's own block is the only one there is. Resolves when it is synced. */
export async function writeOffset(path: string, lsn: number): Promise<void> {
  const file = await openOrCreate(path);
  try {
    await file.write(render(lsn), 0, 'latin1');
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** Windows has no such links. */
function noLink(): number {
  return process.platform === 'win32' ? 0 : constants.O_NOFOLLOW;
}

async function openOrCreate(path: string) {
  try {
    return await open(path, constants.O_RDWR | noLink());
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) throw error;
    return open(path, 'wx', 0o600);
  }
}
