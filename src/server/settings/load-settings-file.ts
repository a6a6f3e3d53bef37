import { type FileHandle, open } from 'node:fs/promises';
import { TeleError } from '../../core/index.ts';
import type { SettingsFile } from './settings-file.ts';

/** More is no settings file. */
const MAX_FILE_BYTES = 1024 * 1024;

/** Reads a settings file from the disk. Throws `CONFIG_UNREADABLE` when that is not possible; what is wrong with its bytes is a fault of the file. */
export async function loadSettingsFile(path: string): Promise<SettingsFile> {
  const bytes = await readBytes(path);
  if (bytes.length > MAX_FILE_BYTES) return { path, text: '', fault: `expected at most ${MAX_FILE_BYTES} bytes (1 MiB), got more` };
  try {
    return { path, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { path, text: '', fault: 'expected UTF-8, got other bytes' };
  }
}

/** At most one byte more than a file may have: what is named may be endless. */
async function readBytes(path: string): Promise<Buffer> {
  const bytes = Buffer.alloc(MAX_FILE_BYTES + 1);
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = (await file.read(bytes, length, bytes.length - length, null)).bytesRead;
    return bytes.subarray(0, length);
  } catch (cause) {
    throw new TeleError('CONFIG_UNREADABLE', `The settings file ${path} could not be read${reasonOf(cause)}.`, cause);
  } finally {
    await file?.close();
  }
}

function reasonOf(cause: unknown): string {
  switch (cause instanceof Error && 'code' in cause ? cause.code : undefined) {
    case 'ENOENT':
      return ': there is none';
    case 'EISDIR':
      return ': it is a folder';
    case 'EACCES':
      return ': this user may not';
    default:
      return '';
  }
}
