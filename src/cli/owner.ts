import type { CommandInput, CommandIo } from './command.ts';
import { readValidSettings } from './read-settings.ts';

/** Where to ask with the token of the owner, and the token; when a server of this user that has no credentials writes the data folder of the settings and is the one meant by `url`. */
export async function ownerOf(
  url: string,
  input: CommandInput,
  io: CommandIo,
): Promise<{ readonly url: string; readonly token: string } | undefined> {
  const { ownerUrl, readOwnerToken } = await import('../server/index.ts');
  const folder = (await readValidSettings(input, io))?.store.path;
  const owner = folder === undefined ? undefined : readOwnerToken(folder);
  const own = owner === undefined ? undefined : ownerUrl(owner, url);
  return owner === undefined || own === undefined ? undefined : { url: own, token: owner.token };
}
