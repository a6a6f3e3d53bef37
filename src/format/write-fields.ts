import { type Compile, makeFunction } from '../core/index.ts';
import type { FieldWriter } from './field-writer.ts';
import type { Slot } from './value-codec.ts';

/** Writes what a record has of some fields, in their order. `base`: the time that others are told from, in microseconds. */
export type WriteFields = (record: object, to: FieldWriter, base: number) => void;

/** What writing a field needs of it. */
export type WrittenField = Pick<Slot, 'name' | 'isOptional' | 'write'>;

/**
 * Makes the function that writes these fields. Hot: compiled, so that each field is looked at and written in a place of its own; to look up what is absent by a name
 * that differs each time takes ten times as long.
 */
export function createWriteFields(fields: readonly WrittenField[], compile: Compile = makeFunction): WriteFields {
  const written = fields.map(({ isOptional, write }): WrittenField['write'] => (isOptional ? write : unlessEmpty(write)));
  const names = written.map((_, place) => `const w${place} = written[${place}];`);
  const steps = fields.map(({ name }, place) => `v = record[${JSON.stringify(name)}]; if (v !== undefined) w${place}(to, v, base);`);
  const make = compile('written', `${names.join(' ')} return (record, to, base) => { let v; ${steps.join(' ')} };`);
  // The text makes this of the list.
  if (make !== undefined) return make(written) as WriteFields;
  return (record, to, base) => {
    const known = record as Readonly<Record<string, unknown>>;
    for (const [place, { name }] of fields.entries()) if (known[name] !== undefined) written[place]?.(to, known[name], base);
  };
}

/** A field that must be there is empty when it is not written. */
function unlessEmpty(write: WrittenField['write']): WrittenField['write'] {
  return (to, value, base) => {
    if (!isEmpty(value)) write(to, value, base);
  };
}

function isEmpty(value: unknown): boolean {
  return value === 0 || value === false || value === '' || (Array.isArray(value) && value.length === 0);
}
