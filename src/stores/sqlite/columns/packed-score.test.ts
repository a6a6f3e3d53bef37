import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadSqliteDriver } from '../database/sqlite-driver.ts';
import { column } from '../database/column.ts';
import { packScore, SCORE, unpackScore } from './packed-score.ts';
import { rounds } from '../../../../test/rounds.ts';

const scores = fc.oneof(
  fc.integer({ min: 0, max: 600 }).map((hundredths) => hundredths / 100),
  fc.integer({ min: -10, max: 600 }),
  fc.double({ min: 0.1, max: 6, noNaN: true }),
  fc.double({ min: 5, max: 1e300, noNaN: true }).map((score) => -score),
);

test('any score survives its column, and SQL reads the same there', async () => {
  const driver = await loadSqliteDriver();
  const db = new driver(':memory:', {});
  db.exec('CREATE TABLE one (mos REAL) STRICT');
  const write = db.prepare('INSERT INTO one VALUES (?)');
  const read = db.prepare(`SELECT mos, ${SCORE} AS score FROM one`);
  fc.assert(
    fc.property(scores, (score) => {
      db.exec('DELETE FROM one');
      write.run(packScore(score));
      const row = read.get();
      // No column keeps the sign of a zero.
      const expected = score === 0 ? 0 : score;
      expect(unpackScore(Number(column(row, 'mos')))).toBe(expected);
      expect(column(row, 'score')).toBe(expected);
    }),
    { numRuns: rounds(400, 2000) },
  );
  db.close();
});

test('a usual score is the number of its hundredths', () => {
  expect([1, 3.07, 4.4, 5, 4.123, 0, 430].map(packScore)).toEqual([100, 307, 440, 500, 4.123, 0, 4.3]);
});
