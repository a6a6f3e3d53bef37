import type { StoreBatch, StoreChange } from '../core/index.ts';

/** A batch as bytes: the number of the last change, then one change per line, as JSON. Private values are in their stored form already. */
export function encodeBatch(batch: StoreBatch): Uint8Array<ArrayBuffer> {
  const lines = [String(batch.lsn)];
  for (const change of batch.changes) lines.push(JSON.stringify(change));
  return new TextEncoder().encode(lines.join('\n'));
}

/** The batch that `encodeBatch` made these bytes of. */
export function decodeBatch(bytes: Uint8Array): StoreBatch {
  const [lsn, ...lines] = new TextDecoder().decode(bytes).split('\n');
  // Only `encodeBatch` makes these bytes, in the same process and version.
  return { lsn: Number(lsn), changes: lines.map((line) => JSON.parse(line) as StoreChange) };
}
