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
  const taken: Record<string, unknown> = { ...running };
  for (const { name, keys, option } of listSettings(serverSettings)) {
    const [group = '', key] = keys;
    const [before, after] = [valueAt(running, group, key), valueAt(read, group, key)];
    if (isDeepStrictEqual(before, after)) continue;
    if (option.reload !== 'value') {
      needsRestart.push(name);
      continue;
    }
    changed.push(name);
    taken[group] = key === undefined ? after : { ...(taken[group] as Values), [key]: after };
  }
  // Each value is one of two settings that are whole.
  return { settings: taken as Settings, changed, needsRestart };
}

function valueAt(settings: Values, group: string, key: string | undefined): unknown {
  const value = settings[group];
  return key === undefined ? value : (value as Values)[key];
}
