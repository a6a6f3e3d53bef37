import { type ByteWriter, TeleError } from '../core/index.ts';
import { addressNumber, writeAddress } from './address.ts';
import { isKeyedHash, writeKeyedHash } from './keyed-hash.ts';
import { LONG_NUMBER, REMEMBERED, WIRE, WIRE_TYPES } from './wire-type.ts';

/** Bytes that the length of a record within another most likely takes. */
const USUAL_LENGTH = 1;
/** The same of the detail of a call and of a timeline. */
export const USUAL_LONG_LENGTH = 2;

/** What writes the fields of a record, each once and in the order of their numbers. */
export interface RecordForm {
  /** `base`: what times are told from, in microseconds, for a record that does not have it. Throws `INTERNAL` for a number that its field cannot hold. */
  write(to: FieldWriter, record: object, base?: number): void;
}

/** Entries of a timeline. */
export interface TimelinePart {
  /** Entry after entry. */
  readonly timelineBytes: Uint8Array;
}

// Hot: main writes each call and each message of it through one, used again and again.
/** Writes the fields of records, each with its tag before it. Fields come in the order of their numbers; one that is a list comes once for each item. */
export class FieldWriter {
  readonly out: ByteWriter;
  #last = 0;
  /** Long numbers of the record at hand; of a fixed length, for an array that is emptied gets new memory. */
  readonly #long = new Float64Array(REMEMBERED);
  #longCount = 0;
  /** A number and its bytes. */
  readonly #float = new Float64Array(1);
  readonly #floatBytes = new Uint8Array(this.#float.buffer);

  constructor(out: ByteWriter) {
    this.out = out;
  }

  /** Begins a record that is not within another. */
  begin(): void {
    this.#last = 0;
    this.#longCount = 0;
  }

  /** Writes a whole number. Throws `INTERNAL` for any other. */
  whole(field: number, value: number): void {
    if (!Number.isSafeInteger(value)) throw new TeleError('INTERNAL', `A record with the number ${value} cannot be stored.`);
    if (value === 1) this.#tag(field, WIRE.one);
    else if (value < 0) {
      this.#tag(field, WIRE.negative);
      this.out.varint(-value);
    } else if (value < LONG_NUMBER) {
      this.#tag(field, WIRE.number);
      this.out.varint(value);
    } else this.#longValue(field, value, WIRE.number);
  }

  /** Writes any number. */
  number(field: number, value: number): void {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
      this.whole(field, value);
      return;
    }
    this.float(field, value);
  }

  /** Writes any number in eight bytes. */
  float(field: number, value: number): void {
    this.#tag(field, WIRE.float);
    this.#float[0] = value;
    this.out.bytes(this.#floatBytes);
  }

  /** Writes a text: a keyed hash and an IPv4 address with its port in few bytes, any other as UTF-8. */
  text(field: number, text: string): void {
    if (isKeyedHash(text)) {
      this.#tag(field, WIRE.hash);
      writeKeyedHash(this.out, text);
      return;
    }
    const address = addressNumber(text);
    if (address >= 0) {
      this.#longValue(field, address, WIRE.address);
      return;
    }
    this.#tag(field, WIRE.bytes);
    if (!this.out.ascii(text, 0)) this.out.block(Buffer.from(text, 'utf8'));
  }

  /** Writes bytes as they are. */
  bytes(field: number, bytes: Uint8Array): void {
    this.#tag(field, WIRE.bytes);
    this.out.block(bytes);
  }

  /** Writes a record within this one. It may refer to the long values before it; what follows it cannot refer to those in it. */
  nested(field: number, form: RecordForm, record: object, base?: number, usualLength = USUAL_LENGTH): void {
    this.#tag(field, WIRE.bytes);
    const at = this.out.hold(usualLength);
    const longCount = this.#longCount;
    this.#last = 0;
    form.write(this, record, base);
    this.#last = field;
    this.#longCount = longCount;
    this.out.fillLength(at, usualLength);
  }

  /** Writes the parts of a timeline as one. */
  parts(field: number, parts: readonly TimelinePart[]): void {
    this.#tag(field, WIRE.bytes);
    const at = this.out.hold(USUAL_LONG_LENGTH);
    for (const { timelineBytes } of parts) this.out.bytes(timelineBytes);
    this.out.fillLength(at, USUAL_LONG_LENGTH);
  }

  /** Writes a number that takes many bytes, or which of those before it is the same. */
  #longValue(field: number, value: number, wire: typeof WIRE.number | typeof WIRE.address): void {
    const count = this.#longCount;
    const long = this.#long;
    for (let known = 0; known < count; known += 1)
      if (long[known] === value) {
        this.#tag(field, WIRE.same);
        this.out.varint(known);
        return;
      }
    if (count < REMEMBERED) {
      long[count] = value;
      this.#longCount = count + 1;
    }
    this.#tag(field, wire);
    if (wire === WIRE.number) this.out.varint(value);
    else writeAddress(this.out, value);
  }

  #tag(field: number, wire: number): void {
    this.out.varint((field - this.#last) * WIRE_TYPES + wire);
    this.#last = field;
  }
}
