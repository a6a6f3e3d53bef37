import { describe, expect, test } from 'vitest';
import { allRows } from './all-rows.ts';
import { compareRow, playRow, type Difference } from './ask-calls.ts';
import { ONCE } from './ask-dialog.ts';
import type { OracleRow } from './read-rows.ts';

/*
 * Findings of this oracle, named in rows by `fails:`.
 * O-1: the talk time of a call that its callee ends is from the 2xx on the caller's hop to the BYE on the callee's, so it lacks the way of the BYE through the proxies.
 * O-2: the hop of a call with several 2xx is that of the latest 2xx, also when the dialog that lived on is another one.
 * O-3: a 487 after the Expires of the INVITE is `cancelled` when a proxy sent the CANCEL, although the caller sent none.
 * O-4: the hop of a refused fork is that of the latest refusal, also when RFC 3261 16.7 prefers the one of another branch and the caller got that.
 * O-5: the ACK of a challenge has a To-tag and is taken for a request within a dialog, so a challenged call that gets no answer to its credentials is never `failed`.
 * O-6: an agent behind the first hop whose clock is slower than the caller takes to answer a challenge makes two calls of the challenge and the INVITE that answers it.
 * O-7: an answer to the BYE of another 2xx of the fork, which has the same CSeq, is taken for one to the BYE of the dialog that lived on.
 */
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
