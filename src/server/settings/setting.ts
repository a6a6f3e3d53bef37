import type { Option, OptionTree } from '../../core/index.ts';

/** One setting with the names under which each layer knows it. */
export interface Setting {
  /** Its place in the resolved values, e.g. `['auth', 'tokenFile']`. */
  readonly keys: readonly string[];
  /** Its place in the file, e.g. `['auth', 'token_file']`. */
  readonly path: readonly string[];
  /** The path with dots, e.g. `auth.token_file`. */
  readonly name: string;
  /** The name of its environment variable, e.g. `RINGSCOPE_AUTH_TOKEN_FILE`. */
  readonly env: string;
  /** The name of its flag without dashes, e.g. `auth-token-file`. */
  readonly flag: string;
  readonly option: Option<unknown>;
}

/** Every setting of a tree, in the order of declaration. */
export function listSettings(tree: OptionTree, group: readonly string[] = []): readonly Setting[] {
  return Object.entries(tree).flatMap(([name, node]) =>
    isOption(node) ? [nameSetting([...group, name], node)] : listSettings(node, [...group, name]),
  );
}

/** The path of a value inside a file, in the names that files use; elements of lists by their number. */
export type SettingPath = readonly (string | number)[];

/** What is declared at a path: a group, or the option whose value holds what is there. Undefined when nothing is. */
export function declaredAt(tree: OptionTree, path: SettingPath): OptionTree | Option<unknown> | undefined {
  let node: OptionTree | Option<unknown> | undefined = tree;
  for (const step of path) {
    if (node === undefined) return undefined;
    if (!isOption(node)) node = Object.entries(node).find(([key]) => fileName(key) === step)?.[1];
    else if (node.fields !== undefined && typeof step === 'number') node = node.fields;
    else return node;
  }
  return node;
}

/** Whether a node of a tree is an option and not a group of them. */
export function isOption(node: OptionTree | Option<unknown>): node is Option<unknown> {
  return typeof node['kind'] === 'string';
}

/** The name of a setting or group as files write it: `maxCalls` is `max_calls`. */
export function fileName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function nameSetting(keys: readonly string[], option: Option<unknown>): Setting {
  const path = keys.map(fileName);
  const words = path.join('_');
  const flag = option.flag ?? words.replaceAll('_', '-');
  return { keys, path, name: path.join('.'), env: `RINGSCOPE_${words.toUpperCase()}`, flag, option };
}
