import type { Option, Options, ValuesOf } from '../../core/index.ts';

/** Settings as data: groups of options, and options that stand alone at the top. */
export type SettingTree = { readonly [name: string]: Option<unknown> | Options };

/** The resolved values of a tree of settings. */
export type TreeValues<T extends SettingTree> = {
  readonly [K in keyof T]: T[K] extends Option<infer V> ? V : T[K] extends Options ? ValuesOf<T[K]> : never;
};

/** One setting with the names under which each layer knows it. */
export interface Setting {
  /** Its place in the resolved values, e.g. `['http', 'tokenFile']`. */
  readonly keys: readonly string[];
  /** Its place in the file, e.g. `['http', 'token_file']`. */
  readonly path: readonly string[];
  /** The path with dots, e.g. `http.token_file`. */
  readonly name: string;
  /** The name of its environment variable, e.g. `RINGSCOPE_HTTP_TOKEN_FILE`. */
  readonly env: string;
  /** The name of its flag without dashes, e.g. `http-token-file`. */
  readonly flag: string;
  readonly option: Option<unknown>;
}

/** Every setting of a tree, in the order of declaration. */
export function listSettings(tree: SettingTree): readonly Setting[] {
  return Object.entries(tree).flatMap(([name, node]) =>
    isOption(node) ? [nameSetting([name], node)] : Object.entries(node).map(([key, one]) => nameSetting([name, key], one)),
  );
}

/** Whether a node of a tree is an option and not a group of them. */
export function isOption(node: Option<unknown> | Options): node is Option<unknown> {
  return typeof node['kind'] === 'string';
}

/** The name of a setting or group as files write it: `maxCalls` is `max_calls`. */
export function fileName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function nameSetting(keys: readonly string[], option: Option<unknown>): Setting {
  const path = keys.map(fileName);
  const words = path.join('_');
  return { keys, path, name: path.join('.'), env: `RINGSCOPE_${words.toUpperCase()}`, flag: words.replaceAll('_', '-'), option };
}
