import type { FileHandle } from 'node:fs/promises';
import { decodeFrame, FRAME_HEADER_BYTES, frameBytes, mayBeFrame, type SpoolFrame } from '../../format/index.ts';

/** Bytes read at once: many small frames cost one read. */
const READ_BYTES = 1 << 20;

/** Reads the frames of one segment in order. */
export interface SegmentCursor {
  /** Where the next frame begins, in bytes. */
  offset(): number;
  /** The next frame of the first `limit` bytes of the file, without passing it. `end` when they are over, `broken` when what follows is no frame. */
  peek(limit: number): Promise<SpoolFrame | 'end' | 'broken'>;
  /** Passes the frame that was peeked last. */
  advance(): void;
  /** Goes from what is no frame to the next one in the first `limit` bytes, or to their end. The number of bytes that it left out. */
  skipDamage(limit: number): Promise<number>;
  close(): Promise<void>;
}

/** Reads from the beginning of an open file, which the cursor closes. */
export function createSegmentCursor(file: FileHandle): SegmentCursor {
  let offset = 0;
  let peeked = 0;
  const fill = createBufferedReads(file);

  const peek = async (limit: number): Promise<SpoolFrame | 'end' | 'broken'> => {
    if (offset >= limit) return 'end';
    if (offset + FRAME_HEADER_BYTES > limit) return 'broken';
    const header = await fill(offset, FRAME_HEADER_BYTES, limit);
    if (header === undefined) return 'broken';
    const length = frameBytes(header);
    if (offset + length > limit) return 'broken';
    const bytes = await fill(offset, length, limit);
    const frame = bytes === undefined ? undefined : decodeFrame(bytes);
    if (frame === undefined) return 'broken';
    peeked = length;
    return frame;
  };

  /** The first place in some bytes, which begin at `offset`, where a frame begins. The cursor is there then. */
  const findFrame = async (bytes: Buffer, limit: number): Promise<boolean> => {
    const from = offset;
    for (let at = 0; at + FRAME_HEADER_BYTES <= bytes.length; at += 1) {
      if (!mayBeFrame(bytes, at, limit - from - at)) continue;
      offset = from + at;
      // Its checksum decides, whatever stands in its length.
      if (typeof (await peek(limit)) === 'object') return true;
    }
    offset = from;
    return false;
  };

  return {
    offset: () => offset,
    peek,
    async skipDamage(limit) {
      const from = offset;
      for (offset += 1; offset + FRAME_HEADER_BYTES <= limit;) {
        const bytes = await fill(offset, Math.min(READ_BYTES, limit - offset), limit);
        if (bytes === undefined) break;
        if (await findFrame(bytes, limit)) return offset - from;
        offset += bytes.length - FRAME_HEADER_BYTES + 1;
      }
      offset = limit;
      return offset - from;
    },
    advance() {
      offset += peeked;
      peeked = 0;
    },
    close: () => file.close(),
  };
}

/** Returns what reads so many bytes from a place on, which lie within `limit`; undefined when the file has fewer. */
function createBufferedReads(file: FileHandle): (offset: number, length: number, limit: number) => Promise<Buffer | undefined> {
  let held = Buffer.alloc(0);
  let heldFrom = 0;
  return async (offset, length, limit) => {
    if (offset < heldFrom || heldFrom + held.length - offset < length) {
      // A new buffer each time, because the frames handed out share the old one.
      const buffer = Buffer.allocUnsafe(Math.max(length, Math.min(READ_BYTES, limit - offset)));
      let filled = 0;
      while (filled < buffer.length) {
        const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, offset + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      held = buffer.subarray(0, filled);
      heldFrom = offset;
    }
    const from = offset - heldFrom;
    return held.length - from < length ? undefined : held.subarray(from, from + length);
  };
}
