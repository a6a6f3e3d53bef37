import { MAX_VALUE_BYTES, writeValue } from './write-value.ts';

const NEWLINE = 0x0a;

/** Writes lines as bytes into memory that grows. */
export class LineWriter {
  /** What was written is at its start. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Bytes written. */
  length = 0;

  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity);
  }

  /** Makes room for this many bytes more. */
  reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return;
    // An eighth more, since a text that grew once grows again.
    const grown = new Uint8Array(needed + (needed >> 3));
    grown.set(this.bytes);
    this.bytes = grown;
  }

  /** Writes many bytes. */
  append(source: Uint8Array): void {
    this.reserve(source.length);
    this.bytes.set(source, this.length);
    this.length += source.length;
  }

  /** Writes the bytes from `start` to `end` of `source`. */
  // Hot: for the few bytes of a label set a loop is sooner done than a call.
  copy(source: Uint8Array, start: number, end: number): void {
    this.reserve(end - start);
    const bytes = this.bytes;
    const shift = this.length - start;
    for (let position = start; position < end; position += 1) bytes[position + shift] = source[position] ?? 0;
    this.length += end - start;
  }

  value(value: number): void {
    this.reserve(MAX_VALUE_BYTES);
    this.length = writeValue(this.bytes, this.length, value);
  }

  endLine(): void {
    this.reserve(1);
    this.bytes[this.length] = NEWLINE;
    this.length += 1;
  }
}
