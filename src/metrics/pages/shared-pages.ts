/**
 * The memory of one registry, to be handed to another thread as `workerData` or in a message.
 * Both buffers grow in place, so a reader needs no message when series appear. One thread writes, any number read.
 *
 * `log`: two Int32 words (bytes published, changes of records made before), then records, each of five Int32 words and room for a text:
 * `[family, cell, text length, bytes of room, stamp]`. A family record has family -1 and the JSON of a `Family` as text; families count from 0 in order of their records.
 * A series record has its rendered labels as text, and `cell` is the index of its first cell.
 * A record is complete before the count of published bytes covers it. Its family, cell and room stay. Its stamp is odd while there is no series in it;
 * when a series is removed or another one put in, the stamp and then the count of changes are raised, so a reader that finds the same stamp before and after has read one series.
 *
 * `cells`: Float64 values in pages of `PAGE_CELLS`; the cells of a series lie in one page, with the position of its record in the cell before the first.
 * A cell is one number that one thread writes, so it is read as it is: a scrape may find a value in a bucket and not yet in the sum. Where counts move from cell to cell, in a window of
 * native buckets, a version that is odd meanwhile keeps a reader from taking two states for one (see `native-window.ts`).
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
export const RECORD_HEADER_BYTES = 20;

/** The family word of a record that declares a family. */
export const FAMILY_RECORD = -1;

/** The words of a record's header, in their order. */
export const WORD = { family: 0, cell: 1, length: 2, room: 3, stamp: 4 } as const;

/** Where the header of the log counts published bytes and changed records. */
export const LOG_WORD = { published: 0, changes: 1 } as const;

/** The view of one page. */
export function cellPage(cells: SharedArrayBuffer, page: number): Float64Array<SharedArrayBuffer> {
  return new Float64Array(cells, page * PAGE_CELLS * 8, PAGE_CELLS);
}
