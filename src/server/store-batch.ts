import type { StoreChange } from '../core/index.ts';

/** Changes as bytes, one per line, as JSON. Private values are in their stored form already. */
export function encodeChanges(changes: readonly StoreChange[]): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(changes.map((change) => JSON.stringify(change)).join('\n'));
}

/** The changes that `encodeChanges` made these bytes of. */
export function decodeChanges(bytes: Uint8Array): readonly StoreChange[] {
  const text = new TextDecoder().decode(bytes);
  // Only `encodeChanges` makes these bytes, and the spool gives back no others.
  return text.split('\n').map((line) => JSON.parse(line) as StoreChange);
}

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
