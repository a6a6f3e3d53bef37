import { ByteReader, type ByteWriter, TeleError } from '../../core/index.ts';
import { textBytes } from './packed-text.ts';
import { type PartForm, readForm, readHash, readSigned, writeForm, writeHash, writeSigned } from './timeline-form.ts';

// Hot: once per call that ends, in the store thread. Only the tables are looked at, the entries are copied.
/**
 * Writes the parts of one timeline as one: what a part has in common with those before it is kept once. None of them may have been joined before. Throws
 * `STORE_CORRUPT` for bytes that are no parts.
 */
export function joinParts(out: ByteWriter, parts: readonly Uint8Array[]): void {
  const texts: Uint8Array[] = [];
  const hashes: number[] = [];
  let last = 0;
  let isFollowing = false;
  for (const part of parts) {
    for (const input = new ByteReader(part); !input.isDone; isFollowing = true) {
      const form = readForm(input);
      const at = readSigned(input);
      writeForm(out, { ...form, isFollowing });
      writeSigned(out, isFollowing ? at - last : at);
      last = at;
      joinTexts(input, out, texts, isFollowing);
      joinHashes(input, out, hashes, isFollowing, form);
      for (let left = copyNumber(input, out); left > 0 && !input.isDone; left -= 1)
        for (let more = copyNumber(input, out); more > 0 && !input.isDone; more -= 1) copyNumber(input, out);
      out.block(input.block());
      if (input.isBroken || form.isFollowing) throw new TeleError('STORE_CORRUPT', 'A part of a timeline is none.');
    }
  }
}

function joinTexts(input: ByteReader, out: ByteWriter, known: Uint8Array[], isFollowing: boolean): void {
  for (let left = copyNumber(input, out); left > 0 && !input.isDone; left -= 1) {
    const text = textBytes(input);
    const place = isFollowing ? placeOf(known, text) : -1;
    if (isFollowing) out.varint(place + 1);
    if (place >= 0) continue;
    known.push(text);
    out.bytes(text);
  }
}

function joinHashes(input: ByteReader, out: ByteWriter, known: number[], isFollowing: boolean, { isLong }: PartForm): void {
  for (let left = copyNumber(input, out); left > 0 && !input.isDone; left -= 1) {
    const hash = readHash(input, isLong);
    const place = isFollowing ? known.indexOf(hash) : -1;
    if (isFollowing) out.varint(place + 1);
    if (place >= 0) continue;
    known.push(hash);
    writeHash(out, hash, isLong);
  }
}

function copyNumber(input: ByteReader, out: ByteWriter): number {
  const value = input.varint();
  out.varint(value);
  return value;
}

function placeOf(known: readonly Uint8Array[], text: Uint8Array): number {
  for (let place = 0; place < known.length; place += 1) if (isSame(known[place], text)) return place;
  return -1;
}

function isSame(one: Uint8Array | undefined, two: Uint8Array): boolean {
  if (one?.length !== two.length) return false;
  for (let at = two.length - 1; at >= 0; at -= 1) if (one[at] !== two[at]) return false;
  return true;
}
