/** The most things whose count is remembered at once. */
const MOST = 4096;

/** Of counts that are told anew each time, by how much each has changed: so that a gauge that is added to shows the sum of all that share its series. */
export interface CountChanges {
  /** Takes the count of a thing; the result is what it changed by. */
  take(key: string, count: number): number;
}

/** Makes one that knows of nothing. Beyond its room, things whose count is not 0 are left out. */
export function createCountChanges(): CountChanges {
  const counts = new Map<string, number>();
  return {
    take(key, count) {
      const before = counts.get(key);
      if (before === undefined && counts.size >= MOST) return 0;
      if (count === 0) counts.delete(key);
      else counts.set(key, count);
      return count - (before ?? 0);
    },
  };
}
