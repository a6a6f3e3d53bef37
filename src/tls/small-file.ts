import { type BigIntStats, closeSync, constants, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** More is none of the files that a server is configured with. */
export const MAX_SMALL_FILE_BYTES = 1024 * 1024;
/** The opening of a pipe would wait for somebody who writes into it. */
const HOW = constants.O_RDONLY | constants.O_NONBLOCK;

/** A file that somebody else may replace at any time, by anything. */
export interface SmallFile {
  readonly bytes: Buffer;
  readonly stats: BigIntStats;
}

/** Why something that is there is no small file. */
export class NoSmallFile extends Error {
  readonly reason: 'folder' | 'no_file' | 'too_large';

  constructor(reason: NoSmallFile['reason']) {
    super(REASONS[reason]);
    this.reason = reason;
  }
}

const REASONS = { folder: 'it is a folder', no_file: 'it is no file', too_large: 'it has more than 1 MiB' } as const;

/** Reads at most 1 MiB, and no pipe and no device. Rejects with a `NoSmallFile` or the error of the system. */
export async function readSmallFile(path: string): Promise<SmallFile> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, HOW);
    const stats = await file.stat({ bigint: true });
    const bytes = bufferFor(stats);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = (await file.read(bytes, length, bytes.length - length, null)).bytesRead;
    return { bytes: whole(bytes, length), stats };
  } finally {
    await file?.close();
  }
}

/** The same at once, for what cannot begin before it is read. */
export function readSmallFileSync(path: string): SmallFile {
  const file = openSync(path, HOW);
  try {
    const stats = fstatSync(file, { bigint: true });
    const bytes = bufferFor(stats);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(file, bytes, length, bytes.length - length, null);
    return { bytes: whole(bytes, length), stats };
  } finally {
    closeSync(file);
  }
}

/** A path as messages say it, after a blank. Nothing when nothing is there: somebody may have written a secret in the place of the path of its file. */
export function shownPath(path: string): string {
  return existsSync(path) ? ` ${path}` : '';
}

/** Why a file could not be read, to be put behind a sentence that says so: a colon and the reason, or nothing where it is not known. */
export function whyUnread(cause: unknown): string {
  if (cause instanceof NoSmallFile) return `: ${cause.message}`;
  switch (cause instanceof Error && 'code' in cause ? cause.code : undefined) {
    case 'ENOENT':
      return ': there is none';
    case 'EACCES':
      return ': this user may not';
    default:
      return '';
  }
}

/** Room for one byte more than a file may have: it may grow while it is read. */
function bufferFor(stats: BigIntStats): Buffer {
  if (!stats.isFile()) throw new NoSmallFile(stats.isDirectory() ? 'folder' : 'no_file');
  if (stats.size > MAX_SMALL_FILE_BYTES) throw new NoSmallFile('too_large');
  return Buffer.alloc(MAX_SMALL_FILE_BYTES + 1);
}

function whole(bytes: Buffer, length: number): Buffer {
  if (length > MAX_SMALL_FILE_BYTES) throw new NoSmallFile('too_large');
  return Buffer.from(bytes.subarray(0, length));
}
