import { loadSettingsFile, resolveSettings, type Settings, type SettingsInput } from '../server/index.ts';
import { textOption, type CommandInput, type CommandIo } from './command.ts';

/** Resolves the settings from flags (by name without dashes), the environment and the file that the user names. */
export async function readSettings(input: CommandInput, io: CommandIo, flags: Readonly<Record<string, string>>): Promise<Settings> {
  return resolveSettings(await readSettingsInput(input, io, flags));
}

/** Everything that sets settings, as it is now. */
export async function readSettingsInput(input: CommandInput, io: CommandIo, flags: SettingsInput['flags']): Promise<SettingsInput> {
  const path = textOption(input, 'config') ?? (io.env['RINGSCOPE_CONFIG'] || undefined);
  return { flags, env: io.env, ...(path === undefined ? {} : { file: await loadSettingsFile(path) }) };
}
