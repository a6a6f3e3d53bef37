import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvCell } from './csv-cell.ts';

test.each([
  ['plain word-1', 'plain word-1'],
  ['', ''],
  ['x"y,z', '"x""y,z"'],
  ['a\nb', '"a\nb"'],
  ['=1+1', "'=1+1"],
  ['+49***5678', "'+49***5678"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\tx', "'\tx"],
  ['\rx', '"\'\rx"'],
])('%j is the cell %j', (text, cell) => {
  expect(csvCell(text)).toBe(cell);
});

test('no cell begins with what a spreadsheet takes for a formula, and each can be read back', () => {
  const text = fc.string({ unit: fc.constantFrom(...'=+-@\t\r\n",x ') });
  fc.assert(
    fc.property(text, (value) => {
      const cell = csvCell(value);
      const read = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
      expect(read).not.toMatch(/^[=+\-@\t\r]/);
      expect(read.startsWith("'") ? read.slice(1) : read).toBe(value);
      if (!cell.startsWith('"')) expect(cell).not.toMatch(/[",\r\n]/);
    }),
  );
});
