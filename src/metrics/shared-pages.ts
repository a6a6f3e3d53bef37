/**
 * The memory of one registry, to be handed to another thread as `workerData` or in a message.
 * Both buffers grow in place, so a reader needs no message when series appear. One thread writes, any number read.
 *
 * `log`: two Int32 words (bytes published, unused), then records, each of three Int32 words and a text padded to four bytes:
 * `[family, cell, text length]`. A family record has family -1 and the JSON of a `Family` as text; families count from 0 in order of their records.
 * A series record has its rendered labels as text, and `cell` is the index of its first cell.
 * A record is complete before the count of published bytes covers it.
 *
 * `cells`: Float64 values in pages of `PAGE_CELLS`; the cells of a series lie in one page.
 */
export interface SharedPages {
  readonly log: SharedArrayBuffer;
  readonly cells: SharedArrayBuffer;
}

/** Cells of one page. Pages have a fixed length: a typed array that tracks a growing buffer costs seven times as much per access. */
export const PAGE_CELLS = 4096;

/** Bytes before the first record of the log. */
export const LOG_HEADER_BYTES = 8;

/** Bytes before the text of a record. */
export const RECORD_HEADER_BYTES = 12;

/** The family word of a record that declares a family. */
export const FAMILY_RECORD = -1;

/** The bytes that a record with a text of this length takes. */
export function recordBytes(textBytes: number): number {
  return RECORD_HEADER_BYTES + Math.ceil(textBytes / 4) * 4;
}

/** The view of one page. */
export function cellPage(cells: SharedArrayBuffer, page: number): Float64Array<SharedArrayBuffer> {
  return new Float64Array(cells, page * PAGE_CELLS * 8, PAGE_CELLS);
}
