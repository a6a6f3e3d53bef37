/** A list of nothing, for those that most often stay so. */
export const NONE: readonly never[] = [];

/** A list with one more, unless that is in it. Hot: of most lists there is one at most, which then has no room for further ones. */
export function withNew<T>(known: readonly T[], one: T): readonly T[] {
  if (known.length === 0) return [one];
  return known.includes(one) ? known : [...known, one];
}
