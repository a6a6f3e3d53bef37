import type { WirePacket } from './pcap-encode.ts';

/** Bytes that one end of a connection sends at one time. */
export interface StreamPart {
  readonly at: number;
  readonly src: string;
  readonly dst: string;
  readonly payload: Uint8Array;
}

/** The TCP segments that carry these bytes, of at most `segmentBytes` each, each direction with sequence numbers of its own. */
export function encodeStream(
  parts: readonly StreamPart[],
  segmentBytes: number = 1460,
  firstSequence: number = 1000,
): readonly WirePacket[] {
  const next = new Map<string, number>();
  return parts.flatMap(({ payload, ...ends }) => {
    const key = `${ends.src} ${ends.dst}`;
    const start = next.get(key) ?? firstSequence;
    next.set(key, (start + payload.length) >>> 0);
    return Array.from({ length: Math.ceil(payload.length / segmentBytes) }, (_, index) => {
      const at = index * segmentBytes;
      return { ...ends, payload: payload.subarray(at, at + segmentBytes), sequence: (start + at) >>> 0 };
    });
  });
}
