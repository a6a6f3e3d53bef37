/** What an option holds. */
export type OptionKind =
  | 'text'
  | 'number'
  | 'port'
  | 'seconds'
  | 'bytes'
  | 'flag'
  | 'path'
  | 'secretFile'
  | 'list'
  | 'cidrs'
  | 'oneOf'
  | 'named'
  | 'records';

/** One setting as plain data: the server makes schema, environment names, flags and docs from it. */
export interface Option<T> {
  readonly kind: OptionKind;
  readonly help: string;
  /** Undefined: unset unless configured. */
  readonly initial: T;
  /** Its flag without dashes, where commands share another name than that of its place, e.g. `store`. */
  readonly flag?: string;
  /** The closed domain of a `oneOf`. */
  readonly values?: readonly string[];
  /** What a running server takes when its settings are read again: the value, or the content of the file that it names. Absent: a change needs a restart. */
  readonly reload?: 'value' | 'content';
  /** What each of the `records` holds. */
  readonly fields?: OptionTree;
  /** The field that each of the `records` has, and no two alike. A text alone stands for a record with nothing else. */
  readonly key?: string;
}

/** Options as data, alone and in groups, which may hold groups. */
export type OptionTree = { readonly [name: string]: Option<unknown> | OptionTree };
/** The resolved values of a tree of options. */
export type TreeValues<T extends OptionTree> = {
  readonly [K in keyof T]: T[K] extends Option<infer V> ? V : T[K] extends OptionTree ? TreeValues<T[K]> : never;
};

function make<T>(kind: OptionKind, help: string, initial: T, values?: readonly string[]): Option<T> {
  return values === undefined ? { kind, help, initial } : { kind, help, initial, values };
}

/** An option whose value a running server takes anew. */
export function reloadable<T>(one: Option<T>): Option<T> {
  return { ...one, reload: 'value' };
}

/** An option whose file a running server reads anew. */
export function rereadable<T>(one: Option<T>): Option<T> {
  return { ...one, reload: 'content' };
}

/** The kinds of setting. Each takes a sentence of help and the default. */
export const option = {
  text: (help: string, initial: string) => make<string>('text', help, initial),
  optionalText: (help: string) => make<string | undefined>('text', help, undefined),
  /** A finite number, 0 or more. */
  number: (help: string, initial: number) => make<number>('number', help, initial),
  optionalNumber: (help: string) => make<number | undefined>('number', help, undefined),
  /** 0 to 65535; 0 lets the system choose. */
  port: (help: string, initial: number) => make<number>('port', help, initial),
  optionalPort: (help: string) => make<number | undefined>('port', help, undefined),
  seconds: (help: string, initial: number) => make<number>('seconds', help, initial),
  optionalSeconds: (help: string) => make<number | undefined>('seconds', help, undefined),
  bytes: (help: string, initial: number) => make<number>('bytes', help, initial),
  flag: (help: string, initial: boolean) => make<boolean>('flag', help, initial),
  path: (help: string, initial: string) => make<string>('path', help, initial),
  optionalPath: (help: string) => make<string | undefined>('path', help, undefined),
  /** A path to a file whose content is secret; the content itself is never a setting. */
  secretFile: (help: string) => make<string | undefined>('secretFile', help, undefined),
  list: (help: string, initial: readonly string[]) => make<readonly string[]>('list', help, initial),
  /** Networks in CIDR notation; a bare address is a network of one. */
  cidrs: (help: string, initial: readonly string[]) => make<readonly string[]>('cidrs', help, initial),
  /** Names, each with a list of what it is known by, e.g. trunks. */
  named: (help: string) => make<{ readonly [name: string]: readonly string[] }>('named', help, {}),
  oneOf: <const V extends readonly string[]>(help: string, values: V, initial: V[number]) =>
    make<V[number]>('oneOf', help, initial, values),
  optionalOneOf: <const V extends readonly string[]>(help: string, values: V) =>
    make<V[number] | undefined>('oneOf', help, undefined, values),
  /** A list of groups that are all declared alike, e.g. listeners. What one of them leaves out has its default. */
  records: <const F extends OptionTree>(help: string, fields: F): Option<readonly TreeValues<F>[]> => ({
    kind: 'records',
    help,
    initial: [],
    fields,
  }),
  /** The same, where one field tells the groups apart and is mostly all that is said: a text alone stands for a group with that field. */
  keyedRecords: <const F extends OptionTree>(help: string, key: keyof F & string, fields: F): Option<readonly TreeValues<F>[]> => ({
    kind: 'records',
    help,
    initial: [],
    fields,
    key,
  }),
};
