import { decodeTimelineRow } from '../../../format/index.ts';

/** Rows of timelines that are kept unpacked. */
const MOST_ROWS = 2;
/** A longer one is not kept. */
const MOST_BYTES = 256 * 1024;

interface UnpackedRow {
  readonly first: number;
  readonly bytes: Uint8Array;
  readonly timelines: ReadonlyMap<number, Uint8Array>;
}

/** The rows of timelines of a day that were read last: calls that are over about the same time lie in one row, and unpacking it takes longer than all else that is read of one. */
export class UnpackedRows {
  #rows: readonly UnpackedRow[] = [];

  /** The timelines of a row by their numbers. A row with other bytes is another one, so nothing is there that its file has no more. */
  timelinesOf(first: number, bytes: Uint8Array): ReadonlyMap<number, Uint8Array> {
    const known = this.#rows.find((row) => row.first === first);
    if (known !== undefined && Buffer.compare(known.bytes, bytes) === 0) return known.timelines;
    const timelines = decodeTimelineRow(first, bytes);
    const others = this.#rows.filter((row) => row !== known).slice(0, MOST_ROWS - 1);
    this.#rows = bytes.length > MOST_BYTES ? others : [{ first, bytes, timelines }, ...others];
    return timelines;
  }
}
