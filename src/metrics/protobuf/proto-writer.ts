const FIRST_BYTES = 4096;

/** Wire types of Protocol Buffers: a varint, eight bytes, and a length with as many bytes. */
const VARINT = 0;
const DOUBLE = 1;
const LENGTH = 2;

/** Writes the fields of Protocol Buffers messages one after another into bytes that grow. */
export class ProtoWriter {
  #bytes = new Uint8Array(FIRST_BYTES);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  readonly #encoder = new TextEncoder();

  /** What was written so far, as bytes of their own. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  double(field: number, value: number): void {
    this.#reserve(24);
    this.#varint(field * 8 + DOUBLE);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  /** `value`: a whole number from 0 to 2^53. */
  unsigned(field: number, value: number): void {
    this.#reserve(24);
    this.#varint(field * 8 + VARINT);
    this.#varint(value);
  }

  /** `value`: a whole number whose absolute value is at most 2^52. */
  signed(field: number, value: number): void {
    this.unsigned(field, zigzag(value));
  }

  /** A repeated signed field, packed. Nothing is written when there are no values. */
  packedSigned(field: number, values: readonly number[]): void {
    if (values.length === 0) return;
    const start = this.begin(field);
    this.#reserve(values.length * 10);
    for (const value of values) this.#varint(zigzag(value));
    this.end(start);
  }

  text(field: number, value: string): void {
    const start = this.begin(field);
    this.#reserve(value.length * 3);
    if (!this.#ascii(value)) this.#length += this.#encoder.encodeInto(value, this.#bytes.subarray(this.#length)).written;
    this.end(start);
  }

  /** Begins an embedded message and returns what its `end` needs. Without a field it is a delimited message of its own. */
  begin(field?: number): number {
    this.#reserve(16);
    if (field !== undefined) this.#varint(field * 8 + LENGTH);
    // Most messages are short: one byte is kept for the length, more are made room for at the end.
    this.#length += 1;
    return this.#length;
  }

  /** Ends the message that `begin` began. */
  end(start: number): void {
    const size = this.#length - start;
    const extra = varintBytes(size) - 1;
    this.#reserve(extra);
    if (extra > 0) this.#bytes.copyWithin(start + extra, start, this.#length);
    this.#length = start - 1;
    this.#varint(size);
    this.#length += size;
  }

  // Hot: names and labels are short and nearly all ASCII; for those a call of the encoder costs more than the loop.
  #ascii(value: string): boolean {
    for (let index = 0; index < value.length; index += 1) {
      const code = value.charCodeAt(index);
      if (code > 127) return false;
      this.#bytes[this.#length + index] = code;
    }
    this.#length += value.length;
    return true;
  }

  #varint(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.#bytes[this.#length] = (rest % 128) + 128;
      this.#length += 1;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length] = rest;
    this.#length += 1;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

/** Signed numbers as unsigned ones, small absolute values first. */
function zigzag(value: number): number {
  return value >= 0 ? value * 2 : value * -2 - 1;
}

function varintBytes(value: number): number {
  let count = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) count += 1;
  return count;
}
