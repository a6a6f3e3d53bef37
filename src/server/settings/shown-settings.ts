import { field, type Option, type ShapeOf } from '../../core/index.ts';
import { serverSettings, type Settings } from './server-settings.ts';
import { listSettings } from './setting.ts';
import { textOfValue } from './settings-text.ts';
import { withoutSecrets } from './without-secrets.ts';

/** Settings as they are shown to an operator far away. */
export const SHOWN_SETTINGS_FIELDS = {
  settings: field.list(
    field.shape({
      name: field.text(),
      value: field
        .text()
        .describe(
          'As a flag would write it; empty when it is unset. Of a file with a secret, and of a list of groups, only whether there is any.',
        ),
      origin: field
        .text()
        .describe(
          '`file:line:column`, the name of an environment variable, a flag, `reload`, `default`, or `given` where only the program knows.',
        ),
      help: field.text(),
    }),
    Infinity,
  ),
};
export type ShownSettings = ShapeOf<typeof SHOWN_SETTINGS_FIELDS>;

/**
 * Every setting as it is in force. What may hold a secret is not shown, whatever stands there: somebody may have written the secret itself where its file belongs.
 * `origins`: those of the start, of which a setting that has changed since has none any more.
 */
export function shownSettings(inForce: Settings, started: Settings, origins: ReadonlyMap<string, string>): ShownSettings {
  return {
    settings: listSettings(serverSettings).map(({ name, keys, option }) => {
      const value = valueAt(inForce, keys);
      const isSame = (other: unknown): boolean => JSON.stringify(value) === JSON.stringify(other);
      // Who makes settings in a program says nothing of where they come from.
      const begun = origins.get(name) ?? (isSame(option.initial) ? 'default' : 'given');
      const origin = isSame(valueAt(started, keys)) ? begun : 'reload';
      return { name, value: shownText(option, value), origin, help: option.help };
    }),
  };
}

function valueAt(values: unknown, keys: readonly string[]): unknown {
  let value = values;
  for (const key of keys)
    value = typeof value === 'object' && value !== null ? new Map<string, unknown>(Object.entries(value)).get(key) : undefined;
  return value;
}

/** No default: a new kind of setting is shown once somebody has said here how. */
function shownText({ kind }: Option<unknown>, value: unknown): string {
  switch (kind) {
    case 'secretFile':
      return value === undefined ? '' : '(set)';
    case 'records':
      return Array.isArray(value) && value.length > 0 ? `(${value.length})` : '';
    case 'text':
    case 'path':
    case 'list':
    case 'named':
    case 'cidrs':
    case 'oneOf':
    case 'number':
    case 'port':
    case 'seconds':
    case 'bytes':
    case 'flag':
      return withoutSecrets(textOfValue(value));
  }
}
