import { Buffer } from 'node:buffer';

/** A HEP3 frame as Kamailio writes it, from 192.0.2.10:5060 to 192.0.2.1:5060. */
export function encodeHep3(payload, at = 1_700_000_000.5) {
  const seconds = Math.floor(at);
  const chunks = [
    [1, Buffer.from([2])],
    [2, Buffer.from([17])],
    [3, Buffer.from([192, 0, 2, 10])],
    [4, Buffer.from([192, 0, 2, 1])],
    [7, uint(5060, 2)],
    [8, uint(5060, 2)],
    [9, uint(seconds, 4)],
    [10, uint(Math.floor((at - seconds) * 1e6), 4)],
    [11, Buffer.from([1])],
    [12, uint(2001, 4)],
    [15, payload],
  ];
  const parts = chunks.flatMap(([type, value]) => [uint(0, 2), uint(type, 2), uint(value.length + 6, 2), value]);
  const length = parts.reduce((sum, part) => sum + part.length, 6);
  return Buffer.concat([Buffer.from('HEP3'), uint(length, 2), ...parts]);
}

function uint(value, width) {
  const bytes = Buffer.alloc(width);
  bytes.writeUIntBE(value, 0, width);
  return bytes;
}
