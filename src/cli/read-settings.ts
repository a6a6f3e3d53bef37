import { loadSettingsFile, resolveSettings, type Settings } from '../server/index.ts';
import { textOption, type CommandInput, type CommandIo } from './command.ts';

/** Resolves the settings from flags (by name without dashes), the environment and the file that the user names. */
export function readSettings(input: CommandInput, io: CommandIo, flags: Readonly<Record<string, string>>): Settings {
  const path = textOption(input, 'config') ?? (io.env['RINGSCOPE_CONFIG'] || undefined);
  const file = path === undefined ? {} : { file: loadSettingsFile(path) };
  return resolveSettings({ flags, env: io.env, ...file });
}
