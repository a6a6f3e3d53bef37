import { TeleError } from '../../core/index.ts';
import { MAX_SMALL_FILE_BYTES, NoSmallFile, readSmallFile, whyUnread } from '../../tls/index.ts';
import type { SettingsFile } from './settings-file.ts';

/** Reads a settings file from the disk. Throws `CONFIG_UNREADABLE` when that is not possible; what is wrong with its bytes is a fault of the file. */
export async function loadSettingsFile(path: string): Promise<SettingsFile> {
  let bytes: Uint8Array;
  try {
    ({ bytes } = await readSmallFile(path));
  } catch (cause) {
    if (cause instanceof NoSmallFile && cause.reason === 'too_large')
      return { path, text: '', fault: `expected at most ${MAX_SMALL_FILE_BYTES} bytes (1 MiB), got more` };
    throw new TeleError('CONFIG_UNREADABLE', `The settings file ${path} could not be read${whyUnread(cause)}.`, cause);
  }
  try {
    return { path, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { path, text: '', fault: 'expected UTF-8, got other bytes' };
  }
}
