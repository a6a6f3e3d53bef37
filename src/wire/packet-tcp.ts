import type { TransportPacket } from './packet.ts';

const MAX_HELD_SEGMENTS = 64;
const MAX_HELD_BYTES = 262_144;
/** A jump of the sequence number beyond this is another connection on the same ports. */
const MAX_JUMP_BYTES = 0x0100_0000;

/** Puts the segments of one direction of a TCP connection in order. It holds at most 64 segments. */
export interface TcpOrder {
  /** The bytes that follow, in order; `'gap'` where segments were never captured. Repeated bytes are left out. */
  push(packet: TransportPacket): Generator<Uint8Array | 'gap'>;
  /** What is still held behind a gap, at the end of the capture. */
  end(): Generator<Uint8Array | 'gap'>;
}

interface Segment {
  readonly sequence: number;
  readonly payload: Uint8Array;
}

/** Makes the order of a direction whose first bytes may lie before the capture. */
export function createTcpOrder(): TcpOrder {
  let next: number | undefined;
  let held: Segment[] = [];

  const advance = function* (): Generator<Uint8Array> {
    held.sort((a, b) => distance(a.sequence, b.sequence));
    while (held[0] !== undefined && next !== undefined && distance(held[0].sequence, next) <= 0) {
      const { sequence, payload } = held[0];
      held.shift();
      const fresh = payload.subarray(Math.min(payload.length, -distance(sequence, next)));
      if (fresh.length === 0) continue;
      next = (next + fresh.length) >>> 0;
      yield fresh;
    }
  };

  const jumpGap = function* (): Generator<Uint8Array | 'gap'> {
    next = held[0]?.sequence;
    yield 'gap';
    yield* advance();
  };

  return {
    *push({ sequence = 0, payload, isSyn }) {
      const start = isSyn === true ? (sequence + 1) >>> 0 : sequence;
      if (isSyn === true || next === undefined || Math.abs(distance(start, next)) > MAX_JUMP_BYTES) {
        if (held.length > 0) yield 'gap';
        held = [];
        next = start;
      }
      if (payload.length === 0) return;
      // A copy when it must wait: the view would keep its whole file chunk alive.
      held.push({ sequence: start, payload: start === next ? payload : payload.slice() });
      yield* advance();
      const heldBytes = held.reduce((sum, one) => sum + one.payload.length, 0);
      if (held.length > MAX_HELD_SEGMENTS || heldBytes > MAX_HELD_BYTES) yield* jumpGap();
    },
    *end() {
      while (held.length > 0) yield* jumpGap();
    },
  };
}

/** How far sequence number `a` lies behind `b`, modulo 2^32. */
function distance(a: number, b: number): number {
  return (a - b) | 0;
}
