/**
 * One number of 53 bits for several: what is equal in all of them is equal, and others are as good as never. Tags and branches are seeded hashes of the same length
 * already. A text of them would take most of the time and memory that a message costs.
 */
export function joinNumbers(a: number, b: number, c: number, d = 0, e = 0, f = 0, g = 0): number {
  // Hot: per message; no array of arguments.
  let one = 0x9e3779b9;
  let two = 0x85ebca6b;
  const add = (value: number): void => {
    const high = Math.floor(value / 0x100000000);
    one = Math.imul(one ^ value, 0x9e3779b1);
    two = Math.imul(two ^ high, 0x5f356495);
    one = Math.imul(one ^ (two >>> 15), 0x85ebca77);
    two = Math.imul(two ^ (one >>> 13) ^ value, 0xc2b2ae3d);
  };
  add(a);
  add(b);
  add(c);
  add(d);
  add(e);
  add(f);
  add(g);
  return ((two ^ (two >>> 15)) & 0x1fffff) * 0x100000000 + ((one ^ (one >>> 16)) >>> 0);
}
