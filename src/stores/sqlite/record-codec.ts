import { type ByteReader, type ByteWriter, type Field, field, type Fields, type StoredPrivate, TeleError } from '../../core/index.ts';
import { microseconds, seconds } from './day.ts';
import { copyText, readText, writeText } from './packed-text.ts';
import type { Words } from './words.ts';

/** The words of what is written or read. */
export type WordTable = Pick<Words, 'idOf' | 'textOf'>;

/** Writes and reads objects with declared fields as packed bytes. */
export interface RecordCodec {
  /** Times are written as the distance from `base`, in Unix seconds. Throws `INTERNAL` for a number that its field cannot hold. */
  write(out: ByteWriter, record: object, base: number, words: WordTable): void;
  /** The object, which has the fields that are present and the required ones. */
  read(input: ByteReader, base: number, words: WordTable): Record<string, unknown>;
  /** Copies a written object, with other numbers for its words. */
  copy(input: ByteReader, out: ByteWriter, wordOf: (id: number) => number): void;
}

interface Slot {
  readonly name: string;
  readonly field: Field<unknown, boolean>;
  readonly write: (out: ByteWriter, value: unknown, base: number, words: WordTable) => void;
  readonly read: (input: ByteReader, base: number, words: WordTable) => unknown;
  readonly copy: (input: ByteReader, out: ByteWriter, wordOf: (id: number) => number) => void;
  /** What a required field is when it is not written. */
  readonly empty: () => unknown;
}

/** Fields that share a byte with one bit each. */
const GROUP = 8;

/**
 * Makes the codec of some fields: the number of groups, then for each group a byte that says which of its fields follow. A field is known by its place among
 * those that are written, so a field may be added at the end, and what was written before stays readable. Fields of `without` are left out.
 */
export function createRecordCodec(fields: Fields, without: ReadonlySet<string> = new Set()): RecordCodec {
  const slots = Object.entries(fields)
    .filter(([name]) => !without.has(name))
    .map(([name, one]): Slot => ({ name, field: one, ...codecOf(one) }));
  const groups = Array.from({ length: Math.ceil(slots.length / GROUP) }, (_, group) => slots.slice(group * GROUP, (group + 1) * GROUP));
  const slotOf = (group: number, bits: number): Slot => {
    // The lowest bit that is set.
    const slot = groups[group]?.[31 - Math.clz32(bits & -bits)];
    if (slot === undefined) throw new TeleError('STORE_CORRUPT', `A record holds a field that is not known, in group ${group}.`);
    return slot;
  };
  /** What a record is when nothing of it is written; its empty lists are shared. */
  const empty = Object.fromEntries(slots.filter(({ field }) => !field.isOptional).map((slot) => [slot.name, slot.empty()]));

  return {
    // Hot: once per change; about fifty properties are looked at.
    write(out, record, base, words) {
      out.byte(groups.length);
      for (const group of groups) {
        let bits = 0;
        for (let index = 0; index < group.length; index += 1) {
          const slot = group[index];
          if (slot !== undefined && isWritten(slot, Reflect.get(record, slot.name))) bits |= 1 << index;
        }
        out.byte(bits);
        for (let index = 0; bits >>> index !== 0; index += 1) {
          const slot = group[index];
          if (slot !== undefined && (bits & (1 << index)) !== 0) slot.write(out, Reflect.get(record, slot.name), base, words);
        }
      }
    },
    read(input, base, words) {
      // Hot: a copy of the whole costs less than field after field.
      const record: Record<string, unknown> = { ...empty };
      const count = input.byte();
      for (let group = 0; group < count; group += 1) {
        for (let bits = input.byte(); bits !== 0; bits &= bits - 1) {
          const slot = slotOf(group, bits);
          record[slot.name] = slot.read(input, base, words);
        }
      }
      return record;
    },
    copy(input, out, wordOf) {
      const count = input.byte();
      out.byte(count);
      for (let group = 0; group < count; group += 1) {
        const first = input.byte();
        out.byte(first);
        for (let bits = first; bits !== 0; bits &= bits - 1) slotOf(group, bits).copy(input, out, wordOf);
      }
    },
  };
}

function isWritten({ field }: Slot, value: unknown): boolean {
  return value !== undefined && (field.isOptional || !isEmpty(value));
}

function isEmpty(value: unknown): boolean {
  return value === 0 || value === false || value === '' || (Array.isArray(value) && value.length === 0);
}

/** A whole number of 0 or more. Throws `INTERNAL` for any other. */
export function whole(value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new TeleError('INTERNAL', `A record with the number ${value} cannot be stored.`);
}

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

function writePrivate(out: ByteWriter, value: StoredPrivate): void {
  writeText(out, value.hash);
  writeText(out, value.mask);
}

function readPrivate(input: ByteReader): StoredPrivate {
  const hash = readText(input);
  return { hash, mask: readText(input) };
}

type Codec = Pick<Slot, 'write' | 'read' | 'copy' | 'empty'>;

function copyVarint(input: ByteReader, out: ByteWriter): void {
  out.varint(input.varint());
}

function copyNumber(input: ByteReader, out: ByteWriter): void {
  const form = input.byte();
  out.byte(form);
  if (form === NUMBER.any) out.bytes(input.bytes(8));
  else copyVarint(input, out);
}

const TEXT_CODEC: Codec = { write: (out, value) => writeText(out, value as string), read: readText, copy: copyText, empty: () => '' };
const COUNT_CODEC: Codec = {
  write: (out, value) => out.varint(whole(value as number)),
  read: (input) => input.varint(),
  copy: copyVarint,
  empty: () => 0,
};

const PRIVATE_CODEC: Codec = {
  write: (out, value) => writePrivate(out, value as StoredPrivate),
  read: readPrivate,
  copy(input, out) {
    copyText(input, out);
    copyText(input, out);
  },
  empty: () => ({ hash: '', mask: '' }),
};

/** Values are cast here alone: the declaration says what they are. */
function codecOf(one: Field<unknown, boolean>): Codec {
  switch (one.kind) {
    case 'id':
    case 'text':
      return TEXT_CODEC;
    case 'label':
    case 'oneOf':
      return {
        write: (out, value, _base, words) => out.varint(words.idOf(value as string)),
        read: (input, _base, words) => words.textOf(input.varint()),
        copy: (input, out, wordOf) => out.varint(wordOf(input.varint())),
        empty: () => one.values?.[0] ?? '',
      };
    case 'private':
      return PRIVATE_CODEC;
    case 'at':
      return {
        write: (out, value, base) => writeSigned(out, microseconds(value as number) - microseconds(base)),
        read: (input, base) => seconds(readSigned(input) + microseconds(base)),
        copy: copyVarint,
        empty: () => 0,
      };
    case 'seconds':
      return {
        write: (out, value) => out.varint(whole(microseconds(value as number))),
        read: (input) => seconds(input.varint()),
        copy: copyVarint,
        empty: () => 0,
      };
    case 'bytes':
    case 'count':
      return COUNT_CODEC;
    case 'ratio':
    case 'number':
      return { write: (out, value) => writeNumber(out, value as number), read: readNumber, copy: copyNumber, empty: () => 0 };
    case 'flag':
      return {
        write: (out, value) => out.byte(value === true ? 1 : 0),
        read: (input) => input.byte() === 1,
        copy: (input, out) => out.byte(input.byte()),
        empty: () => false,
      };
    case 'list':
      return listCodec(one.element);
    case 'map':
      return mapCodec(one.element);
    case 'shape': {
      const codec = createRecordCodec(one.fields ?? {});
      return {
        write: (out, value, base, words) => codec.write(out, value as object, base, words),
        read: codec.read,
        copy: codec.copy,
        empty: () => ({}),
      };
    }
  }
}

function mapCodec(element: Field<unknown, boolean> | undefined): Codec {
  const names = listCodec(field.text());
  const values = listCodec(element);
  return {
    write(out, value, base, words) {
      names.write(out, Object.keys(value as object), base, words);
      values.write(out, Object.values(value as object), base, words);
    },
    read(input, base, words) {
      const keys = names.read(input, base, words) as readonly string[];
      const found = values.read(input, base, words) as readonly unknown[];
      return Object.fromEntries(keys.map((key, index) => [key, found[index]]));
    },
    copy(input, out, wordOf) {
      names.copy(input, out, wordOf);
      values.copy(input, out, wordOf);
    },
    empty: () => ({}),
  };
}

/** Elements of an unknown kind are never written. */
function listCodec(element: Field<unknown, boolean> | undefined): Codec {
  const codec = codecOf(element ?? field.text());
  return {
    write(out, value, base, words) {
      const items = value as readonly unknown[];
      out.varint(items.length);
      for (const item of items) codec.write(out, item, base, words);
    },
    read(input, base, words) {
      const items: unknown[] = [];
      for (let left = input.varint(); left > 0 && !input.isDone; left -= 1) items.push(codec.read(input, base, words));
      return items;
    },
    copy(input, out, wordOf) {
      const length = input.varint();
      out.varint(length);
      for (let left = length; left > 0 && !input.isDone; left -= 1) codec.copy(input, out, wordOf);
    },
    empty: () => [],
  };
}
