import { type Field, field, type Fields, type StoredPrivate, TeleError } from '../../core/index.ts';
import { microseconds, seconds } from './day.ts';
import { readNumber, writeNumber } from './packed-number.ts';
import { readText, writeText } from './packed-text.ts';
import { type RecordReader, type RecordWriter, whole } from './record-stream.ts';
import { createTakeFields } from './take-fields.ts';

/** Writes and reads objects with declared fields as packed bytes. */
export interface RecordCodec {
  /** Throws `INTERNAL` for a number that its field cannot hold. */
  write(to: RecordWriter, record: object): void;
  /** The object, which has the fields that are present and the required ones. */
  read(from: RecordReader): Record<string, unknown>;
}

interface Slot extends ValueCodec {
  readonly name: string;
  readonly field: Field<unknown, boolean>;
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
  /** Of the record at hand. */
  const values: unknown[] = slots.map(() => undefined);
  const take = createTakeFields(
    slots.map(({ name }) => name),
    values,
  );

  return {
    // Hot: once per change; about fifty properties are looked at.
    write(to, record) {
      take(record);
      to.shape.byte(groups.length);
      let from = 0;
      for (const group of groups) {
        let bits = 0;
        for (let place = 0; place < group.length; place += 1) if (isWritten(group[place], values[from + place])) bits |= 1 << place;
        to.shape.byte(bits);
        for (let place = 0; bits >> place > 0; place += 1) if (((bits >> place) & 1) === 1) group[place]?.write(to, values[from + place]);
        from += GROUP;
      }
    },
    read(from) {
      // Hot: a copy of the whole costs less than field after field; to one that is spread it costs ten times as much to add more.
      const record: Record<string, unknown> = Object.assign({}, empty);
      const count = from.shape.byte();
      for (let group = 0; group < count; group += 1) {
        for (let bits = from.shape.byte(); bits !== 0; bits &= bits - 1) {
          const slot = slotOf(group, bits);
          record[slot.name] = slot.read(from);
        }
      }
      return record;
    },
  };
}

function isWritten(slot: Slot | undefined, value: unknown): boolean {
  return value !== undefined && (slot?.field.isOptional === true || !isEmpty(value));
}

function isEmpty(value: unknown): boolean {
  return value === 0 || value === false || value === '' || (Array.isArray(value) && value.length === 0);
}

/** The codec of one value. */
interface ValueCodec {
  readonly write: (to: RecordWriter, value: unknown) => void;
  readonly read: (from: RecordReader) => unknown;
  /** What a required field is when it is not written. */
  readonly empty: () => unknown;
}

const TEXT_CODEC: ValueCodec = { write: (to, value) => to.text(value as string), read: (from) => from.text(), empty: () => '' };

/** Counts that many records share, beside 1: the codes of SIP. */
const FIRST_CODE = 100;
const LAST_CODE = 699;

const COUNT_CODEC: ValueCodec = {
  write(to, value) {
    const count = whole(value as number);
    const isShared = count === 1 || (count >= FIRST_CODE && count <= LAST_CODE);
    to.shape.varint(isShared ? count : 0);
    if (!isShared) to.own.varint(count);
  },
  read: (from) => from.shape.varint() || from.own.varint(),
  empty: () => 0,
};

const PRIVATE_CODEC: ValueCodec = {
  write(to, value) {
    const { hash, mask } = value as StoredPrivate;
    writeText(to.own, hash);
    writeText(to.own, mask);
  },
  read(from) {
    const hash = readText(from.own);
    return { hash, mask: readText(from.own) };
  },
  empty: () => ({ hash: '', mask: '' }),
};

/** Values are cast here alone: the declaration says what they are. */
function codecOf(one: Field<unknown, boolean>): ValueCodec {
  switch (one.kind) {
    case 'id':
    case 'text':
      return TEXT_CODEC;
    case 'label':
    case 'oneOf':
      return {
        write: (to, value) => to.words.write(to.shape, value as string),
        read: (from) => from.words.read(from.shape),
        empty: () => one.values?.[0] ?? '',
      };
    case 'private':
      return PRIVATE_CODEC;
    case 'at':
      return {
        write: (to, value) => to.micros(microseconds(value as number) - to.base),
        read: (from) => seconds(from.micros() + from.base),
        empty: () => 0,
      };
    case 'seconds':
      return {
        write: (to, value) => to.micros(whole(microseconds(value as number))),
        read: (from) => seconds(from.micros()),
        empty: () => 0,
      };
    case 'bytes':
    case 'count':
      return COUNT_CODEC;
    case 'ratio':
    case 'number':
      return { write: (to, value) => writeNumber(to.own, value as number), read: (from) => readNumber(from.own), empty: () => 0 };
    case 'flag':
      return { write: (to, value) => to.shape.byte(value === true ? 1 : 0), read: (from) => from.shape.byte() === 1, empty: () => false };
    case 'list':
      return listCodec(one.element);
    case 'map':
      return mapCodec(one.element);
    case 'shape': {
      const codec = createRecordCodec(one.fields ?? {});
      return { write: (to, value) => codec.write(to, value as object), read: (from) => codec.read(from), empty: () => ({}) };
    }
  }
}

function mapCodec(element: Field<unknown, boolean> | undefined): ValueCodec {
  const names = listCodec(field.text());
  const values = listCodec(element);
  return {
    write(to, value) {
      names.write(to, Object.keys(value as object));
      values.write(to, Object.values(value as object));
    },
    read(from) {
      const keys = names.read(from) as readonly string[];
      const found = values.read(from) as readonly unknown[];
      return Object.fromEntries(keys.map((key, index) => [key, found[index]]));
    },
    empty: () => ({}),
  };
}

/** Elements of an unknown kind are never written. */
function listCodec(element: Field<unknown, boolean> | undefined): ValueCodec {
  const codec = codecOf(element ?? field.text());
  return {
    write(to, value) {
      const items = value as readonly unknown[];
      to.shape.varint(items.length);
      for (const item of items) codec.write(to, item);
    },
    read(from) {
      const items: unknown[] = [];
      // Elements may be in either stream, so the one that is done first says nothing of the other.
      for (let left = from.shape.varint(); left > 0 && !from.shape.isBroken && !from.own.isBroken; left -= 1) items.push(codec.read(from));
      return items;
    },
    empty: () => [],
  };
}
