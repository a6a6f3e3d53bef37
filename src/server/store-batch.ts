import type { StoreChange } from '../core/index.ts';
import { decodeChanges, encodeChanges } from '../format/index.ts';

/** The same changes without the timelines of calls, and how many calls had one. */
export function withoutTimelines(bytes: Uint8Array): { readonly payload: Uint8Array; readonly count: number } {
  let count = 0;
  const changes = decodeChanges(bytes).map((change): StoreChange => {
    if (change.kind !== 'call' || change.timeline.length === 0) return change;
    count += 1;
    return { kind: change.kind, isOpen: change.isOpen, record: change.record, timeline: [] };
  });
  return { payload: encodeChanges(changes), count };
}
