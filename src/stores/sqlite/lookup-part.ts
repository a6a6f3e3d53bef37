import { ByteReader, ByteWriter } from '../../core/index.ts';
import { SEQ_PER_MILLISECOND } from './call-row.ts';
import type { LookupEntries } from './lookup-entries.ts';

/** Entries of a part, more when one hash has more: about 500 bytes. */
const PART_ENTRIES = 80;

/** Packs entries by their hashes. A part is handed over with its first hash, which is above all of the part before. */
export function packParts(entries: LookupEntries, use: (firstHash: number, part: Uint8Array) => void): void {
  const out = new ByteWriter();
  let first = 0;
  let before = 0;
  let count = 0;
  entries.eachInOrder((hash, seq) => {
    if (count >= PART_ENTRIES && hash !== before) {
      use(first, out.take());
      count = 0;
    }
    if (count === 0) {
      first = hash;
      before = hash;
    }
    writeEntry(out, hash - before, seq);
    before = hash;
    count += 1;
  });
  if (count > 0) use(first, out.take());
}

/** Unpacks a part. */
export function eachEntry(firstHash: number, part: Uint8Array, use: (hash: number, seq: number) => void): void {
  const input = new ByteReader(part);
  for (let hash = firstHash; !input.isDone;) {
    hash += input.varint();
    use(hash, readSeq(input));
  }
}

/** Adds the `seq` of one hash in a part to a list. */
export function findInPart(firstHash: number, part: Uint8Array, wanted: number, found: number[]): void {
  const input = new ByteReader(part);
  for (let hash = firstHash; !input.isDone;) {
    hash += input.varint();
    if (hash > wanted) return;
    const seq = readSeq(input);
    if (hash === wanted) found.push(seq);
  }
}

/** A part without one entry. */
export function withoutEntry(firstHash: number, part: Uint8Array, hash: number, seq: number): Uint8Array {
  const out = new ByteWriter();
  let before = firstHash;
  eachEntry(firstHash, part, (other, otherSeq) => {
    if (other === hash && otherSeq === seq) return;
    writeEntry(out, other - before, otherSeq);
    before = other;
  });
  return out.take();
}

/** Two bits say where in its millisecond the row is; the last of their values, that this follows. */
const PLACES = 4;
const LATER = PLACES - 1;

function writeEntry(out: ByteWriter, step: number, seq: number): void {
  const place = seq % SEQ_PER_MILLISECOND;
  out.varint(step);
  out.varint(((seq - place) / SEQ_PER_MILLISECOND) * PLACES + Math.min(place, LATER));
  if (place >= LATER) out.varint(place);
}

function readSeq(input: ByteReader): number {
  const packed = input.varint();
  const place = packed % PLACES;
  return Math.floor(packed / PLACES) * SEQ_PER_MILLISECOND + (place === LATER ? input.varint() : place);
}
