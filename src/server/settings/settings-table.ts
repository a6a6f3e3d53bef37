import type { OptionKind } from '../../core/index.ts';
import { serverSettings } from './server-settings.ts';
import { listSettings, type Setting } from './setting.ts';
import { textOfValue } from './settings-text.ts';

/** What a command line needs to offer one setting. */
export interface SettingFlag {
  /** Without dashes, as `resolveSettings` takes it, e.g. `http-port`. */
  readonly name: string;
  /** Flag and placeholder, e.g. `--http-port <port>`. */
  readonly declaration: string;
  readonly help: string;
  /** The default as text. Empty when it is unset. */
  readonly initial: string;
}

/** One row of the reference of settings. */
export interface SettingRow {
  readonly name: string;
  readonly env: string;
  readonly flag: string;
  /** The default as text. Empty when it is unset. */
  readonly initial: string;
  readonly help: string;
}

/** Every setting as a flag, in the order of declaration. */
export function settingFlags(): readonly SettingFlag[] {
  return listSettings(serverSettings).map((setting) => ({
    name: setting.flag,
    declaration: flagDeclaration(setting),
    help: helpOf(setting),
    initial: textOfValue(setting.option.initial),
  }));
}

/** Every setting with its names, default and help. */
export function settingRows(): readonly SettingRow[] {
  return listSettings(serverSettings).map((setting) => ({
    name: setting.name,
    env: setting.env,
    flag: flagDeclaration(setting),
    initial: textOfValue(setting.option.initial),
    help: helpOf(setting),
  }));
}

/** The reference of settings as a Markdown table. */
export function settingsTable(): string {
  const rows = settingRows().map(
    (row) =>
      `| \`${row.name}\` | \`${row.env}\` | ${code(row.flag)} | ${row.initial === '' ? '' : code(row.initial)} | ${cell(row.help)} |`,
  );
  return ['| setting | environment | flag | default | what |', '|---|---|---|---|---|', ...rows].join('\n');
}

const PLACEHOLDER: Readonly<Record<OptionKind, string>> = {
  text: '<text>',
  number: '<number>',
  port: '<port>',
  seconds: '<seconds>',
  bytes: '<bytes>',
  flag: '<true|false>',
  path: '<path>',
  secretFile: '<file>',
  list: '<a,b>',
  cidrs: '<cidr,cidr>',
  oneOf: '<word>',
  named: '<name=cidr;cidr,name=cidr>',
};

function flagDeclaration(setting: Setting): string {
  const { kind } = setting.option;
  return `--${setting.flag} ${PLACEHOLDER[kind]}`;
}

function helpOf(setting: Setting): string {
  const values = setting.option.values;
  return values === undefined ? setting.option.help : `${setting.option.help} One of ${values.join(', ')}.`;
}

function code(text: string): string {
  return `\`${cell(text)}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
