import { expect, test } from 'vitest';
import { type Compile, makeFunction } from '../core/index.ts';
import { createTakeFields } from './take-fields.ts';

const REFUSED: Compile = () => undefined;

test.each<[string, Compile]>([
  ['made of text', makeFunction],
  ['where the host makes none of text', REFUSED],
])('a record is taken apart by a function %s, and nothing of the one before is left', (_, compile) => {
  const values: unknown[] = [];
  const take = createTakeFields(['id', 'at', 'it\'s "odd"'], values, compile);
  take({ at: 1.5, id: 'one', other: true, 'it\'s "odd"': 0 });
  expect(values).toEqual(['one', 1.5, 0]);
  take({ at: 2 });
  expect(values).toEqual([undefined, 2, undefined]);
});
