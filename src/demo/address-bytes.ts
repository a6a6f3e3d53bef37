/** The bytes of an IPv4 or IPv6 address that is known to be one. */
export function addressBytes(text: string): Uint8Array {
  if (!text.includes(':')) return Uint8Array.from(text.split('.'), Number);
  const [head = '', tail] = text.split('::');
  const groups = (part: string): readonly number[] => (part === '' ? [] : part.split(':').flatMap(groupsOf));
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const between = Array.from({ length: 8 - before.length - after.length }, () => 0);
  return Uint8Array.from([...before, ...between, ...after].flatMap((group) => [group >> 8, group & 255]));
}

/** The one group of hexadecimal digits, or the two that an IPv4 address at the end stands for (RFC 4291 section 2.2). */
function groupsOf(text: string): readonly number[] {
  if (!text.includes('.')) return [Number.parseInt(text, 16)];
  const [a = 0, b = 0, c = 0, d = 0] = addressBytes(text);
  return [(a << 8) | b, (c << 8) | d];
}
