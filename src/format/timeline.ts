import { ByteReader, ByteWriter, TeleError, TIMELINE_FIELDS, type TimelineEntry } from '../core/index.ts';
import { TIMELINE_NUMBERS } from './field-numbers.ts';
import { FieldReader } from './field-reader.ts';
import { FieldWriter, type TimelinePart } from './field-writer.ts';
import { createRecordCodec } from './record-codec.ts';

const ENTRY = createRecordCodec(TIMELINE_FIELDS, TIMELINE_NUMBERS, { base: 'at' });
/** Bytes that the length of an entry most likely takes. */
const USUAL_LENGTH = 1;
const NO_PARTS: readonly TimelinePart[] = [];

/** Writes entries, each as a record with its length before it: bytes of one timeline that are put together are the timeline of all. */
export class TimelineWriter {
  readonly #out = new ByteWriter();
  readonly #to = new FieldWriter(this.#out);

  /** Writes the declared fields of an entry, and no others. Throws `INTERNAL` for a number that cannot be stored. */
  write(entry: TimelineEntry): void {
    const at = this.#out.hold(USUAL_LENGTH);
    this.#to.begin();
    ENTRY.write(this.#to, entry);
    this.#out.fillLength(at, USUAL_LENGTH);
  }

  /** All that was written, in memory of its own. The writer is empty afterwards. */
  take(): Uint8Array {
    return this.#out.take();
  }

  /** These entries as the only part of a timeline, which is good until the next one. */
  partsOf(entries: readonly TimelineEntry[]): readonly TimelinePart[] {
    if (entries.length === 0) return NO_PARTS;
    this.clear();
    for (const entry of entries) this.write(entry);
    return [{ timelineBytes: this.#out.view() }];
  }

  /** Forgets what was written. */
  clear(): void {
    this.#out.clear();
  }
}

/** Entries as bytes; none for no entries. Throws `INTERNAL` for a number that cannot be stored. */
export function encodeTimeline(entries: readonly TimelineEntry[]): Uint8Array {
  const writer = new TimelineWriter();
  for (const entry of entries) writer.write(entry);
  return writer.take();
}

/** The entries that were written, as they were given. Throws `STORE_CORRUPT` for bytes that are none. */
export function decodeTimeline(bytes: Uint8Array): TimelineEntry[] {
  const input = new ByteReader(bytes);
  const entries: TimelineEntry[] = [];
  while (!input.isDone) {
    const entry = ENTRY.read(new FieldReader(input.block()), ENTRY.empty());
    // It was written with every field of the declaration.
    entries.push(entry as unknown as TimelineEntry);
  }
  if (input.isBroken) throw new TeleError('STORE_CORRUPT', 'A timeline is cut short.');
  return entries;
}
