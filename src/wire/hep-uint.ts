/** The big-endian unsigned number in `bytes[start, end)`, at most 4 bytes. */
export function readUint(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at += 1) value = (value << 8) | (bytes[at] ?? 0);
  return value >>> 0;
}
