import fc from 'fast-check';
import { expect, test } from 'vitest';
import { needlesOf } from './person-needle.ts';
import { Private } from './private.ts';

const needles = (text: string): readonly string[] => needlesOf(new Private(text, 'number'));

test('a number is known by its last eight digits, without what is dialled before them', () => {
  expect(needles('+4915112345678')).toEqual(['12345678']);
  expect(needles('0042')).toEqual([]);
  expect(needles('+00123')).toEqual(['123']);
  expect(needles('101')).toEqual(['101']);
});

test('a name is known by the whole of it and by each word, each once', () => {
  expect(needles('Lab 27')).toEqual(['lab27', 'lab']);
  expect(needles('Bob Bob 4711')).toEqual(['bobbob4711', 'bob', '4711']);
  expect(needles('J%C3%B6rg')).toEqual(['j%c3%b6rg', 'b6rg', 'jörg']);
  expect(needles('')).toEqual([]);
});

test('a number has the same needles whether anything stands behind it or not', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\+?\d{0,24}$/), fc.constantFrom(' ', '-', '.'), (number, behind) => {
      expect(needles(number)).toEqual(needles(number + behind));
    }),
  );
});
