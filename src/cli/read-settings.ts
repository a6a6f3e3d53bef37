import { TeleError } from '../core/index.ts';
import type { Settings, SettingsInput } from '../server/index.ts';
import { textOption, type CommandInput, type CommandIo } from './command.ts';

/** Resolves the settings from flags (by name without dashes), the environment and the file that the user names. */
export async function readSettings(input: CommandInput, io: CommandIo, flags: Readonly<Record<string, string>>): Promise<Settings> {
  const { resolveWithPrograms } = await import('../server/index.ts');
  return resolveWithPrograms(await readSettingsInput(input, io, flags)).values;
}

/** The same; undefined when they are wrong or cannot be read: that keeps nobody from asking a server. */
export async function readValidSettings(input: CommandInput, io: CommandIo): Promise<Settings | undefined> {
  try {
    return await readSettings(input, io, {});
  } catch (error) {
    if (error instanceof TeleError && (error.code === 'CONFIG_INVALID' || error.code === 'CONFIG_UNREADABLE')) return undefined;
    throw error;
  }
}

/** Everything that sets settings, as it is now. */
export async function readSettingsInput(input: CommandInput, io: CommandIo, flags: SettingsInput['flags']): Promise<SettingsInput> {
  const path = textOption(input, 'config') ?? (io.env['RINGSCOPE_CONFIG'] || undefined);
  if (path === undefined) return { flags, env: io.env };
  const { loadSettingsFile } = await import('../server/index.ts');
  return { flags, env: io.env, file: await loadSettingsFile(path) };
}
