import { expect, test } from 'vitest';
import { ByteWriter, type Compile, makeFunction } from '../core/index.ts';
import { FieldWriter } from './field-writer.ts';
import { createWriteFields, type WrittenField } from './write-fields.ts';

const REFUSED: Compile = () => undefined;

test.each<[string, Compile]>([
  ['made of text', makeFunction],
  ['where the host makes none of text', REFUSED],
])('a function %s writes the fields of a record in their order, and what must be there unless it is empty', (_, compile) => {
  const told: unknown[] = [];
  const field = (name: string, isOptional: boolean): WrittenField => ({
    name,
    isOptional,
    write: (_to, value, base) => void told.push([name, value, base]),
  });
  const write = createWriteFields([field('id', false), field('at', true), field('it\'s "odd"', true), field('legs', false)], compile);
  const to = new FieldWriter(new ByteWriter());
  write({ legs: [1], at: 0, id: 'one', other: true, 'it\'s "odd"': false }, to, 7);
  expect(told.splice(0)).toEqual([
    ['id', 'one', 7],
    ['at', 0, 7],
    ['it\'s "odd"', false, 7],
    ['legs', [1], 7],
  ]);
  write({ legs: [], id: '' }, to, 0);
  expect(told).toEqual([]);
});
