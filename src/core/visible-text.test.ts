import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvCell } from './csv-cell.ts';
import { visibleLines, visibleText } from './visible-text.ts';

test.each([
  ['\u001b[2J\u001b]0;title\u0007', '\\u001b[2J\\u001b]0;title\\u0007'],
  ['a\nb\tc', 'a\\u000ab\\u0009c'],
  ['\u007f\u009b31m', '\\u007f\\u009b31m'],
  ['abc\u202egnp.exe\u2066', 'abc\\u202egnp.exe\\u2066'],
  ['in\u200bvisible\ufeff', 'in\\u200bvisible\\ufeff'],
  ['\u{e0041}', '\\udb40\\udc41'],
  ['Grüße an 東京', 'Grüße an 東京'],
])('%j can be seen as %s', (text, seen) => {
  expect(visibleText(text)).toBe(seen);
});

test('lines stay lines where they are wanted', () => {
  expect(visibleLines('a\tb\r\nc\u001b')).toBe('a\tb\r\nc\\u001b');
});

test('what JSON says does not change', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const json = visibleText(JSON.stringify(text));
      expect(JSON.parse(json)).toBe(text);
      expect(json).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    }),
  );
});

test('a cell of CSV holds no character that a terminal obeys', () => {
  expect(csvCell('x\u001b[31m\u202ey')).toBe('x\\u001b[31m\\u202ey');
  expect(csvCell('=\u200b1')).toBe("'=\\u200b1");
});
