import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { ByteReader, ByteWriter, TeleError } from '../core/index.ts';

/** A timeline with its number. */
export type NumberedTimeline = readonly [number: number, timeline: Uint8Array];

/** What one row unpacks to at most: 64 timelines of some thousand messages of some hundred bytes. */
const MAX_UNPACKED_BYTES = 256 * 1024 * 1024;

/** Timelines in the order of their numbers as one row: of each, how much its number is above the one before, its length and its bytes; deflated (RFC 1951). */
export function encodeTimelineRow(timelines: readonly NumberedTimeline[], level: number): Uint8Array {
  const out = new ByteWriter();
  let last = timelines[0]?.[0] ?? 0;
  for (const [number, timeline] of timelines) {
    out.varint(number - last);
    out.block(timeline);
    last = number;
  }
  // With the most memory it takes a tenth less time.
  return deflateRawSync(out.view(), { level, memLevel: 9 });
}

/** The timelines of a row by their numbers, of which the first one is known. Throws `STORE_CORRUPT` for bytes that are none. */
export function decodeTimelineRow(first: number, row: Uint8Array): Map<number, Uint8Array> {
  const input = new ByteReader(inflate(row));
  const timelines = new Map<number, Uint8Array>();
  let number = first;
  while (!input.isDone) {
    number += input.varint();
    timelines.set(number, input.block());
  }
  if (input.isBroken) throw new TeleError('STORE_CORRUPT', 'A row of timelines is cut short.');
  return timelines;
}

function inflate(row: Uint8Array): Uint8Array {
  try {
    return inflateRawSync(row, { maxOutputLength: MAX_UNPACKED_BYTES });
  } catch (cause) {
    throw new TeleError('STORE_CORRUPT', 'A row of timelines cannot be unpacked.', cause);
  }
}
