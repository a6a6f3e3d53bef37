/** Adds up counts of which each is told anew when it changes. */
export interface CountTotal<K> {
  /** Takes the count of one key, and returns the total of all. */
  set(key: K, count: number): number;
}

/** Makes a total of nothing. Of more than `limit` keys that are not 0, the others are left out. */
export function createCountTotal<K>(limit = 1024): CountTotal<K> {
  const counts = new Map<K, number>();
  let total = 0;
  return {
    set(key, count) {
      const before = counts.get(key);
      if (before === undefined && counts.size >= limit) return total;
      total += count - (before ?? 0);
      if (count === 0) counts.delete(key);
      else counts.set(key, count);
      return total;
    },
  };
}
