/** An object type in which what could be undefined is optional instead. */
export type Present<T> = { readonly [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  readonly [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The same object without the properties that are undefined: optional means absent. */
export function present<T extends object>(fields: T): Present<T>;
export function present<T extends object>(fields: T): Partial<T> {
  const kept: Partial<T> = {};
  for (const name in fields) {
    if (fields[name] !== undefined) kept[name] = fields[name];
  }
  return kept;
}
