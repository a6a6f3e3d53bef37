import { decodeChanges, encodeChanges } from '../stores/index.ts';

/** The same changes without the timelines of calls, and how many calls had one. */
export function withoutTimelines(bytes: Uint8Array): { readonly payload: Uint8Array; readonly count: number } {
  let count = 0;
  const changes = decodeChanges(bytes).map((change) => {
    if (change.kind !== 'call' || change.timeline.length === 0) return change;
    count += 1;
    return { ...change, timeline: [] };
  });
  return { payload: encodeChanges(changes), count };
}
