import { ByteQueue } from './byte-queue.ts';
import type { CaptureFramer } from './capture-record.ts';

/** One captured frame with its link type (the numbers of tcpdump.org/linktypes.html). */
export interface LinkFrame {
  /** Capture time, Unix seconds. Absent when the file has none for this frame. */
  readonly at?: number;
  readonly linkType: number;
  /** The interface it was captured on, by its place in the section of a pcapng file. Absent where the file has no interfaces. */
  readonly interfaceIndex?: number;
  readonly bytes: Uint8Array;
}

const FILE_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;
/** The largest snapshot length of libpcap. */
export const MAX_FRAME_BYTES = 262_144;

interface FileHeader {
  readonly isLittleEndian: boolean;
  readonly ticksPerSecond: number;
  readonly linkType: number;
}

/** Byte order and clock of a pcap file by its first four bytes. Undefined when it is none. */
function magicOf(view: DataView): Omit<FileHeader, 'linkType'> | undefined {
  for (const isLittleEndian of [true, false]) {
    const magic = view.getUint32(0, isLittleEndian);
    if (magic === 0xa1b2c3d4) return { isLittleEndian, ticksPerSecond: 1e6 };
    if (magic === 0xa1b23c4d) return { isLittleEndian, ticksPerSecond: 1e9 };
  }
  return undefined;
}

/** Whether the first bytes of a file are those of pcap. */
export function isPcap(head: Uint8Array): boolean {
  return head.length >= 4 && magicOf(new DataView(head.buffer, head.byteOffset, head.length)) !== undefined;
}

/** Reads pcap: both byte orders, microseconds and nanoseconds. */
export function createPcapFramer(): CaptureFramer<LinkFrame> {
  const queue = new ByteQueue();
  let file: FileHeader | undefined;
  let isBroken = false;

  const readFileHeader = (): FileHeader | 'bad_magic' | undefined => {
    const head = queue.take(FILE_HEADER_BYTES);
    if (head === undefined) return undefined;
    const view = new DataView(head.buffer, head.byteOffset, head.length);
    const magic = magicOf(view);
    // The upper bits of the link type say how long a frame check sequence is.
    return magic === undefined ? 'bad_magic' : { ...magic, linkType: view.getUint32(20, magic.isLittleEndian) & 0xffff };
  };

  return {
    *push(chunk) {
      if (isBroken) return;
      queue.push(chunk);
      const header = file ?? readFileHeader();
      if (header === undefined) return;
      if (header === 'bad_magic') {
        isBroken = true;
        yield { malformed: header };
        return;
      }
      file = header;
      for (;;) {
        const head = queue.peek(RECORD_HEADER_BYTES);
        if (head === undefined) return;
        const view = new DataView(head.buffer, head.byteOffset, head.length);
        const lengthBytes = view.getUint32(8, header.isLittleEndian);
        if (lengthBytes > MAX_FRAME_BYTES) {
          isBroken = true;
          yield { malformed: 'length_overrun' };
          return;
        }
        const whole = queue.take(RECORD_HEADER_BYTES + lengthBytes);
        if (whole === undefined) return;
        const at = view.getUint32(0, header.isLittleEndian) + view.getUint32(4, header.isLittleEndian) / header.ticksPerSecond;
        yield { at, linkType: header.linkType, bytes: whole.subarray(RECORD_HEADER_BYTES) };
      }
    },
    end: () => (!isBroken && (queue.length > 0 || file === undefined) ? { malformed: 'truncated' } : undefined),
  };
}
