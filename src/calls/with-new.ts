/** A list of nothing, for those that most often stay so. */
export const NONE: readonly never[] = [];

/** A list with one more, unless that is in it. Hot: it is kept, and has no room for further ones, as it would have after `push` or `...`: sixteen places and more. */
export function withNew<T>(known: readonly T[], one: T): readonly T[] {
  return known.includes(one) ? known : known.concat([one]);
}
