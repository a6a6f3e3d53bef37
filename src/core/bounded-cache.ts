/**
 * Remembers the results of a pure function of a text: the last `least`, and at most twice as many. Hot: two maps in turns; to delete the oldest of one map, all that was
 * deleted before it is walked over.
 */
export function boundedCache<T>(least: number, compute: (text: string) => T): (text: string) => T {
  // A result may be undefined, so each is kept in a holder.
  let recent = new Map<string, { readonly value: T }>();
  let older = recent;
  return (text) => {
    const known = recent.get(text);
    if (known !== undefined) return known.value;
    const held = older.get(text) ?? { value: compute(text) };
    recent.set(text, held);
    if (recent.size === least) {
      older = recent;
      recent = new Map();
    }
    return held.value;
  };
}
