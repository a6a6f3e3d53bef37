import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { ByteReader, ByteWriter, type TimelineEntry } from '../../core/index.ts';
import { bytesColumn } from './column.ts';
import type { DayFile } from './day-file.ts';
import { decodeTimeline, joinBytes, joinTimelines } from './timeline-codec.ts';

/** Timelines that are deflated together: texts that they share are kept once. */
export const CHUNK_CALLS = 64;

/** The timeline of a call; empty when it has none or it was deleted. */
export function readTimeline(file: DayFile, seq: number): TimelineEntry[] {
  const row = file.prepare('SELECT entries FROM timeline WHERE seq = ?').get(seq);
  if (row !== undefined) return joinTimelines(decodeTimeline(bytesColumn(row, 'entries')));
  const chunk = file.prepare('SELECT timelines FROM chunk WHERE first <= ? ORDER BY first DESC LIMIT 1').get(seq);
  if (chunk === undefined) return [];
  const packed = unpackChunk(bytesColumn(chunk, 'timelines')).get(seq);
  return packed === undefined ? [] : decodeTimeline(packed);
}

/** Writes the timeline of a call, whose parts `encodeTimeline` packed; an empty one is not written. */
export function writeTimeline(file: DayFile, seq: number, parts: readonly Uint8Array[]): void {
  if (parts.length > 0) file.prepare(insertRows(1)).run(seq, whole(parts));
}

/** The same of many calls. */
export function writeTimelines(file: DayFile, timelines: readonly (readonly [seq: number, parts: readonly Uint8Array[]])[]): void {
  const some = timelines.filter(([, parts]) => parts.length > 0);
  if (some.length > 0) file.prepare(insertRows(some.length)).run(...some.flatMap(([seq, parts]) => [seq, whole(parts)]));
}

function insertRows(count: number): string {
  return `INSERT OR REPLACE INTO timeline (seq, entries) VALUES ${Array.from({ length: count }, () => '(?, ?)').join(', ')}`;
}

function whole(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : joinBytes(parts);
}

/** The encoded timelines of some calls, deflated together. */
export function packChunk(timelines: readonly (readonly [seq: number, entries: Uint8Array])[]): Uint8Array {
  const out = new ByteWriter();
  let last = 0;
  for (const [seq, entries] of timelines) {
    out.varint(seq - last);
    out.block(entries);
    last = seq;
  }
  return deflateRawSync(out.take(), { level: 6 });
}

/** What `packChunk` packed. */
export function unpackChunk(bytes: Uint8Array): Map<number, Uint8Array> {
  const input = new ByteReader(inflateRawSync(bytes));
  const timelines = new Map<number, Uint8Array>();
  let seq = 0;
  while (!input.isDone) {
    seq += input.varint();
    timelines.set(seq, input.block());
  }
  return timelines;
}
