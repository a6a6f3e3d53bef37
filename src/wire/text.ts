const decoder = new TextDecoder();

/** `bytes[start, end)` as UTF-8 text; what is no UTF-8 becomes U+FFFD. */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, end));
}
