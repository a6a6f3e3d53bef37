import { TeleError } from '../core/index.ts';
import { ownerUrl, readOwnerToken } from '../server/index.ts';
import type { CommandInput, CommandIo } from './command.ts';
import { readSettings } from './read-settings.ts';

/** Where to ask with the token of the owner, and the token; when a server of this user that has no credentials writes the data folder of the settings and is the one meant by `url`. */
export async function ownerOf(
  url: string,
  input: CommandInput,
  io: CommandIo,
): Promise<{ readonly url: string; readonly token: string } | undefined> {
  const folder = await folderOf(input, io);
  const owner = folder === undefined ? undefined : readOwnerToken(folder);
  const own = owner === undefined ? undefined : ownerUrl(owner, url);
  return owner === undefined || own === undefined ? undefined : { url: own, token: owner.token };
}

/** Settings that are wrong keep nobody from asking a server. */
async function folderOf(input: CommandInput, io: CommandIo): Promise<string | undefined> {
  try {
    return (await readSettings(input, io, {})).store.path;
  } catch (error) {
    if (error instanceof TeleError && (error.code === 'CONFIG_INVALID' || error.code === 'CONFIG_UNREADABLE')) return undefined;
    throw error;
  }
}
