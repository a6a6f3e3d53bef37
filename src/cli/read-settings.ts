import { readFileSync } from 'node:fs';
import { TeleError } from '../core/index.ts';
import { resolveSettings, type Settings } from '../server/index.ts';
import { textOption, type CommandInput, type CommandIo, type CommandOption } from './command.ts';

/** The option that names the settings file. */
export const CONFIG_OPTION: CommandOption = { flags: '--config <file>', help: 'Settings file, YAML. Also RINGSCOPE_CONFIG.' };

/** Resolves the settings from flags (by name without dashes), the environment and the file that the user names. */
export function readSettings(input: CommandInput, io: CommandIo, flags: Readonly<Record<string, string>>): Settings {
  const path = textOption(input, 'config') ?? (io.env['RINGSCOPE_CONFIG'] || undefined);
  const file = path === undefined ? {} : { file: { path, text: readText(path) } };
  return resolveSettings({ flags, env: io.env, ...file });
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new TeleError('CONFIG_UNREADABLE', `The settings file ${path} could not be read.`, cause);
  }
}
