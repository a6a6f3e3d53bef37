/** The first room for a conversation: that of seven messages. Hot: room of another size costs 1 us and more. */
const FIRST_BYTES = 512;
/** Less room than this is not worth giving back, in parts of all. */
const MUCH = 0.25;
const NO_BYTES = new DataView(new ArrayBuffer(0));
/** Seven bits of a number are one byte; the highest bit says that more follow. */
const MORE = 0x80;
/** The most that a number takes. One that is no whole number begins with `MORE` and 0, as no whole one does, and has its eight bytes behind. */
export const MAX_NUMBER_BYTES = 10;

/**
 * Numbers as bytes, one behind the other, outside of the heap: no garbage collector looks at them or moves them. A form of memory alone; nothing of it is written anywhere.
 * Whoever reads knows what was written, and in which order.
 */
export class NumberBytes {
  #view = NO_BYTES;
  #length = 0;

  /** How many bytes were written. */
  get length(): number {
    return this.#length;
  }

  /** Makes room for so many bytes more: whoever writes asks for it before. */
  reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed > this.#view.byteLength) this.#resize(Math.max(FIRST_BYTES, needed, this.#view.byteLength * 2));
  }

  /** Writes a byte. */
  byte(value: number): void {
    this.#view.setUint8(this.#length, value);
    this.#length += 1;
  }

  /** Writes two bytes. */
  short(value: number): void {
    this.#view.setUint16(this.#length, value);
    this.#length += 2;
  }

  /** Writes four bytes. */
  word(value: number): void {
    this.#view.setUint32(this.#length, value);
    this.#length += 4;
  }

  /** Writes eight bytes: a time or a hash. */
  double(value: number): void {
    this.#view.setFloat64(this.#length, value);
    this.#length += 8;
  }

  /** Writes any number, in up to `MAX_NUMBER_BYTES`; whole ones that are small take few. */
  number(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) return this.#other(value);
    let rest = value;
    while (rest >= MORE) {
      this.byte((rest % MORE) | MORE);
      rest = Math.floor(rest / MORE);
    }
    this.byte(rest);
  }

  #other(value: number): void {
    this.byte(MORE);
    this.byte(0);
    this.double(value);
  }

  /** Writes a byte over one that was written. */
  setByte(place: number, value: number): void {
    this.#view.setUint8(place, value);
  }

  /** Writes four bytes over four that were written. */
  setWord(place: number, value: number): void {
    this.#view.setUint32(place, value);
  }

  byteAt(place: number): number {
    return this.#view.getUint8(place);
  }

  shortAt(place: number): number {
    return this.#view.getUint16(place);
  }

  wordAt(place: number): number {
    return this.#view.getUint32(place);
  }

  doubleAt(place: number): number {
    return this.#view.getFloat64(place);
  }

  /** Lets go of the room for more, where there is much. */
  trim(): void {
    const { byteLength } = this.#view;
    if (byteLength - this.#length > byteLength * MUCH) this.#resize(this.#length);
  }

  #resize(bytes: number): void {
    const room = new Uint8Array(bytes);
    room.set(new Uint8Array(this.#view.buffer, 0, this.#length));
    this.#view = new DataView(room.buffer);
  }
}

/** Reads what `NumberBytes` has, from its beginning on. */
export class NumberReader {
  readonly #bytes: NumberBytes;
  /** Where the next one begins. */
  place = 0;

  constructor(bytes: NumberBytes) {
    this.#bytes = bytes;
  }

  byte(): number {
    this.place += 1;
    return this.#bytes.byteAt(this.place - 1);
  }

  short(): number {
    this.place += 2;
    return this.#bytes.shortAt(this.place - 2);
  }

  double(): number {
    this.place += 8;
    return this.#bytes.doubleAt(this.place - 8);
  }

  number(): number {
    let value = 0;
    let factor = 1;
    let byte = this.byte();
    while (byte >= MORE) {
      value += (byte - MORE) * factor;
      factor *= MORE;
      byte = this.byte();
      if (byte === 0) return this.double();
    }
    return value + byte * factor;
  }
}
