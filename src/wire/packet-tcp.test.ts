import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTcpOrder, type TcpHole, type TcpPiece, type TransportPacket } from './index.ts';

function segment(sequence: number, text: string, missingBytes: number = 0): TransportPacket {
  return {
    protocol: 'tcp',
    src: '192.0.2.1:5060',
    dst: '192.0.2.2:5060',
    srcPort: 5060,
    dstPort: 5060,
    payload: new TextEncoder().encode(text),
    missingBytes,
    sequence,
  };
}

/** Pieces as `text@time`, holes as their names. */
function shown(pieces: Iterable<TcpPiece | TcpHole>): readonly string[] {
  return [...pieces].map((piece) => (typeof piece === 'string' ? piece : `${new TextDecoder().decode(piece.bytes)}@${piece.at}`));
}

/** The bytes that come out of the order of these segments; a gap is `?`. */
function ordered(segments: readonly TransportPacket[]): string {
  const order = createTcpOrder();
  const pieces = [...segments.flatMap((one) => [...order.push(one, 0)]), ...order.end()];
  return pieces.map((piece) => (typeof piece === 'string' ? '?' : new TextDecoder().decode(piece.bytes))).join('');
}

test('TCP segments behind the first in any order, repeated or overlapping give the bytes once, across the turn of the sequence', () => {
  const start = 0xffff_fffd;
  const [first, ...rest] = [segment(start, 'ab'), segment(start + 2, 'cd'), segment(1, 'ef'), segment(0, 'def'), segment(3, 'gh')];
  fc.assert(
    fc.property(fc.shuffledSubarray(rest, { minLength: 4 }), (shuffled) => {
      expect(ordered(first === undefined ? shuffled : [first, ...shuffled, first])).toBe('abcdefgh');
    }),
  );
});

test('a TCP segment that was never captured is a gap, and what follows is kept', () => {
  expect(ordered([segment(10, 'ab'), segment(20, 'yz')])).toBe('ab?yz');
});

test('segments that waited keep the times at which they were captured', () => {
  const order = createTcpOrder();
  expect(shown(order.push(segment(10, 'ab'), 1))).toEqual(['ab@1']);
  expect(shown(order.push(segment(14, 'ef'), 2))).toEqual([]);
  expect(shown(order.push(segment(16, 'gh'), 3))).toEqual([]);
  expect(shown(order.push(segment(12, 'cd'), 4))).toEqual(['cd@4', 'ef@2', 'gh@3']);
});

test('a gap is given up after 3 s of the capture, after 64 segments or 256 KiB, and each segment keeps its time', () => {
  const late = createTcpOrder();
  expect(shown(late.push(segment(10, 'ab'), 1))).toEqual(['ab@1']);
  expect(shown(late.push(segment(14, 'ef'), 2))).toEqual([]);
  expect(shown(late.release(4.9))).toEqual([]);
  expect(late.isHolding()).toBe(true);
  expect(shown(late.release(5))).toEqual(['gap', 'ef@2']);
  expect(late.isHolding()).toBe(false);

  const many = createTcpOrder();
  expect(shown(many.push(segment(0, 'a'), 0))).toEqual(['a@0']);
  const pieces = Array.from({ length: 65 }, (_, index) => shown(many.push(segment(2 + index, 'b'), index))).flat();
  expect(pieces).toEqual(['gap', ...Array.from({ length: 65 }, (_, index) => `b@${index}`)]);

  const large = createTcpOrder();
  expect(shown(large.push(segment(0, 'a'), 0))).toEqual(['a@0']);
  const text = 'x'.repeat(60_000);
  const held = Array.from({ length: 5 }, (_, index) => [...large.push(segment(2 + index * 60_000, text), index)].length);
  expect(held).toEqual([0, 0, 0, 0, 6]);
});

test('a segment captured in part is followed by a hole, and what comes behind it needs no gap', () => {
  const order = createTcpOrder();
  expect(shown(order.push(segment(10, 'ab', 8), 1))).toEqual(['ab@1', 'cut']);
  expect(shown(order.push(segment(20, 'yz'), 2))).toEqual(['yz@2']);
});

test('a new connection on the same ports first gives what the old one held', () => {
  const order = createTcpOrder();
  expect(shown(order.push(segment(10, 'ab'), 1))).toEqual(['ab@1']);
  expect(shown(order.push(segment(14, 'ef'), 2))).toEqual([]);
  expect(shown(order.push({ ...segment(5000, ''), isSyn: true }, 3))).toEqual(['gap', 'ef@2']);
  expect(shown(order.push(segment(5001, 'gh'), 4))).toEqual(['gh@4']);
});

test('a jump of the sequence by more than 16 MiB in either direction is another connection on the same ports, and leaves no gap', () => {
  for (const jump of [0x0100_0001, -0x0100_0001, 0x4000_0000]) {
    const order = createTcpOrder();
    expect(shown(order.push(segment(0x2000_0000, 'ab'), 1))).toEqual(['ab@1']);
    expect(shown(order.push(segment(0x2000_0002 + jump, 'yz'), 2))).toEqual(['yz@2']);
    expect(shown(order.end())).toEqual([]);
  }
  const near = createTcpOrder();
  expect(shown(near.push(segment(0x2000_0000, 'ab'), 1))).toEqual(['ab@1']);
  expect(shown(near.push(segment(0x2100_0002, 'yz'), 2))).toEqual([]);
  expect(shown(near.end())).toEqual(['gap', 'yz@2']);
});
