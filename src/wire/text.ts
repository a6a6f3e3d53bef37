const decoder = new TextDecoder();

/** Bytes that can make a text of themselves: those of Node. */
interface TextBytes extends Uint8Array {
  readonly latin1Slice?: (start: number, end: number) => string;
}

/** `bytes[start, end)` as UTF-8 text; what is no UTF-8 becomes U+FFFD. Hot: a view and a decoder cost more than all else that is done with a short text. */
export function decodeText(bytes: TextBytes, start: number, end: number): string {
  if (bytes.latin1Slice !== undefined && isAscii(bytes, start, end)) return bytes.latin1Slice(start, end);
  return decoder.decode(bytes.subarray(start, end));
}

function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    if ((bytes[at] ?? 0) > 0x7f) return false;
  }
  return true;
}
