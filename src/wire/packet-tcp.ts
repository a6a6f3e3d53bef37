import type { TransportPacket } from './packet.ts';

const MAX_HELD_SEGMENTS = 64;
const MAX_HELD_BYTES = 262_144;
/** A gap that was not filled for so long by the time of the capture was not captured: a sender repeats what was lost sooner. */
const MAX_HELD_SECONDS = 3;
/** A jump of the sequence number beyond this is another connection on the same ports. */
const MAX_JUMP_BYTES = 0x0100_0000;

/** Bytes that follow, with the time at which their segment was captured, Unix seconds. */
export interface TcpPiece {
  readonly bytes: Uint8Array;
  readonly at: number;
}

/** Bytes that are missing: `gap` where segments were never captured, `cut` where the end of one was not. */
export type TcpHole = 'gap' | 'cut';

/** Puts the segments of one direction of a TCP connection in order. It holds at most 64 segments and 256 KiB for at most 3 s of the capture. */
export interface TcpOrder {
  /** What follows with this segment, in order. Repeated bytes are left out. */
  push(packet: TransportPacket, at: number): Generator<TcpPiece | TcpHole>;
  /** Gives up gaps that were open for too long at `now`, Unix seconds of the capture. */
  release(now: number): Generator<TcpPiece | TcpHole>;
  /** What is still held behind gaps, at the end. */
  end(): Generator<TcpPiece | TcpHole>;
  isHolding(): boolean;
}

interface Segment {
  readonly sequence: number;
  readonly payload: Uint8Array;
  readonly missingBytes: number;
  readonly at: number;
}

/** Makes the order of a direction whose first bytes may lie before the capture. */
export function createTcpOrder(): TcpOrder {
  let next: number | undefined;
  const held: Segment[] = [];

  const advance = function* (): Generator<TcpPiece | TcpHole> {
    held.sort((a, b) => distance(a.sequence, b.sequence));
    for (let first = held[0]; first !== undefined && next !== undefined && distance(first.sequence, next) <= 0; first = held[0]) {
      const { sequence, payload, missingBytes, at } = first;
      held.shift();
      const seen = -distance(sequence, next);
      if (seen >= payload.length + missingBytes) continue;
      next = (sequence + payload.length + missingBytes) >>> 0;
      if (seen < payload.length) yield { bytes: payload.subarray(seen), at };
      if (missingBytes > 0) yield 'cut';
    }
  };

  const jumpGap = function* (): Generator<TcpPiece | TcpHole> {
    next = held[0]?.sequence;
    yield 'gap';
    yield* advance();
  };

  const end = function* (): Generator<TcpPiece | TcpHole> {
    while (held.length > 0) yield* jumpGap();
  };

  return {
    *push({ sequence = 0, payload, missingBytes, isSyn }, at) {
      const start = isSyn === true ? (sequence + 1) >>> 0 : sequence;
      if (isSyn === true || next === undefined || Math.abs(distance(start, next)) > MAX_JUMP_BYTES) {
        yield* end();
        next = start;
      }
      if (payload.length + missingBytes === 0) return;
      // A copy when it must wait: the view would keep its whole file chunk alive.
      held.push({ sequence: start, payload: start === next ? payload : payload.slice(), missingBytes, at });
      yield* advance();
      const heldBytes = held.reduce((sum, one) => sum + one.payload.length, 0);
      if (held.length > MAX_HELD_SEGMENTS || heldBytes > MAX_HELD_BYTES) yield* jumpGap();
    },
    *release(now) {
      while (held.length > 0 && Math.min(...held.map((one) => one.at)) + MAX_HELD_SECONDS <= now) yield* jumpGap();
    },
    end,
    isHolding: () => held.length > 0,
  };
}

/** How far sequence number `a` lies behind `b`, modulo 2^32. */
function distance(a: number, b: number): number {
  return (a - b) | 0;
}
