import { ByteReader, TeleError } from '../core/index.ts';
import { addressAt, addressText } from './address.ts';
import { readKeyedHash } from './keyed-hash.ts';
import { ADDRESS_BYTES, HASH_BYTES, LONG_NUMBER, REMEMBERED, WIRE, WIRE_TYPES } from './wire-type.ts';

/** Texts up to this length are read letter by letter. */
const SHORT = 24;
const FLOAT_BYTES = 8;

/** Reads the fields that a `FieldWriter` wrote, one after the other. Throws `STORE_CORRUPT` for bytes that are none. */
export class FieldReader {
  readonly #source: Uint8Array;
  readonly #input: ByteReader;
  readonly #begin: number;
  /** The long values of the record around this one. */
  readonly #outer: readonly number[] | undefined;
  #long: number[] | undefined;
  /** Whether `goTo` has passed long values: they are read when one of them is asked for. */
  #hasPassed = false;
  /** The number of the field at hand. */
  field = 0;
  #wire = 0;
  #number = 0;
  /** Where the tag of the field stands. */
  #tagAt: number;
  /** Where the bytes of the field begin, and how many they are. */
  #from = 0;
  #length = 0;

  /** `long`: the long values of the record around this one. It reads from a place among the bytes to another; all of them when none is said. */
  constructor(bytes: Uint8Array, long?: readonly number[], from = 0, end = bytes.length) {
    this.#source = bytes;
    this.#input = new ByteReader(bytes, from, end);
    this.#begin = from;
    this.#tagAt = from;
    this.#outer = long;
    this.#long = long?.slice();
  }

  /** Goes to the next field, of which nothing needs to be known. False at the end. */
  next(): boolean {
    if (!this.#nextTag()) return false;
    this.#take();
    this.#refuseBroken();
    return true;
  }

  // Hot: most fields are only passed. What they hold is not kept, neither as a view nor as a number.
  /** Goes to the field with a number, which is not behind this one; false, and nothing passed but lower numbers, when there is none. */
  goTo(number: number): boolean {
    while (this.field < number) {
      if (!this.#nextTag()) return false;
      if (this.field < number) this.#pass();
      else this.#take();
      this.#refuseBroken();
    }
    return this.field === number;
  }

  #nextTag(): boolean {
    const input = this.#input;
    if (input.isDone) return false;
    this.#tagAt = input.at;
    const tag = input.varint();
    this.#wire = tag % WIRE_TYPES;
    this.field += (tag - this.#wire) / WIRE_TYPES;
    return true;
  }

  #refuseBroken(): void {
    if (this.#input.isBroken) throw new TeleError('STORE_CORRUPT', 'A record is cut short.');
  }

  #take(): void {
    const input = this.#input;
    switch (this.#wire) {
      case WIRE.number:
        this.#number = input.varint();
        if (this.#number >= LONG_NUMBER) this.#remember();
        return;
      case WIRE.one:
        this.#number = 1;
        return;
      case WIRE.negative:
        this.#number = -input.varint();
        return;
      case WIRE.float:
        this.#passBytes(FLOAT_BYTES);
        this.#number = floatOf(this.#view());
        return;
      case WIRE.bytes:
        this.#passBytes(input.varint());
        return;
      case WIRE.hash:
        this.#passBytes(HASH_BYTES);
        return;
      case WIRE.address:
        this.#passBytes(ADDRESS_BYTES);
        this.#number = addressAt(this.#source, this.#from);
        this.#remember();
        return;
      default: {
        const number = this.#longValues()?.[input.varint()];
        if (number === undefined) throw new TeleError('STORE_CORRUPT', 'A record refers to a number that it does not have.');
        this.#number = number;
      }
    }
  }

  #pass(): void {
    const input = this.#input;
    switch (this.#wire) {
      case WIRE.number:
        if (input.varint() >= LONG_NUMBER) this.#hasPassed = true;
        return;
      case WIRE.one:
        return;
      case WIRE.float:
        input.skip(FLOAT_BYTES);
        return;
      case WIRE.bytes:
        input.skip(input.varint());
        return;
      case WIRE.hash:
        input.skip(HASH_BYTES);
        return;
      case WIRE.address:
        input.skip(ADDRESS_BYTES);
        this.#hasPassed = true;
        return;
      default:
        input.varint();
    }
  }

  #passBytes(length: number): void {
    this.#from = this.#input.at;
    this.#length = length;
    this.#input.skip(length);
  }

  #view(): Uint8Array {
    return this.#source.subarray(this.#from, this.#from + this.#length);
  }

  #remember(): void {
    this.#long ??= [];
    if (this.#long.length < REMEMBERED) this.#long.push(this.#number);
  }

  /** The long values before the field at hand. */
  #longValues(): readonly number[] | undefined {
    if (!this.#hasPassed) return this.#long;
    const again = new FieldReader(this.#source, this.#outer, this.#begin, this.#tagAt);
    while (again.next());
    this.#long = again.#long;
    this.#hasPassed = false;
    return this.#long;
  }

  /** Whether it is a text or a record. */
  get isText(): boolean {
    return this.#wire >= WIRE.bytes && this.#wire !== WIRE.same;
  }

  get isFloat(): boolean {
    return this.#wire === WIRE.float;
  }

  /** The field as a number. */
  number(): number {
    if (this.isText) throw new TeleError('STORE_CORRUPT', `The field ${this.field} of a record holds no number.`);
    return this.#number;
  }

  /** The field as a text. */
  text(): string {
    switch (this.#wire) {
      case WIRE.bytes:
        return readUtf8(this.#view());
      case WIRE.hash:
        return readKeyedHash(this.#source, this.#from);
      case WIRE.address:
      case WIRE.same:
        return addressText(this.#number);
      default:
        throw new TeleError('STORE_CORRUPT', `The field ${this.field} of a record holds no text.`);
    }
  }

  /** The field as bytes; a view. */
  bytes(): Uint8Array {
    this.#refuseNoBytes();
    return this.#view();
  }

  #refuseNoBytes(): void {
    if (this.#wire !== WIRE.bytes) throw new TeleError('STORE_CORRUPT', `The field ${this.field} of a record holds no bytes.`);
  }

  /** The record within this one that the field is. */
  nested(): FieldReader {
    this.#refuseNoBytes();
    return new FieldReader(this.#source, this.#longValues(), this.#from, this.#from + this.#length);
  }
}

function floatOf(bytes: Uint8Array): number {
  return bytes.length < FLOAT_BYTES ? 0 : new DataView(bytes.buffer, bytes.byteOffset, FLOAT_BYTES).getFloat64(0, true);
}

// Hot: short ASCII is put together here, for each call of the decoder costs more than that.
function readUtf8(bytes: Uint8Array): string {
  let text = '';
  if (bytes.length > SHORT) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  for (let at = 0; at < bytes.length; at += 1) {
    const code = bytes[at] ?? 0;
    if (code > 127) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
    text += String.fromCharCode(code);
  }
  return text;
}
