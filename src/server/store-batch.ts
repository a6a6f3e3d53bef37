import { ByteWriter } from '../core/index.ts';
import { createChangeEncoder, decodeSpooled, FieldWriter } from '../format/index.ts';

/** The same changes without the timelines of calls, and how many calls had one. */
export function withoutTimelines(bytes: Uint8Array): { readonly payload: Uint8Array; readonly count: number } {
  const to = new FieldWriter(new ByteWriter());
  let count = 0;
  const changes = decodeSpooled(bytes).map((change) => {
    if (change.kind !== 'call' || !change.hasTimeline) return change;
    count += 1;
    return change.keep(to, []);
  });
  return { payload: createChangeEncoder()(changes), count };
}
