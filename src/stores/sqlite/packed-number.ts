import type { ByteReader, ByteWriter } from '../../core/index.ts';
import { whole } from './record-stream.ts';

/** Writes a whole number that may be negative. */
export function writeSigned(out: ByteWriter, value: number): void {
  out.varint(whole(value < 0 ? -2 * value - 1 : 2 * value));
}

/** What `writeSigned` wrote. */
export function readSigned(input: ByteReader): number {
  const value = input.varint();
  return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
}

/** The form of a number: whole, any, or whole when it is multiplied by `DECIMALS`. */
const NUMBER = { whole: 0, any: 1, decimal: 2 } as const;
/** Measured shares and scores have few decimals; 256ths, as RTCP counts loss in, have eight. */
const DECIMALS = 1e8;

/** Writes any number. */
export function writeNumber(out: ByteWriter, value: number): void {
  const decimal = Math.round(value * DECIMALS);
  if (Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0)) {
    out.byte(NUMBER.whole);
    out.varint(value);
    return;
  }
  if (value > 0 && Number.isSafeInteger(decimal) && decimal / DECIMALS === value) {
    out.byte(NUMBER.decimal);
    out.varint(decimal);
    return;
  }
  out.byte(NUMBER.any);
  out.bytes(new Uint8Array(Float64Array.of(value).buffer));
}

/** What `writeNumber` wrote. */
export function readNumber(input: ByteReader): number {
  const form = input.byte();
  if (form === NUMBER.whole) return input.varint();
  if (form === NUMBER.decimal) return input.varint() / DECIMALS;
  const bytes = Uint8Array.from(input.bytes(8));
  return bytes.length === 8 ? (new Float64Array(bytes.buffer)[0] ?? 0) : 0;
}
