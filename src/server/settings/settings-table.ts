import type { Option, OptionKind, OptionTree } from '../../core/index.ts';
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
  /** The part of the settings that it is in, e.g. `http`. */
  readonly section: string;
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
    help: helpOf(setting.option),
    initial: textOfValue(setting.option.initial),
    section: setting.name.split('.', 1)[0] ?? '',
  }));
}

/** Every setting with its names, default and help. */
export function settingRows(): readonly SettingRow[] {
  return listSettings(serverSettings).map((setting) => ({
    name: setting.name,
    env: setting.env,
    flag: flagDeclaration(setting),
    initial: textOfValue(setting.option.initial),
    help: helpOf(setting.option),
  }));
}

/** The reference of settings as a Markdown table, a line for each field of a list of groups. */
export function settingsTable(tree: OptionTree = serverSettings): string {
  const rows = listSettings(tree).flatMap((setting) => [
    tableLine({ ...setting, flag: flagDeclaration(setting) }),
    ...fieldsOf(setting.option).map((field) =>
      tableLine({ name: `${setting.name}[].${field.name}`, env: '', flag: '', option: field.option }),
    ),
  ]);
  return ['| setting | environment | flag | default | reload | what |', '|---|---|---|---|---|---|', ...rows].join('\n');
}

function tableLine({ name, env, flag, option }: Pick<Setting, 'name' | 'env' | 'flag' | 'option'>): string {
  const cells = [
    code(name),
    code(env),
    code(flag),
    code(textOfValue(option.initial)),
    RELOAD[option.reload ?? 'none'],
    cell(helpOf(option)),
  ];
  return `| ${cells.join(' | ')} |`;
}

function fieldsOf({ fields }: Option<unknown>): readonly Setting[] {
  return fields === undefined ? [] : listSettings(fields);
}

/** What the column `reload` says. */
const RELOAD = { value: 'yes', content: 'its content', none: '' };

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
  records: '<json>',
};

function flagDeclaration(setting: Setting): string {
  const { kind, key } = setting.option;
  return `--${setting.flag} ${key === undefined ? PLACEHOLDER[kind] : PLACEHOLDER.list}`;
}

function helpOf({ help, values }: Option<unknown>): string {
  return values === undefined ? help : `${help} One of ${values.join(', ')}.`;
}

function code(text: string): string {
  return text === '' ? '' : `\`${cell(text)}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
