/** Deterministic numbers (mulberry32): a failure names its packet by its number. */
export function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    const first = Math.imul(state ^ (state >>> 15), state | 1);
    const second = first ^ (first + Math.imul(first ^ (first >>> 7), first | 61));
    return ((second ^ (second >>> 14)) >>> 0) % below;
  };
}
export type Random = ReturnType<typeof createRandom>;

/** Bytes that separate, open and close in HEP and SIP. */
const MARKS = [...'\r\n\t \0:;,<>"\\@=%?/-'].map((letter) => letter.charCodeAt(0)).concat(0xff, 0x7f, 0x80);

type Mutation = (bytes: Uint8Array, random: Random, other: Uint8Array) => Uint8Array;
const MUTATIONS: readonly Mutation[] = [
  // Flips a bit.
  (bytes, random) => {
    const at = random(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
    return bytes;
  },
  // Puts a byte that means something where it does not belong.
  (bytes, random) => {
    bytes[random(bytes.length)] = MARKS[random(MARKS.length)] ?? 0;
    return bytes;
  },
  // Cuts the end off.
  (bytes, random) => bytes.subarray(0, random(bytes.length) + 1),
  // Cuts the beginning off.
  (bytes, random) => bytes.subarray(random(bytes.length)),
  // Joins the beginning of one packet with the end of another.
  (bytes, random, other) => Uint8Array.from([...bytes.subarray(0, random(bytes.length) + 1), ...other.subarray(random(other.length))]),
  // Repeats a piece.
  (bytes, random) => {
    const from = random(bytes.length);
    const piece = bytes.subarray(from, from + random(40));
    return Uint8Array.from([...bytes.subarray(0, from), ...piece, ...piece, ...bytes.subarray(from)]);
  },
  // Sets two bytes, which are often a length, to an edge.
  (bytes, random) => {
    const at = random(bytes.length);
    const edge = [0, 1, 5, 6, 7, 0x7fff, 0x8000, 0xffff][random(8)] ?? 0;
    bytes[at] = edge >> 8;
    if (at + 1 < bytes.length) bytes[at + 1] = edge & 0xff;
    return bytes;
  },
  // Sets the length of the frame to what it is, so that what is behind the header gets read.
  (bytes) => {
    if (bytes.length > 6) {
      bytes[4] = bytes.length >> 8;
      bytes[5] = bytes.length & 0xff;
    }
    return bytes;
  },
];

/** One of the seeds, changed in up to four places. */
export function mutate(seeds: readonly Uint8Array[], random: Random): Uint8Array {
  let bytes = new Uint8Array(seeds[random(seeds.length)] ?? []);
  for (let count = 1 + random(4); count > 0 && bytes.length > 0; count -= 1) {
    const other = seeds[random(seeds.length)] ?? bytes;
    const mutation = MUTATIONS[random(MUTATIONS.length)];
    if (mutation !== undefined) bytes = new Uint8Array(mutation(bytes, random, other));
  }
  return bytes;
}
