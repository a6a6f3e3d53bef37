import type { z } from 'zod';
import { MAX_FAULTS, type SettingFault, shownValue, unknownName } from './setting-fault.ts';
import { suggestion, type Option, type OptionKind, type OptionTree } from '../../core/index.ts';
import { SETTING_RULES } from './setting-rules.ts';
import { declaredAt, fileName, isOption, listSettings, type SettingPath } from './setting.ts';

/** What one origin says: the settings it sets under the names that files use, and where it says so. */
export interface SettingsLayer {
  readonly values: unknown;
  /** Where a value was set; with `isName`, where its name stands. */
  locate(path: SettingPath, isName: boolean): string;
}

/** What stands in place of these, or of a whole group, may be a secret itself. */
const HIDDEN_KINDS: ReadonlySet<OptionKind> = new Set(['secretFile', 'records']);

const ADDRESS_NAME = /(?:^|_)(?:url|endpoint)$/;

/** A longer name is cut off where it is shown. */
const MAX_NAME_LENGTH = 60;

/** What is wrong with the values of a layer. */
export function layerFaults(layer: SettingsLayer, schema: z.ZodType, tree: OptionTree): readonly SettingFault[] {
  const result = schema.safeParse(layer.values);
  if (result.success) return [];
  const faults = new Map<string, SettingFault>();
  for (const issue of result.error.issues) {
    const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
    for (const fault of issueFaults(issue, path, layer, tree)) faults.set(`${fault.where} ${fault.message}`, fault);
    if (faults.size >= MAX_FAULTS) break;
  }
  return [...faults.values()];
}

function issueFaults(issue: z.core.$ZodIssue, path: SettingPath, layer: SettingsLayer, tree: OptionTree): readonly SettingFault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, MAX_FAULTS).map((key) => ({
      where: layer.locate([...path, key], true),
      message: unknownName(pathText([...path, key]), meantSetting(path, key, tree)),
    }));
  }
  if (issue.code === 'invalid_key') {
    const reason = issue.issues[0]?.message ?? 'expected another name';
    return [{ where: layer.locate(path, true), message: `${pathText(path)}: ${reason}` }];
  }
  const declared = declaredAt(tree, path);
  const option = declared !== undefined && isOption(declared) ? declared : undefined;
  const value = valueAt(layer.values, path);
  const shown = shownValue(value, isHidden(option, path, value));
  const meant = typeof value === 'string' ? meantValue(value, path, option?.values ?? []) : undefined;
  const hint = meant === undefined ? '' : `; ${meant}`;
  return [{ where: layer.locate(path, false), message: `${pathText(path)}: ${issue.message}, got ${shown}${hint}` }];
}

function isHidden(option: Option<unknown> | undefined, path: SettingPath, value: unknown): boolean {
  return option === undefined || HIDDEN_KINDS.has(option.kind) || isVagueAddress(path, value);
}

/** Where an address belongs, a text without a scheme: where its host ends, and a secret begins, nobody knows. */
function isVagueAddress(path: SettingPath, value: unknown): boolean {
  const name = path.findLast((step) => typeof step === 'string');
  return name !== undefined && ADDRESS_NAME.test(name) && typeof value === 'string' && !/^[a-z][a-z\d+.-]*:\/\//i.test(value);
}

function meantValue(value: string, path: SettingPath, values: readonly string[]): string | undefined {
  const name = path.filter((step) => typeof step === 'string').join('.');
  const meant = suggestion(value, values);
  return meant === undefined ? SETTING_RULES.get(name)?.hint?.(value) : `did you mean ${meant}?`;
}

/** The setting that a wrong name was meant for: first of the same group, then of any. */
function meantSetting(group: SettingPath, key: string, tree: OptionTree): string | undefined {
  const declared = declaredAt(tree, group);
  const siblings = declared === undefined || isOption(declared) ? [] : Object.keys(declared).map(fileName);
  const near = suggestion(key, siblings);
  if (near !== undefined) return pathText([...group, near]);
  return listSettings(tree).find((one) => one.path.at(-1) === key || one.flag === key.replaceAll(/[._]/g, '-'))?.name;
}

function valueAt(values: unknown, path: SettingPath): unknown {
  let value = values;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = new Map(Object.entries(value)).get(String(step));
  }
  return value;
}

/** A path as messages and the reference page write it, e.g. `listeners[1].tls.cert`. */
export function pathText(path: SettingPath): string {
  if (path.length === 0) return 'the file';
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${shownName(step)}`)).join('');
}

function shownName(name: string): string {
  if (name === '') return '""';
  return name.length > MAX_NAME_LENGTH ? `${name.slice(0, MAX_NAME_LENGTH)}...` : name;
}
