import { expect, test } from 'vitest';
import { wrapText } from './wrap-text.ts';

test('a text is broken between words alone, and lines after the first are indented', () => {
  expect(wrapText('The network failed the call at carrier-a', 20, '  ')).toEqual(['The network failed', '  the call at', '  carrier-a']);
});

test('a word that is longer than a line has one to itself, and what the text begins with stays', () => {
  expect(wrapText('  call-id 3848276298220188511@192.0.2.7 here', 12)).toEqual(['  call-id', '3848276298220188511@192.0.2.7', 'here']);
});

test('a text is one line where there is no width', () => {
  expect(wrapText('a b  c', undefined)).toEqual(['a b  c']);
  expect(wrapText('', 10)).toEqual(['']);
});
