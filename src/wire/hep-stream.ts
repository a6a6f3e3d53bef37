import { isHep3Prefix } from './hep.ts';
import type { HepMalformed } from './hep-frame.ts';
import { readUint } from './hep-uint.ts';

const HEADER_BYTES = 6;

/** Cuts the bytes of one stream connection into HEP3 frames. It holds at most one unfinished frame (64 KiB). */
export interface HepStream {
  /**
   * Takes the next bytes and calls `onFrame` for every frame that they complete. A frame is a view, good during the call only.
   * Returns why the stream is broken; nothing more can be read from it then, and every later call returns the same.
   */
  feed(bytes: Uint8Array, onFrame: (frame: Uint8Array) => void): HepMalformed | undefined;
  /** Bytes of the unfinished frame. Not 0 when the connection ends: its last frame was cut off. */
  pendingBytes(): number;
}

/** Makes the splitter of one connection. HEP3 over a stream has no framing but its own length field. */
export function createHepStream(): HepStream {
  const held = new Held();
  let broken: HepMalformed | undefined;
  return {
    feed(bytes, onFrame) {
      broken ??= split(held, bytes, onFrame);
      return broken;
    },
    pendingBytes: () => held.lengthBytes,
  };
}

/** The start of a frame whose end has not arrived. */
class Held {
  #bytes = new Uint8Array(HEADER_BYTES);
  lengthBytes = 0;

  /** Appends what is missing up to `want` bytes and returns how many were taken. */
  take(bytes: Uint8Array, at: number, want: number): number {
    const count = Math.min(want - this.lengthBytes, bytes.length - at);
    const needed = this.lengthBytes + count;
    if (this.#bytes.length < needed) {
      // No more than twice of what came, whatever length the frame states.
      const larger = new Uint8Array(Math.min(want, needed * 2));
      larger.set(this.#bytes.subarray(0, this.lengthBytes));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes.subarray(at, at + count), this.lengthBytes);
    this.lengthBytes += count;
    return count;
  }

  view(): Uint8Array {
    return this.#bytes.subarray(0, this.lengthBytes);
  }

  release(): Uint8Array {
    const frame = this.view();
    this.#bytes = new Uint8Array(HEADER_BYTES);
    this.lengthBytes = 0;
    return frame;
  }
}

function split(held: Held, bytes: Uint8Array, onFrame: (frame: Uint8Array) => void): HepMalformed | undefined {
  let at = 0;
  while (at < bytes.length) {
    if (held.lengthBytes < HEADER_BYTES) {
      const whole = held.lengthBytes === 0 ? frameLength(bytes.subarray(at, at + HEADER_BYTES)) : undefined;
      if (whole !== undefined && typeof whole !== 'number') return whole;
      if (whole !== undefined && whole > 0 && at + whole <= bytes.length) {
        onFrame(bytes.subarray(at, at + whole));
        at += whole;
        continue;
      }
      at += held.take(bytes, at, HEADER_BYTES);
    }
    const want = frameLength(held.view());
    if (typeof want !== 'number') return want;
    if (want === 0) return undefined;
    at += held.take(bytes, at, want);
    if (held.lengthBytes === want) onFrame(held.release());
  }
  return undefined;
}

/** The length that a frame states, or 0 when its header is not whole. */
function frameLength(head: Uint8Array): number | HepMalformed {
  if (!isHep3Prefix(head)) return { malformed: 'bad_magic' };
  if (head.length < HEADER_BYTES) return 0;
  const length = readUint(head, 4, HEADER_BYTES);
  return length < HEADER_BYTES ? { malformed: 'length_overrun' } : length;
}
