import type { z } from 'zod';
import { type SettingFault, shownValue, unknownName } from './setting-fault.ts';
import type { Setting } from './setting.ts';
import { suggestion } from './suggestion.ts';

/** The path of a value inside a layer, in the names that files use. */
export type LayerPath = readonly (string | number)[];

/** What one origin says: the settings it sets under the names that files use, and where it says so. */
export interface SettingsLayer {
  readonly values: unknown;
  /** Where a value was set; with `isName`, where its name stands. */
  locate(path: LayerPath, isName: boolean): string;
}

/** Everything that is wrong with the values of a layer. */
export function layerFaults(layer: SettingsLayer, schema: z.ZodType, settings: readonly Setting[]): readonly SettingFault[] {
  const result = schema.safeParse(layer.values);
  if (result.success) return [];
  const faults = new Map<string, SettingFault>();
  for (const issue of result.error.issues) {
    const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
    for (const fault of issueFaults(issue, path, layer, settings)) faults.set(`${fault.where} ${fault.message}`, fault);
  }
  return [...faults.values()];
}

function issueFaults(
  issue: z.core.$ZodIssue,
  path: LayerPath,
  layer: SettingsLayer,
  settings: readonly Setting[],
): readonly SettingFault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      where: layer.locate([...path, key], true),
      message: unknownName([...path, key].join('.'), meantSetting(path, key, settings)),
    }));
  }
  if (issue.code === 'invalid_key') {
    const reason = issue.issues[0]?.message ?? 'expected another name';
    return [{ where: layer.locate(path, true), message: `${path.join('.')}: ${reason}` }];
  }
  const setting = settings.find((one) => one.path.every((step, index) => step === path[index]));
  const value = valueAt(layer.values, path);
  const shown = shownValue(value, setting?.option.kind === 'secretFile');
  const meant = typeof value === 'string' ? suggestion(value, setting?.option.values ?? []) : undefined;
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  return [{ where: layer.locate(path, false), message: `${pathText(path)}: ${issue.message}, got ${shown}${hint}` }];
}

/** The setting that a wrong name was meant for: first of the same group, then of any. */
function meantSetting(group: LayerPath, key: string, settings: readonly Setting[]): string | undefined {
  const siblings = settings
    .filter((one) => group.every((step, index) => step === one.path[index]))
    .map((one) => one.path[group.length] ?? '');
  const near = suggestion(key, siblings);
  if (near !== undefined) return [...group, near].join('.');
  const elsewhere = settings.find((one) => one.path.at(-1) === key || one.flag === key.replaceAll(/[._]/g, '-'));
  return elsewhere?.name;
}

function valueAt(values: unknown, path: LayerPath): unknown {
  let value = values;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = new Map(Object.entries(value)).get(String(step));
  }
  return value;
}

function pathText(path: LayerPath): string {
  if (path.length === 0) return 'the file';
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${step}`)).join('');
}
