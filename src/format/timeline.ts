import { ByteReader, ByteWriter, TeleError, TIMELINE_FIELDS, type TimelineEntry } from '../core/index.ts';
import { TIMELINE_NUMBERS } from './field-numbers.ts';
import { FieldReader } from './field-reader.ts';
import { FieldWriter } from './field-writer.ts';
import { createRecordCodec } from './record-codec.ts';

const ENTRY = createRecordCodec<TimelineEntry>(TIMELINE_FIELDS, TIMELINE_NUMBERS, { base: 'at' });
/** Bytes that the length of an entry most likely takes. */
const USUAL_LENGTH = 1;
const NOTHING = new Uint8Array(0);
/** Timelines share memory up to this: of its own each would cost more than writing it. */
const SHARED_BYTES = 64 * 1024;

/** Encodes entries, each as a record with its length before it: bytes of one timeline that are put together are the timeline of all. */
export type TimelineEncoder = (entries: readonly TimelineEntry[]) => Uint8Array;

/** Returns an `encodeTimeline` for many timelines that are soon forgotten, which needs less memory and time for each: they share memory. */
export function createTimelineEncoder(): TimelineEncoder {
  let to = new FieldWriter(new ByteWriter());
  return (entries) => {
    if (entries.length === 0) return NOTHING;
    if (to.out.length >= SHARED_BYTES) to = new FieldWriter(new ByteWriter());
    const from = to.out.length;
    writeEntries(to, entries);
    return to.out.view(from);
  };
}

function writeEntries(to: FieldWriter, entries: readonly TimelineEntry[]): void {
  for (const entry of entries) {
    const at = to.out.hold(USUAL_LENGTH);
    to.begin();
    ENTRY.write(to, entry);
    to.out.fillLength(at, USUAL_LENGTH);
  }
}

/** The declared fields of entries as bytes, and no others; none for no entries. Throws `INTERNAL` for a number that cannot be stored. */
export function encodeTimeline(entries: readonly TimelineEntry[]): Uint8Array {
  const to = new FieldWriter(new ByteWriter());
  writeEntries(to, entries);
  return to.out.take();
}

/** The entries that were written, as they were given. Throws `STORE_CORRUPT` for bytes that are none. */
export function decodeTimeline(bytes: Uint8Array): TimelineEntry[] {
  const input = new ByteReader(bytes);
  const entries: TimelineEntry[] = [];
  while (!input.isDone) {
    entries.push(ENTRY.decode(new FieldReader(input.block())));
  }
  if (input.isBroken) throw new TeleError('STORE_CORRUPT', 'A timeline is cut short.');
  return entries;
}
