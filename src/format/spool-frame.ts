import { crc32 } from 'node:zlib';

/** Some changes in the form in which the spool keeps them. */
export interface SpoolFrame {
  /** Number of the last change; the first one is `lsn - count + 1`. */
  readonly lsn: number;
  /** How many changes. At least 1. */
  readonly count: number;
  /** Unix seconds of the append. */
  readonly at: number;
  /** The changes, in whatever form the writer and the sinks agree on. */
  readonly payload: Uint8Array;
}

/** Bytes before the payload: its length (4), CRC-32 of all that follows (4), lsn (8), at (8), count (4), little-endian. */
export const FRAME_HEADER_BYTES = 28;
const CRC_OFFSET = 4;
const LSN_OFFSET = 8;
const AT_OFFSET = 16;
const COUNT_OFFSET = 24;

/** The header of a frame; its payload follows it unchanged. */
export function encodeFrameHeader({ lsn, count, at, payload }: SpoolFrame): Buffer {
  const header = Buffer.allocUnsafe(FRAME_HEADER_BYTES);
  header.writeUInt32LE(payload.length, 0);
  header.writeDoubleLE(lsn, LSN_OFFSET);
  header.writeDoubleLE(at, AT_OFFSET);
  header.writeUInt32LE(count, COUNT_OFFSET);
  header.writeUInt32LE(crc32(payload, crc32(header.subarray(LSN_OFFSET))), CRC_OFFSET);
  return header;
}

/** Length of the whole frame that begins with these bytes, of which there are at least `FRAME_HEADER_BYTES`. It is what the disk says: check before use. */
export function frameBytes(header: Buffer): number {
  return FRAME_HEADER_BYTES + header.readUInt32LE(0);
}

/** The number that a header says is that of its last change. It is what the disk says. */
export function lsnOf(header: Buffer): number {
  return header.readDoubleLE(LSN_OFFSET);
}

/** Whether a frame of at most `most` bytes may begin here: what most bytes that are none already say by themselves. */
export function mayBeFrame(bytes: Buffer, at: number, most: number): boolean {
  if (FRAME_HEADER_BYTES + bytes.readUInt32LE(at) > most) return false;
  const lsn = bytes.readDoubleLE(at + LSN_OFFSET);
  return lsn >= 1 && Number.isSafeInteger(lsn) && bytes.readUInt32LE(at + COUNT_OFFSET) >= 1;
}

/** The frame of exactly these bytes. Undefined when they are no frame. The payload shares their memory. */
export function decodeFrame(bytes: Buffer): SpoolFrame | undefined {
  if (bytes.length < FRAME_HEADER_BYTES || frameBytes(bytes) !== bytes.length) return undefined;
  if (crc32(bytes.subarray(LSN_OFFSET)) !== bytes.readUInt32LE(CRC_OFFSET)) return undefined;
  const lsn = bytes.readDoubleLE(LSN_OFFSET);
  const count = bytes.readUInt32LE(COUNT_OFFSET);
  if (!Number.isSafeInteger(lsn) || count < 1 || lsn < count) return undefined;
  return { lsn, count, at: bytes.readDoubleLE(AT_OFFSET), payload: bytes.subarray(FRAME_HEADER_BYTES) };
}
