import { ByteQueue } from './byte-queue.ts';

/** Why a capture file, or one record of it, cannot be read. */
export const CAPTURE_FAULT = ['truncated', 'length_overrun', 'bad_magic', 'bad_block', 'bad_interface'] as const;
export type CaptureFault = (typeof CAPTURE_FAULT)[number];

/** A piece of a capture file that cannot be read, as a value. */
export interface CaptureMalformed {
  readonly malformed: CaptureFault;
}

/** Takes the bytes of a capture file in chunks of any size and gives its records. It buffers at most one record. */
export interface CaptureFramer<T> {
  /** The records that this chunk completes. After a fault from which no record can be found again, all further bytes are ignored. */
  push(chunk: Uint8Array): Generator<T | CaptureMalformed>;
  /** What is wrong with the end of the file. Undefined when it ends behind a whole record. */
  end(): CaptureMalformed | undefined;
}

/** One record of a `.hepbin` file: a HEP datagram with the time it was received, Unix seconds. */
export interface CaptureRecord {
  readonly at: number;
  readonly bytes: Uint8Array;
}

const HEADER_BYTES = 12;
/** A datagram is at most 65,535 bytes long. */
const MAX_DATAGRAM_BYTES = 65_535;

/** Reads `.hepbin`: repeated u32BE length, u64BE receive time in microseconds, datagram. */
export function createRecordFramer(): CaptureFramer<CaptureRecord> {
  const queue = new ByteQueue();
  let isBroken = false;
  return {
    *push(chunk) {
      if (isBroken) return;
      queue.push(chunk);
      for (;;) {
        const head = queue.peek(HEADER_BYTES);
        if (head === undefined) return;
        const view = new DataView(head.buffer, head.byteOffset, HEADER_BYTES);
        const lengthBytes = view.getUint32(0);
        if (lengthBytes > MAX_DATAGRAM_BYTES) {
          isBroken = true;
          yield { malformed: 'length_overrun' };
          return;
        }
        const whole = queue.take(HEADER_BYTES + lengthBytes);
        if (whole === undefined) return;
        yield { at: (view.getUint32(4) * 0x1_0000_0000 + view.getUint32(8)) / 1e6, bytes: whole.subarray(HEADER_BYTES) };
      }
    },
    end: () => (!isBroken && queue.length > 0 ? { malformed: 'truncated' } : undefined),
  };
}

/** Writes one `.hepbin` record. `at` is the receive time, Unix seconds. */
export function encodeRecord(at: number, bytes: Uint8Array): Uint8Array {
  const record = new Uint8Array(HEADER_BYTES + bytes.length);
  const view = new DataView(record.buffer);
  const microseconds = Math.round(at * 1e6);
  view.setUint32(0, bytes.length);
  view.setUint32(4, Math.floor(microseconds / 0x1_0000_0000));
  view.setUint32(8, microseconds % 0x1_0000_0000);
  record.set(bytes, HEADER_BYTES);
  return record;
}
