import { setImmediate } from 'node:timers/promises';
import { constants, crc32, deflateRawSync } from 'node:zlib';
import type { Rendering } from '../metrics/index.ts';
import { combineCrc, crcShift } from './combine-crc.ts';

/** Level 1 takes a quarter of the time of the default and gives a quarter more bytes. */
export const GZIP_LEVEL = 1;

/** Deflate, no name, no time, the fastest level, an unknown system (RFC 1952 §2.3). */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255);
/** An empty last block (RFC 1951 §3.2.3). */
const LAST_BLOCK = Uint8Array.of(3, 0);
const TRAILER_BYTES = 8;

/** Bytes that are compressed before other work of the thread has its turn: about a millisecond. */
const SLICE_BYTES = 512 * 1024;

/** One run compressed: whole blocks up to a byte boundary that look back at nothing before them, so they fit behind any others. */
interface ZippedRun {
  readonly blocks: Uint8Array;
  readonly crc: number;
  /** What its length does to the CRC of what stands before it. */
  readonly shift: number;
}

/**
 * Compresses renderings, in slices: to hand each run to another thread would cost twice as much. A run that did not change is not compressed again. The answer is one member of gzip, which every reader takes;
 * browsers and curl end at the first of several.
 */
export class RunZipper {
  /** By tag of the run, so that what is known goes with the run. */
  readonly #zipped = new WeakMap<object, ZippedRun>();

  async zip({ bytes, runs }: Pick<Rendering, 'bytes' | 'runs'>): Promise<Uint8Array<ArrayBuffer>> {
    const parts: Uint8Array[] = [HEADER];
    let crc = 0;
    let zippedBytes = 0;
    for (const { start, end, tag } of runs) {
      let run = this.#zipped.get(tag);
      if (run === undefined) {
        run = zipRun(bytes.subarray(start, end));
        this.#zipped.set(tag, run);
        zippedBytes += end - start;
      }
      parts.push(run.blocks);
      crc = combineCrc(crc, run.crc, run.shift);
      if (zippedBytes < SLICE_BYTES) continue;
      zippedBytes = 0;
      await setImmediate();
    }
    const trailer = new DataView(new ArrayBuffer(TRAILER_BYTES));
    trailer.setUint32(0, crc, true);
    trailer.setUint32(4, bytes.length, true);
    parts.push(LAST_BLOCK, new Uint8Array(trailer.buffer));
    return joined(parts);
  }
}

function zipRun(bytes: Uint8Array): ZippedRun {
  const blocks = deflateRawSync(bytes, { level: GZIP_LEVEL, finishFlush: constants.Z_SYNC_FLUSH });
  return { blocks, crc: crc32(bytes), shift: crcShift(bytes.length) };
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let position = 0;
  for (const part of parts) {
    all.set(part, position);
    position += part.length;
  }
  return all;
}
