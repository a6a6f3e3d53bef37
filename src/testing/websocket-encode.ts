import { fields, joinBytes } from './pcap-encode.ts';

/** What is special about a WebSocket frame. */
interface FrameOptions {
  /** 1, text, without it. */
  readonly opcode?: number;
  /** False: more of the message follows. */
  readonly isFinal?: boolean;
  readonly isCompressed?: boolean;
  /** Four bytes; absent in what a server sends. */
  readonly mask?: Uint8Array;
}

/** One frame of a WebSocket connection (RFC 6455 5.2). */
export function encodeWebSocketFrame(
  payload: Uint8Array,
  { opcode = 1, isFinal = true, isCompressed = false, mask }: FrameOptions = {},
): Uint8Array {
  const first = (isFinal ? 0x80 : 0) | (isCompressed ? 0x40 : 0) | opcode;
  const masked = mask === undefined ? 0 : 0x80;
  const length = payload.length;
  const lengths =
    length < 126
      ? fields([masked | length, 1])
      : length < 65_536
        ? fields([masked | 126, 1], [length, 2])
        : fields([masked | 127, 1], [length, 8]);
  const body = mask === undefined ? payload : payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0));
  return joinBytes(fields([first, 1]), lengths, mask ?? new Uint8Array(0), body);
}
