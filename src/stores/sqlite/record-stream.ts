import { type ByteReader, type ByteWriter, TeleError } from '../../core/index.ts';
import { KNOWN_FORM, readText, writeText } from './packed-text.ts';
import type { Words } from './words.ts';

/** How words are written: texts of few different values, such as labels. */
export interface WordForm {
  write(out: ByteWriter, word: string): void;
  read(input: ByteReader): string;
}

/** Each word as it is, where what is written is itself kept once for many records. */
export const WHOLE_WORDS: WordForm = { write: writeText, read: readText };

/** Each word as its number. */
export function numberedWords(words: Pick<Words, 'idOf' | 'textOf'>): WordForm {
  return { write: (out, word) => out.varint(words.idOf(word)), read: (input) => words.textOf(input.varint()) };
}

/** How a number of microseconds is written, times `FORMS`. */
const FORM = { micros: 0, seconds: 1, known: 2, negative: 3 } as const;
const FORMS = 4;
/** A number that is `FORMS` times this is still exact. */
const LARGEST = Math.floor(Number.MAX_SAFE_INTEGER / FORMS);
/** Numbers and texts of a record that are remembered; one that comes again is written as its place among them. */
const REMEMBERED = 16;
const SECOND = 1e6;

/** Takes the fields of a record one after the other: what many records share goes into `shape`, what is its own into `own`. Both may be the same. */
export class RecordWriter {
  readonly shape: ByteWriter;
  readonly own: ByteWriter;
  readonly words: WordForm;
  /** The time that others are told from, in microseconds. */
  base = 0;
  // Of a fixed length, for an array that is emptied gets new memory.
  readonly #micros = new Float64Array(REMEMBERED);
  #microsCount = 0;
  readonly #texts: string[] = Array.from({ length: REMEMBERED }, () => '');
  #textsCount = 0;

  constructor(shape: ByteWriter, own: ByteWriter, words: WordForm) {
    this.shape = shape;
    this.own = own;
    this.words = words;
  }

  /** Begins a record. */
  begin(base: number): void {
    this.base = whole(base);
    this.#microsCount = 0;
    this.#textsCount = 0;
  }

  /** Remembers a number that the reader of the record knows as well. */
  know(micros: number | undefined): void {
    if (micros === undefined) return;
    this.#micros[this.#microsCount] = micros;
    this.#microsCount += 1;
  }

  /** Writes whole microseconds. Throws `INTERNAL` for a number that cannot be stored. */
  micros(value: number): void {
    const count = this.#microsCount;
    for (let known = 0; known < count; known += 1) {
      if (this.#micros[known] === value) {
        this.own.varint(known * FORMS + FORM.known);
        return;
      }
    }
    if (!(Math.abs(value) <= LARGEST)) throw new TeleError('INTERNAL', `A record with the number ${value} cannot be stored.`);
    if (count < REMEMBERED) this.know(value);
    if (value < 0) this.own.varint(-value * FORMS + FORM.negative);
    else if (value % SECOND === 0) this.own.varint((value / SECOND) * FORMS + FORM.seconds);
    else this.own.varint(value * FORMS + FORM.micros);
  }

  /** Writes a text. */
  text(value: string): void {
    const count = this.#textsCount;
    for (let known = 0; known < count; known += 1) {
      if (this.#texts[known] === value) {
        this.own.byte(KNOWN_FORM);
        this.own.byte(known);
        return;
      }
    }
    if (count < REMEMBERED) {
      this.#texts[count] = value;
      this.#textsCount = count + 1;
    }
    writeText(this.own, value);
  }
}

/** Reads what a `RecordWriter` took, field after field. */
export class RecordReader {
  readonly shape: ByteReader;
  readonly own: ByteReader;
  readonly words: WordForm;
  readonly base: number;
  readonly #micros: number[] = [];
  readonly #texts: string[] = [];

  /** `base` and `micros` as for `begin`. */
  constructor(shape: ByteReader, own: ByteReader, words: WordForm, base: number, ...micros: readonly (number | undefined)[]) {
    this.shape = shape;
    this.own = own;
    this.words = words;
    this.base = base;
    for (const value of micros) if (value !== undefined) this.#micros.push(value);
  }

  micros(): number {
    const value = this.own.varint();
    const form = value % FORMS;
    const number = (value - form) / FORMS;
    if (form === FORM.known) return this.#micros[number] ?? 0;
    const micros = form === FORM.negative ? -number : form === FORM.seconds ? number * SECOND : number;
    if (this.#micros.length < REMEMBERED) this.#micros.push(micros);
    return micros;
  }

  text(): string {
    const from = this.own.at;
    if (this.own.byte() === KNOWN_FORM) return this.#texts[this.own.byte()] ?? '';
    this.own.goTo(from);
    const text = readText(this.own);
    if (this.#texts.length < REMEMBERED) this.#texts.push(text);
    return text;
  }
}

/** A whole number of 0 or more. Throws `INTERNAL` for any other. */
export function whole(value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new TeleError('INTERNAL', `A record with the number ${value} cannot be stored.`);
}
