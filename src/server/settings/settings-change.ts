import { isDeepStrictEqual } from 'node:util';
import { serverSettings, type Settings } from './server-settings.ts';
import { listSettings } from './setting.ts';

/** What reading the settings again has brought. */
export interface SettingsChange {
  /** What the server runs with from now on: what needs a restart is as it was. */
  readonly settings: Settings;
  /** The names of the settings that changed and hold now. */
  readonly changed: readonly string[];
  /** The names of those that changed and hold after a restart. */
  readonly needsRestart: readonly string[];
}

type Values = Readonly<Record<string, unknown>>;

/** Compares the settings that a server runs with to those that were read. */
export function settingsChange(running: Settings, read: Settings): SettingsChange {
  const [changed, needsRestart]: [string[], string[]] = [[], []];
  let taken: Values = running;
  for (const { name, keys, option } of listSettings(serverSettings)) {
    const [before, after] = [valueAt(running, keys), valueAt(read, keys)];
    if (isDeepStrictEqual(before, after)) continue;
    if (option.reload !== 'value') {
      needsRestart.push(name);
      continue;
    }
    changed.push(name);
    taken = withValue(taken, keys, after);
  }
  // Each value is one of two settings that are whole.
  return { settings: taken as Settings, changed, needsRestart };
}

function valueAt(settings: Values, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((group, key) => (group as Values)[key], settings);
}

function withValue(group: Values, [key = '', ...rest]: readonly string[], value: unknown): Values {
  return { ...group, [key]: rest.length === 0 ? value : withValue(group[key] as Values, rest, value) };
}
