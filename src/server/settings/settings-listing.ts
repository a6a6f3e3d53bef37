import { existsSync } from 'node:fs';
import type { ResolvedSettings } from './resolve-settings.ts';
import { serverSettings, type Settings } from './server-settings.ts';
import { listSettings } from './setting.ts';
import { textOfValue } from './settings-text.ts';

/** One setting as it is. */
export interface ListedSetting {
  readonly name: string;
  /** Undefined: unset. Of a secret it is the path of its file, or that there is none: somebody may have written the secret itself there. */
  readonly value: unknown;
  /** The value as a flag would write it. */
  readonly text: string;
  /** `file:line:column`, the name of an environment variable, a flag, or `default`. */
  readonly origin: string;
}

/** Every setting with its value and where it comes from, in the order of declaration. */
export function listedSettings({ values, origins }: ResolvedSettings<Settings>): readonly ListedSetting[] {
  return listSettings(serverSettings).map(({ name, keys, option }) => {
    let value: unknown = values;
    for (const key of keys) value = typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(key) : undefined;
    if (option.kind === 'secretFile' && typeof value === 'string' && !existsSync(value)) value = '(no such file)';
    return { name, value, text: textOfValue(value), origin: origins.get(name) ?? 'default' };
  });
}

/** A file for the environment of a service, with every variable and its default, each commented out. */
export function settingsEnvFile(): string {
  const blocks = listSettings(serverSettings).map(({ env, option: { help, values, initial } }) => {
    const domain = values === undefined ? '' : ` One of ${values.join(', ')}.`;
    return `# ${help}${domain}\n#${env}=${textOfValue(initial)}\n`;
  });
  return blocks.join('\n');
}
