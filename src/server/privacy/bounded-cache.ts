/** Remembers the results of a pure function of a text, at most `max` of them; the one that was not asked for the longest is forgotten first. */
export function boundedCache<T>(max: number, compute: (text: string) => T): (text: string) => T {
  // A result may be undefined, so each is kept in a holder.
  const known = new Map<string, { readonly value: T }>();
  return (text) => {
    const held = known.get(text) ?? { value: compute(text) };
    known.delete(text);
    known.set(text, held);
    if (known.size > max) {
      const oldest = known.keys().next().value;
      if (oldest !== undefined) known.delete(oldest);
    }
    return held.value;
  };
}
