import { existsSync } from 'node:fs';
import type { Option, OptionTree } from '../../core/index.ts';
import type { ResolvedSettings } from './resolve-settings.ts';
import { serverSettings, type Settings } from './server-settings.ts';
import { isOption, listSettings } from './setting.ts';
import { textOfValue } from './settings-text.ts';
import { withoutSecrets } from './without-secrets.ts';

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
    value = shownOf(option, value);
    return { name, value, text: textOfValue(value), origin: origins.get(name) ?? 'default' };
  });
}

/** Of each group of a list the same holds; an address in it may be a secret behind its host, as that of a receiver is. */
function shownOf({ kind, fields }: Option<unknown>, value: unknown): unknown {
  if (kind === 'secretFile') return typeof value === 'string' && !existsSync(value) ? '(no such file)' : value;
  if (fields === undefined || !Array.isArray(value)) return value;
  return value.map((record: unknown) => shownRecord(fields, record));
}

function shownRecord(fields: OptionTree, record: unknown): unknown {
  if (typeof record !== 'object' || record === null) return record;
  const shown = Object.entries(record).map(([key, value]: [string, unknown]) => {
    const node = fields[key];
    if (node === undefined) return [key, value];
    if (!isOption(node)) return [key, shownRecord(node, value)];
    return [key, node.kind === 'text' && typeof value === 'string' ? withoutSecrets(value) : shownOf(node, value)];
  });
  return Object.fromEntries(shown);
}

/** A file for the environment of a service, with every variable and its default, each commented out. */
export function settingsEnvFile(): string {
  const blocks = listSettings(serverSettings).map(({ env, option: { help, values, initial } }) => {
    const domain = values === undefined ? '' : ` One of ${values.join(', ')}.`;
    return `# ${help}${domain}\n#${env}=${textOfValue(initial)}\n`;
  });
  return blocks.join('\n');
}
