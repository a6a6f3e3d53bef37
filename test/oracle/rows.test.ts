import { describe, expect, test } from 'vitest';
import { allRows } from './all-rows.ts';
import { compareRow, playRow, type Difference } from './ask-calls.ts';
import { ONCE } from './ask-dialog.ts';
import type { OracleRow } from './read-rows.ts';

const ROWS = allRows();

for (const [subject, rows] of ROWS) {
  describe(`the oracle of ${subject}`, () => {
    for (const row of rows) {
      const { title, fails } = row;
      const differences = (): readonly Difference[] => compareRow(row.calls, playRow(row).calls);
      if (fails === undefined) test(title, ONCE, () => expect(differences()).toEqual([]));
      else {
        // The row fails until its finding is mended; then its line `fails:` goes.
        test.fails(`${title} (${fails.finding})`, ONCE, () => expect(differences()).toEqual([]));
        test(`${title}, but for ${fails.keys.join(', ')}`, ONCE, () =>
          expect(differences().filter(({ key }) => !fails.keys.includes(key))).toEqual([]),
        );
      }
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
