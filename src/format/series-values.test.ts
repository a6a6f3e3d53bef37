import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeSeriesValues, encodeSeriesValues, type SeriesValues } from './series-values.ts';

const rows: fc.Arbitrary<SeriesValues> = fc.nat({ max: 20 }).chain((count) =>
  fc.record({
    times: fc
      .uniqueArray(fc.integer({ min: 0, max: 4e12 }), { minLength: count, maxLength: count })
      .map((all) => all.toSorted((one, other) => one - other).map((milliseconds) => milliseconds / 1000)),
    series: fc
      .uniqueArray(fc.integer({ min: 1, max: 2 ** 40 }), { maxLength: 10 })
      .map((all) => all.toSorted((one, other) => one - other))
      .chain((ids) =>
        fc.tuple(
          ...ids.map((id) =>
            fc.array(fc.oneof(fc.double(), fc.nat({ max: 5 })), { minLength: count, maxLength: count }).map((values) => ({ id, values })),
          ),
        ),
      ),
  }),
);

const plain = ({ times, series }: SeriesValues): unknown => ({
  times,
  series: series.map(({ id, values }) => ({ id, values: Array.from(values) })),
});

test('values are read as they were written, bit by bit', () => {
  fc.assert(
    fc.property(rows, (row) => {
      expect(plain(decodeSeriesValues(encodeSeriesValues(row)))).toEqual(plain(row));
    }),
  );
});

test('bytes of any kind are values or STORE_CORRUPT, and a row that was cut is none', () => {
  const corrupt = expect.objectContaining({ code: 'STORE_CORRUPT' });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        decodeSeriesValues(bytes);
      } catch (error) {
        expect(error).toEqual(corrupt);
      }
    }),
  );
  const whole = encodeSeriesValues({ times: [1, 2], series: [{ id: 1, values: [1, 2] }] });
  for (let length = 0; length < whole.length; length += 1) expect(() => decodeSeriesValues(whole.subarray(0, length))).toThrow(corrupt);
});

test('what stands still or counts slowly takes little room: 1,000 series of an hour, of which each fourth moves', () => {
  const times = Array.from({ length: 12 }, (_, index) => 1_700_000_000 + index * 300);
  const series = Array.from({ length: 1000 }, (_, id) => ({
    id: id + 1,
    values: times.map((_at, index) => (id % 4 === 0 ? 10_000 + id * 7 + index * (id % 90) : id)),
  }));
  expect(encodeSeriesValues({ times, series }).length).toBeLessThan(12_000);
});
