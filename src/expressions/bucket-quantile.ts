/** One bucket of a histogram: how much of what was observed is at most its bound. */
export interface Bucket {
  readonly bound: number;
  readonly count: number;
}

/**
 * A quantile of what falls into buckets, with an even spread within each, as `histogram_quantile` of Prometheus 2 has it: not a number without a bucket +Inf or
 * without a value, and the highest bound below +Inf where the quantile lies beyond it.
 */
export function bucketQuantile(quantile: number, unsorted: readonly Bucket[]): number {
  const buckets = rising(unsorted);
  const last = buckets.at(-1);
  if (last === undefined || buckets.length < 2 || last.bound !== Number.POSITIVE_INFINITY || !(last.count > 0)) return Number.NaN;
  const rank = quantile * last.count;
  const found = buckets.slice(0, -1).findIndex(({ count }) => count >= rank);
  if (found === -1) return buckets.at(-2)?.bound ?? Number.NaN;
  const { bound, count } = buckets[found] ?? last;
  const before = buckets[found - 1];
  if (before === undefined) return bound <= 0 ? bound : bound * (rank / count);
  return before.bound + (bound - before.bound) * ((rank - before.count) / (count - before.count));
}

/** Sorted by their bounds. A count below the one before is a rounding error, or a bucket that was read earlier: it is raised. */
function rising(buckets: readonly Bucket[]): readonly Bucket[] {
  const counts = new Map<number, number>();
  for (const { bound, count } of buckets) counts.set(bound, (counts.get(bound) ?? 0) + count);
  let most = Number.NEGATIVE_INFINITY;
  return [...counts]
    .toSorted(([one], [other]) => one - other)
    .map(([bound, count]) => {
      most = Math.max(most, count);
      return { bound, count: most };
    });
}
