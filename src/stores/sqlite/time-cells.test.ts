import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExportBytes } from '../export-bytes.ts';
import { exportText } from '../export-text.ts';
import { TimeCells } from './time-cells.ts';

test('a time of any day is the cell of its number', () => {
  const days = fc.oneof(
    fc.integer({ min: 0, max: 3 }),
    fc.integer({ min: 10_000, max: 40_000 }),
    fc.integer({ min: 98_900, max: 104_000 }),
  );
  const times = fc.oneof(
    fc.nat(3e6),
    fc.integer({ min: 0, max: 13 * 86_400e6 }),
    fc.nat(2000).map((millis) => millis * 1000 + 500),
  );
  fc.assert(
    fc.property(days, fc.array(times, { minLength: 1 }), fc.constantFrom('csv', 'ndjson'), (day, given, format) => {
      const text = exportText(format);
      const [cells, out] = [new TimeCells('endedAt', day, text), new ExportBytes({ ...text, head: '' })];
      for (const micros of given) cells.write(out, micros);
      const expected = given.map((micros) => {
        const at = day * 86_400e6 + micros;
        return format === 'csv' ? `,${new Date(Math.round(at / 1000)).toISOString()}` : `,"endedAt":${at / 1e6}`;
      });
      expect(Buffer.from(out.finish()).toString()).toBe(expected.join(''));
    }),
    { numRuns: 2000 },
  );
});
