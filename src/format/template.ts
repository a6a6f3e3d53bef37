import { ByteReader, ByteWriter, TeleError } from '../core/index.ts';
import { CALL_NUMBERS } from './field-numbers.ts';
import { ADDRESS_BYTES, HASH_BYTES, WIRE, WIRE_TYPES } from './wire-type.ts';

/** Numbers below this are in the template; the byte 0 there stands for one that is not, n + 1 for n. */
const SHARED = 4;
const FLOAT_BYTES = 8;
/** Bytes that the length of a leg most likely takes. */
const USUAL_LENGTH = 1;

/** Splits the `detail` of a call into its template, which has the tags and small numbers that many calls share, and all else. */
export function splitDetail(detail: Uint8Array): { readonly template: Uint8Array; readonly rest: Uint8Array } {
  const [template, rest] = [new ByteWriter(), new ByteWriter()];
  writeSplitDetail(detail, template, rest);
  return { template: template.take(), rest: rest.take() };
}

/** The same into what was there before: to make writers grow costs as much as what is written. Both must be empty. */
export function writeSplitDetail(detail: Uint8Array, template: ByteWriter, rest: ByteWriter): void {
  const from = new ByteReader(detail);
  split(from, template, rest);
  if (from.isBroken) throw new TeleError('STORE_CORRUPT', 'A record is cut short.');
}

/** What `splitDetail` was given. `out` is an empty writer, and empty afterwards. Throws `STORE_CORRUPT` for bytes that are none. */
export function joinDetail(template: Uint8Array, rest: Uint8Array, out: ByteWriter): Uint8Array {
  const [tags, values] = [new ByteReader(template), new ByteReader(rest)];
  join(tags, values, out);
  if (tags.isBroken || values.isBroken) throw new TeleError('STORE_CORRUPT', 'A call and its template do not fit.');
  return out.take();
}

// Hot: once per call that is written.
function split(from: ByteReader, template: ByteWriter, rest: ByteWriter): void {
  for (let field = 0; !from.isDone;) {
    const tag = from.varint();
    const wire = tag % WIRE_TYPES;
    field += (tag - wire) / WIRE_TYPES;
    template.varint(tag);
    if (isLeg(field, wire)) {
      const at = template.hold(USUAL_LENGTH);
      split(from.part(from.varint()), template, rest);
      template.fillLength(at, USUAL_LENGTH);
    } else if (isNumber(wire)) {
      const value = from.varint();
      template.byte(value < SHARED ? value + 1 : 0);
      if (value >= SHARED) rest.varint(value);
    } else copyValue(wire, from, rest);
  }
}

function join(template: ByteReader, rest: ByteReader, out: ByteWriter): void {
  for (let field = 0; !template.isDone;) {
    const tag = template.varint();
    const wire = tag % WIRE_TYPES;
    field += (tag - wire) / WIRE_TYPES;
    out.varint(tag);
    if (isLeg(field, wire)) {
      const at = out.hold(USUAL_LENGTH);
      join(template.part(template.varint()), rest, out);
      out.fillLength(at, USUAL_LENGTH);
    } else if (isNumber(wire)) {
      const shared = template.byte();
      out.varint(shared === 0 ? rest.varint() : shared - 1);
    } else copyValue(wire, rest, out);
  }
}

/** Fields of a leg have lower numbers, so it has none within it. */
function isLeg(field: number, wire: number): boolean {
  return field === CALL_NUMBERS.legs.number && wire === WIRE.bytes;
}

function isNumber(wire: number): boolean {
  return wire === WIRE.number || wire === WIRE.same;
}

function copyValue(wire: number, from: ByteReader, to: ByteWriter): void {
  if (wire === WIRE.negative) to.varint(from.varint());
  else if (wire === WIRE.float) from.copyTo(to, FLOAT_BYTES);
  else if (wire === WIRE.bytes) copyBlock(from, to);
  else if (wire === WIRE.hash) from.copyTo(to, HASH_BYTES);
  else if (wire === WIRE.address) from.copyTo(to, ADDRESS_BYTES);
}

function copyBlock(from: ByteReader, to: ByteWriter): void {
  const length = from.varint();
  to.varint(length);
  from.copyTo(to, length);
}
