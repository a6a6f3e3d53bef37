import { type Option, type OptionTree, TeleError, type TreeValues, suggestion } from '../../core/index.ts';
import { serverSettings, type Settings } from './server-settings.ts';
import { listSettings, type Setting, type SettingPath } from './setting.ts';
import { faultReport, type SettingFault, unknownName } from './setting-fault.ts';
import { readSettingsFile, type SettingsFile } from './settings-file.ts';
import { layerFaults, type SettingsLayer } from './settings-layer.ts';
import { settingsSchema } from './settings-schema.ts';
import { valueOfText } from './settings-text.ts';

/** Everything that can set a setting, as the caller read it. */
export interface SettingsInput {
  /** By flag name without dashes, e.g. `http-port`; only those that were given. */
  readonly flags: Readonly<Record<string, string>>;
  /** The environment. An empty variable counts as unset. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absent when no settings file was named. */
  readonly file?: SettingsFile;
  /** The file is that of another program: what is not declared at its top is passed over. */
  readonly isPart?: true;
}

const ENV_PREFIX = 'RINGSCOPE_';
/** Variables of the commands that are no settings of the server. */
const COMMAND_ENV: readonly string[] = [
  'RINGSCOPE_CONFIG',
  'RINGSCOPE_URL',
  'RINGSCOPE_TOKEN_FILE',
  'RINGSCOPE_PROMETHEUS_TOKEN_FILE',
  'RINGSCOPE_PROMETHEUS_LOGIN_FILE',
];
/** What Kubernetes sets in every pod beside a service of the name `ringscope`. */
const KUBERNETES_ENV = /^RINGSCOPE_(?:SERVICE_(?:HOST|PORT\w*)|PORT(?:_\d+_(?:TCP|UDP)\w*)?)$/;

/** Settings with where each of them comes from. */
export interface ResolvedSettings<T> {
  readonly values: T;
  /** By the name of the setting: `file:line:column`, the name of an environment variable, or a flag. A default has none. */
  readonly origins: ReadonlyMap<string, string>;
}

/**
 * Resolves all settings: flags over environment over file over defaults. It reads nothing but its input.
 * Throws one `CONFIG_INVALID` that lists every fault of every origin, with its place.
 */
export function resolveSettings(input: SettingsInput): Settings {
  return resolveWithOrigins(input).values;
}

/** The same, and says where each setting comes from. */
export function resolveWithOrigins(input: SettingsInput): ResolvedSettings<Settings> {
  return resolveTree(serverSettings, input);
}

/** The same for any declared settings. */
export function resolveTree<const T extends OptionTree>(tree: T, input: SettingsInput): ResolvedSettings<TreeValues<T>> {
  const settings = listSettings(tree);
  const schema = settingsSchema(tree);
  const file = input.file === undefined ? undefined : readSettingsFile(input.file, tree, input.isPart);
  const fileLayer = file !== undefined && 'layer' in file ? file.layer : undefined;
  const env = envLayer(input.env, settings);
  const flags = flagLayer(input.flags, settings);
  const faults = [
    ...(file !== undefined && 'faults' in file ? file.faults : []),
    ...(fileLayer === undefined ? [] : layerFaults(fileLayer, schema, tree).toSorted(byPlace)),
    ...[env, flags].flatMap((layer) => layerFaults(layer, schema, tree)),
    ...unknownEnv(input.env, settings),
    ...unknownFlags(input.flags, settings),
  ];
  if (faults.length > 0) throw new TeleError('CONFIG_INVALID', faultReport(faults));
  return mergeLayers(settings, [flags, env, ...(fileLayer === undefined ? [] : [fileLayer])]);
}

/** Line before line and column before column: the digits in a place compare as numbers. */
function byPlace(a: SettingFault, b: SettingFault): number {
  return a.where.localeCompare(b.where, 'en', { numeric: true });
}

function envLayer(env: SettingsInput['env'], settings: readonly Setting[]): SettingsLayer {
  return textLayer(
    settings,
    (setting) => env[setting.env] || undefined,
    (setting) => setting.env,
  );
}

function flagLayer(flags: SettingsInput['flags'], settings: readonly Setting[]): SettingsLayer {
  return textLayer(
    settings,
    (setting) => flags[setting.flag],
    (setting) => `--${setting.flag}`,
  );
}

function textLayer(
  settings: readonly Setting[],
  read: (setting: Setting) => string | undefined,
  label: (setting: Setting) => string,
): SettingsLayer {
  const values: Record<string, unknown> = {};
  for (const setting of settings) {
    const text = read(setting);
    if (text !== undefined) setAt(values, setting.path, valueOfText(setting.option, text));
  }
  return {
    values,
    locate(path) {
      const setting = settings.find((one) => one.path.every((step, index) => step === path[index]));
      return setting === undefined ? path.join('.') : label(setting);
    },
  };
}

function unknownEnv(env: SettingsInput['env'], settings: readonly Setting[]): readonly SettingFault[] {
  const known = new Set([...settings.map((one) => one.env), ...COMMAND_ENV]);
  return Object.keys(env)
    .filter((name) => name.startsWith(ENV_PREFIX) && !known.has(name) && !KUBERNETES_ENV.test(name))
    .map((name) => ({ where: name, message: unknownName(name, suggestion(name, [...known])) }));
}

function unknownFlags(flags: SettingsInput['flags'], settings: readonly Setting[]): readonly SettingFault[] {
  const known = settings.map((one) => one.flag);
  return Object.keys(flags)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = suggestion(name, known);
      return { where: `--${name}`, message: unknownName(`--${name}`, meant === undefined ? undefined : `--${meant}`) };
    });
}

/** The first layer that sets a setting wins; without one its default holds. */
function mergeLayers<T>(settings: readonly Setting[], layers: readonly SettingsLayer[]): ResolvedSettings<T> {
  const merged: Record<string, unknown> = {};
  const origins = new Map<string, string>();
  for (const { name, path, keys, option } of settings) {
    const layer = layers.find(({ values }) => getAt(values, path) !== undefined);
    if (layer !== undefined) origins.set(name, layer.locate(path, false));
    setAt(merged, keys, resolvedValue(option, layer === undefined ? undefined : getAt(layer.values, path)));
  }
  // Each value passed the schema that was made from the declaration which gives the type.
  return { values: merged as T, origins };
}

/** The value of an option; each of its records with the defaults of what it leaves out. */
function resolvedValue({ initial, fields }: Option<unknown>, value: unknown): unknown {
  if (value === undefined) return initial;
  if (fields === undefined || !Array.isArray(value)) return value;
  const settings = listSettings(fields);
  return value.map((values: unknown) => mergeLayers(settings, [{ values, locate: String }]).values);
}

function getAt(values: unknown, path: SettingPath): unknown {
  let value = values;
  for (const step of path) value = isRecord(value) ? value[step] : undefined;
  return value;
}

function setAt(values: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [first, ...rest] = path;
  if (first === undefined) return;
  if (rest.length === 0) {
    values[first] = value;
    return;
  }
  const inner = values[first];
  const group = isRecord(inner) ? inner : {};
  values[first] = group;
  setAt(group, rest, value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
