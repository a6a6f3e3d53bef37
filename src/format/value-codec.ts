import { type Field, type Fields, type StoredPrivate, TeleError } from '../core/index.ts';
import type { FieldNumber, FieldNumbers } from './field-numbers.ts';
import type { FieldReader } from './field-reader.ts';
import type { FieldWriter, RecordForm } from './field-writer.ts';
import { microseconds, seconds } from './microseconds.ts';
import { LABELS } from './word-numbers.ts';

/** A record that is being put together. */
export type ReadRecord = Record<string, unknown>;

/** Writes and reads records by the numbers of their fields. */
export interface RecordCodec<T = unknown> extends RecordForm {
  /** Puts the fields into a record. Those whose number is not known are left out. */
  read(from: FieldReader, record: ReadRecord, base?: number): ReadRecord;
  /** A record of which nothing is written: a field that must be there is 0, '', false or without items. */
  empty(): ReadRecord;
  /** A whole record, with what is `given` of it already. It has every field that must be there, whatever the bytes hold. */
  decode(from: FieldReader, given?: object): T;
}

/** How one field of a record is written and read, or one half of a person. */
export interface Slot {
  readonly number: number;
  readonly name: string;
  readonly isOptional: boolean;
  /** `base`: the time that others are told from, in microseconds. */
  readonly write: (to: FieldWriter, value: unknown, base: number) => void;
  /** The value; undefined for a word that is not known. `before` is what the record has of the field, of a list the items before. */
  readonly read: (from: FieldReader, base: number, before: unknown) => unknown;
  /** What a field that must be there is when it is not written. */
  readonly empty: unknown;
}

type ValueCodec = Pick<Slot, 'write' | 'read' | 'empty'>;
type MakeCodec = (fields: Fields, numbers: FieldNumbers) => RecordCodec;

/** A field with what it is on disk. */
interface NumberedField {
  readonly name: string;
  readonly field: Field<unknown, boolean>;
  readonly known: FieldNumber;
  readonly number: number;
  readonly isBase: boolean;
}

const MILLION = 1e6;
/** What somebody without a name or hash is. */
const NOBODY: StoredPrivate = { hash: '', mask: '' };
const NO_ITEMS: readonly unknown[] = [];
/** The words that stand for all others, where a domain has one of them. */
const OTHER_WORDS = ['other', 'OTHER', 'unknown'];

/** The slots of all fields, in the order of their numbers. Throws `INTERNAL` for a field or a word without a number. */
export function slotsOf(fields: Fields, numbers: FieldNumbers, base: string | undefined, makeCodec: MakeCodec): readonly Slot[] {
  const slots = Object.entries(fields).flatMap(([name, field]): readonly Slot[] => {
    const known = numbers[name];
    if (known === undefined) throw new TeleError('INTERNAL', `The field ${name} has no number.`);
    if (typeof known === 'object' && 'hash' in known) return personSlots(name, field.isOptional, known);
    const number = typeof known === 'number' ? known : known.number;
    return [
      {
        number,
        name,
        isOptional: field.isOptional,
        ...valueCodec({ name, field, known, number, isBase: name === base }, makeCodec),
      },
    ];
  });
  return slots.sort((a, b) => a.number - b.number);
}

function personSlots(name: string, isOptional: boolean, known: { readonly hash: number; readonly mask: number }): readonly Slot[] {
  return (['hash', 'mask'] as const).map((part) => ({
    number: known[part],
    name,
    isOptional,
    write: (to, value) => to.text(known[part], (value as StoredPrivate)[part]),
    read: (from, _, before) => ({ ...NOBODY, ...(before as object | undefined), [part]: from.text() }),
    empty: NOBODY,
  }));
}

/** Values are cast here alone: the declaration says what they are. */
function valueCodec(one: NumberedField, makeCodec: MakeCodec): ValueCodec {
  const { name, field, number, isBase } = one;
  switch (field.kind) {
    case 'id':
    case 'text':
      return { write: (to, value) => to.text(number, value as string), read: (from) => from.text(), empty: '' };
    case 'label':
      return labelCodec(number);
    case 'oneOf':
      return wordCodec(one);
    case 'at':
      return {
        write: (to, value, base) => to.whole(number, microseconds(value as number) - (isBase ? 0 : base)),
        read: (from, base) => seconds(from.number() + (isBase ? 0 : base)),
        empty: 0,
      };
    case 'seconds':
      return { write: (to, value) => to.whole(number, microseconds(value as number)), read: (from) => seconds(from.number()), empty: 0 };
    case 'bytes':
    case 'count':
      return { write: (to, value) => to.whole(number, value as number), read: (from) => from.number(), empty: 0 };
    case 'ratio':
      return ratioCodec(number);
    case 'number':
      return { write: (to, value) => to.number(number, value as number), read: (from) => from.number(), empty: 0 };
    case 'flag':
      return { write: (to, value) => to.whole(number, value === true ? 1 : 0), read: (from) => from.number() === 1, empty: false };
    case 'list':
      return listCodec(one, makeCodec);
    case 'shape':
      return nestedCodec(one, makeCodec);
    case 'map':
    case 'private':
      throw new TeleError('INTERNAL', `The field ${name} has no form on disk.`);
  }
}

function wordCodec({ name, field, known, number }: NumberedField): ValueCodec {
  const numbers = new Map(Object.entries(typeof known === 'object' && 'words' in known ? known.words : {}));
  const words: (string | undefined)[] = [];
  for (const word of field.values ?? []) {
    const wordNumber = numbers.get(word);
    if (wordNumber === undefined) throw new TeleError('INTERNAL', `The word ${word} of the field ${name} has no number.`);
    words[wordNumber] = word;
  }
  const other = OTHER_WORDS.find((word) => words.includes(word));
  return {
    write: (to, value) => to.whole(number, numbers.get(value as string) ?? 0),
    read: (from) => words[from.number()] ?? other,
    empty: other ?? field.values?.[0],
  };
}

/** A label is a text, and a usual one a number. */
function labelCodec(number: number): ValueCodec {
  return {
    write(to, value) {
      const known = LABELS.indexOf(value as string);
      if (known > 0) to.whole(number, known);
      else to.text(number, value as string);
    },
    read: (from) => (from.isText ? from.text() : (LABELS[from.number()] ?? '')),
    empty: '',
  };
}

/** A ratio in whole millionths; one that is none as it is. */
function ratioCodec(number: number): ValueCodec {
  return {
    write(to, value) {
      const millionths = Math.round((value as number) * MILLION);
      if (millionths / MILLION === value) to.whole(number, millionths);
      else to.float(number, value as number);
    },
    read: (from) => (from.isFloat ? from.number() : from.number() / MILLION),
    empty: 0,
  };
}

function listCodec(one: NumberedField, makeCodec: MakeCodec): ValueCodec {
  const { element } = one.field;
  if (element === undefined) throw new TeleError('INTERNAL', `The field ${one.name} has no form on disk.`);
  const item = valueCodec({ ...one, field: element }, makeCodec);
  return {
    write(to, value, base) {
      for (const each of value as readonly unknown[]) item.write(to, each, base);
    },
    read(from, base, before) {
      const value = item.read(from, base, undefined);
      if (value === undefined) return before;
      if (before === undefined || before === NO_ITEMS) return [value];
      (before as unknown[]).push(value);
      return before;
    },
    empty: NO_ITEMS,
  };
}

function nestedCodec({ field, known, number }: NumberedField, makeCodec: MakeCodec): ValueCodec {
  const codec = makeCodec(field.fields ?? {}, typeof known === 'object' && 'fields' in known ? known.fields : {});
  return {
    write: (to, value, base) => to.nested(number, codec, value as object, base),
    read: (from, base) => codec.read(from.nested(), codec.empty(), base),
    empty: codec.empty(),
  };
}
