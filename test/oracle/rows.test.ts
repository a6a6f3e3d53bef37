import { describe, expect, test } from 'vitest';
import { allRows } from './all-rows.ts';
import { compareRow, playRow } from './ask-calls.ts';
import type { OracleRow } from './read-rows.ts';

const ROWS = allRows();

for (const [subject, rows] of ROWS) {
  describe(`the oracle of ${subject}`, () => {
    for (const row of rows) {
      const title = row.fails === undefined ? row.title : `${row.title} (${row.fails})`;
      // A row that is wrong for a known finding fails until the finding is mended; then its line `fails:` goes.
      const run = row.fails === undefined ? test : test.fails;
      run(title, () => expect(compareRow(row.calls, playRow(row).calls)).toEqual([]));
    }
  });
}

test('each row names its rule and asserts outcome, final code and three values more', () => {
  const weak = [...ROWS.values()].flat().filter((row) => !isStrong(row));
  expect(weak.map((row) => row.title)).toEqual([]);
});

test('no two rows have the same title', () => {
  const titles = [...ROWS.values()].flat().map((row) => row.title);
  expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
});

function isStrong({ rfc, model, calls }: OracleRow): boolean {
  if ((rfc ?? model) === undefined || calls.length === 0) return false;
  return calls.every((call) => call.has('outcome') && call.has('final') && [...call.keys()].filter((key) => key !== 'call').length >= 5);
}
