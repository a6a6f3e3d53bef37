import { type ByteReader, type ByteWriter, type Field, field, type Fields, type StoredPrivate, TeleError } from '../../core/index.ts';
import { microseconds, seconds } from './day.ts';
import { readText, writeText } from './packed-text.ts';
import type { Words } from './words.ts';

/** Writes and reads objects with declared fields as packed bytes. */
export interface RecordCodec {
  /** Times are written as the distance from `base`, in Unix seconds. Throws `INTERNAL` for a number that its field cannot hold. */
  write(out: ByteWriter, record: object, base: number): void;
  /** The object, which has the fields that are present and the required ones. */
  read(input: ByteReader, base: number): Record<string, unknown>;
}

interface Slot {
  readonly name: string;
  readonly tag: number;
  readonly field: Field<unknown, boolean>;
  readonly write: (out: ByteWriter, value: unknown, base: number) => void;
  readonly read: (input: ByteReader, base: number) => unknown;
  /** What a required field is when it is not written. */
  readonly empty: () => unknown;
}

const END = 0;

/**
 * Makes the codec of some fields. A field is known by its place among all of them, so a field may be added at the end, and what was written before stays
 * readable. Fields of `without` are left out.
 */
export function createRecordCodec(fields: Fields, words: Words, without: ReadonlySet<string> = new Set()): RecordCodec {
  const all = Object.entries(fields).map(([name, one], index): Slot => ({ name, tag: index + 1, field: one, ...codecOf(one, words) }));
  const slots = all.filter(({ name }) => !without.has(name));
  const byTag: (Slot | undefined)[] = [];
  for (const slot of slots) byTag[slot.tag] = slot;
  /** What a record is when nothing of it is written; its empty lists are shared. */
  const empty = Object.fromEntries(slots.filter(({ field }) => !field.isOptional).map((slot) => [slot.name, slot.empty()]));

  return {
    // Hot: once per call; about fifty properties are looked at.
    write(out, record, base) {
      for (const slot of slots) {
        const value: unknown = Reflect.get(record, slot.name);
        if (value === undefined || (!slot.field.isOptional && isEmpty(value))) continue;
        out.byte(slot.tag);
        slot.write(out, value, base);
      }
      out.byte(END);
    },
    read(input, base) {
      // Hot: a copy of the whole costs less than field after field.
      const record: Record<string, unknown> = { ...empty };
      for (let tag = input.byte(); tag !== END; tag = input.byte()) {
        const slot = byTag[tag];
        if (slot === undefined) throw new TeleError('STORE_CORRUPT', `A record holds a field with the number ${tag}.`);
        record[slot.name] = slot.read(input, base);
      }
      return record;
    },
  };
}

function isEmpty(value: unknown): boolean {
  return value === 0 || value === false || value === '' || (Array.isArray(value) && value.length === 0);
}

/** A whole number of 0 or more. */
function whole(value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new TeleError('INTERNAL', `A record with the number ${value} cannot be stored.`);
}

/** Writes a whole number that may be negative. */
function writeSigned(out: ByteWriter, value: number): void {
  out.varint(whole(value < 0 ? -2 * value - 1 : 2 * value));
}

function readSigned(input: ByteReader): number {
  const value = input.varint();
  return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
}

function writeNumber(out: ByteWriter, value: number): void {
  if (Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0)) {
    out.byte(0);
    out.varint(value);
    return;
  }
  out.byte(1);
  out.bytes(new Uint8Array(Float64Array.of(value).buffer));
}

function readNumber(input: ByteReader): number {
  if (input.byte() === 0) return input.varint();
  const bytes = Uint8Array.from(input.bytes(8));
  return bytes.length === 8 ? (new Float64Array(bytes.buffer)[0] ?? 0) : 0;
}

function writePrivate(out: ByteWriter, value: StoredPrivate): void {
  writeText(out, value.hash);
  writeText(out, value.mask);
}

function readPrivate(input: ByteReader): StoredPrivate {
  const hash = readText(input);
  return { hash, mask: readText(input) };
}

type Codec = Pick<Slot, 'write' | 'read' | 'empty'>;

/** Values are cast here alone: the declaration says what they are. */
function codecOf(one: Field<unknown, boolean>, words: Words): Codec {
  switch (one.kind) {
    case 'id':
    case 'text':
      return { write: (out, value) => writeText(out, value as string), read: readText, empty: () => '' };
    case 'label':
    case 'oneOf':
      return {
        write: (out, value) => out.varint(words.idOf(value as string)),
        read: (input) => words.textOf(input.varint()),
        empty: () => one.values?.[0] ?? '',
      };
    case 'private':
      return { write: (out, value) => writePrivate(out, value as StoredPrivate), read: readPrivate, empty: () => ({ hash: '', mask: '' }) };
    case 'at':
      return {
        write: (out, value, base) => writeSigned(out, microseconds(value as number) - microseconds(base)),
        read: (input, base) => seconds(readSigned(input) + microseconds(base)),
        empty: () => 0,
      };
    case 'seconds':
      return {
        write: (out, value) => out.varint(whole(microseconds(value as number))),
        read: (input) => seconds(input.varint()),
        empty: () => 0,
      };
    case 'bytes':
    case 'count':
      return { write: (out, value) => out.varint(whole(value as number)), read: (input) => input.varint(), empty: () => 0 };
    case 'ratio':
    case 'number':
      return { write: (out, value) => writeNumber(out, value as number), read: readNumber, empty: () => 0 };
    case 'flag':
      return { write: (out, value) => out.byte(value === true ? 1 : 0), read: (input) => input.byte() === 1, empty: () => false };
    case 'list':
      return listCodec(one.element, words);
    case 'map':
      return mapCodec(one.element, words);
    case 'shape': {
      const codec = createRecordCodec(one.fields ?? {}, words);
      return {
        write: (out, value, base) => codec.write(out, value as object, base),
        read: (input, base) => codec.read(input, base),
        empty: () => ({}),
      };
    }
  }
}

function mapCodec(element: Field<unknown, boolean> | undefined, words: Words): Codec {
  const names = listCodec(field.text(), words);
  const values = listCodec(element, words);
  return {
    write(out, value, base) {
      names.write(out, Object.keys(value as object), base);
      values.write(out, Object.values(value as object), base);
    },
    read(input, base) {
      const [keys, found] = [names.read(input, base) as readonly string[], values.read(input, base) as readonly unknown[]];
      return Object.fromEntries(keys.map((key, index) => [key, found[index]]));
    },
    empty: () => ({}),
  };
}

function listCodec(element: Field<unknown, boolean> | undefined, words: Words): Codec {
  if (element === undefined) return { write: (out) => out.byte(0), read: (input) => (input.byte(), []), empty: () => [] };
  const codec = codecOf(element, words);
  return {
    write(out, value, base) {
      const items = value as readonly unknown[];
      out.varint(items.length);
      for (const item of items) codec.write(out, item, base);
    },
    read(input, base) {
      const items: unknown[] = [];
      for (let left = input.varint(); left > 0 && !input.isDone; left -= 1) items.push(codec.read(input, base));
      return items;
    },
    empty: () => [],
  };
}
