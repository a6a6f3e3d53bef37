import type { Fields } from '../core/index.ts';
import type { FieldNumbers } from './field-numbers.ts';
import { microseconds } from './microseconds.ts';
import { type ReadRecord, type RecordCodec, type Slot, slotsOf } from './value-codec.ts';
import { createWriteFields } from './write-fields.ts';

/** Which fields a codec knows. */
interface Extent {
  /** The time that the others are told from; it is told from 1970 itself, as all are without one. */
  readonly base?: string;
  /** Whether it knows the field of a number. Absent: all. */
  readonly isIn?: (number: number) => boolean;
}

/** Makes the codec of declared fields, those of a `T`. Throws `INTERNAL` for a field or a word without a number. */
export function createRecordCodec<T>(
  fields: Fields,
  numbers: FieldNumbers,
  { base: baseName, isIn = () => true }: Extent = {},
): RecordCodec<T> {
  const all = slotsOf(fields, numbers, baseName, createRecordCodec);
  const slots = all.filter(({ number }) => isIn(number));
  const byNumber: (Slot | undefined)[] = [];
  for (const slot of slots) byNumber[slot.number] = slot;
  const write = createWriteFields(slots);
  const empties = Object.fromEntries(all.filter((slot) => !slot.isOptional).map((slot) => [slot.name, slot.empty]));
  // Hot: a copy of the whole costs less than field after field; its empty lists are shared.
  const empty = (): ReadRecord => Object.assign({}, empties);
  const read: RecordCodec['read'] = (from, record, base = baseOf(record, baseName)) => {
    let before = base;
    while (from.next()) {
      const slot = byNumber[from.field];
      if (slot === undefined) continue;
      const value = slot.read(from, before, record[slot.name]);
      if (value === undefined) continue;
      record[slot.name] = value;
      if (slot.name === baseName) before = baseOf(record, baseName);
    }
    return record;
  };

  return {
    write: (to, record, base = baseOf(record, baseName)) => write(record, to, base),
    read,
    empty,
    // The declaration is that of a `T`, and a field that must be there is empty at least.
    decode: (from, given) => read(from, Object.assign(empty(), given)) as T,
  };
}

function baseOf(record: object, name: string | undefined): number {
  const base = name === undefined ? undefined : (record as ReadRecord)[name];
  return typeof base === 'number' ? microseconds(base) : 0;
}
