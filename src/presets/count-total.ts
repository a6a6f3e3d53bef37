/** Adds up counts of which each is told anew when it changes. */
export interface CountTotal<K> {
  /** Takes the count of one key, and returns the total of all. */
  set(key: K, count: number): number;
}

/** Makes a total of nothing. Of more than `limit` keys, the others are left out. */
export function createCountTotal<K>(limit = 64): CountTotal<K> {
  const counts = new Map<K, number>();
  return {
    set(key, count) {
      if (counts.has(key) || counts.size < limit) counts.set(key, count);
      let total = 0;
      for (const one of counts.values()) total += one;
      return total;
    },
  };
}
