import { expect, test } from 'vitest';
import { BucketSearch } from '../histogram/bucket-search.ts';
import { HistogramCell } from '../record/histogram-cells.ts';
import { labelText, open } from '../declare/label.ts';
import { PageWriter } from '../pages/page-writer.ts';
import { readPages } from '../scrape/reader.ts';
import { SeriesTable } from './series-table.ts';

/** Fills a registry of `maxBytes` until series are refused; what was refused, and the text. */
function fill(maxBytes: number, buckets: number, valueLength: number) {
  const bounds = Array.from({ length: buckets }, (_, bound) => bound);
  const family = { name: 'telephony_any_seconds', kind: 'histogram', help: 'Any.', buckets: bounds } as const;
  const writer = new PageWriter(maxBytes);
  let refused = 0;
  const refusals = { label: () => undefined, value: () => undefined, room: () => void (refused += 1) };
  const table = new SeriesTable(
    family,
    { labels: { a: open(100_000) } },
    writer,
    refusals,
    (cells) => new HistogramCell(cells, new BucketSearch(bounds), () => undefined),
  );
  let made = 0;
  for (; refused < 100; made += 1) table.at({ a: labelText(String(made).padStart(valueLength, '0')) }).observe(1);
  // The first series is still moved when there is no room for another.
  table.at({ a: labelText('0'.padStart(valueLength, '0')) }).observe(1);
  const lines = readPages(writer.pages)
    .compose('text')
    .split('\n')
    .filter((line) => line.startsWith('telephony_any_seconds_count'));
  return { made, refused, lines };
}

test.each([
  ['cells', 64 * 1024, 100, 5],
  ['text', 32 * 1024, 1, 120],
])('series that find no room for their %s are refused, counted, and disturb no other', (_, maxBytes, buckets, valueLength) => {
  const { made, refused, lines } = fill(maxBytes, buckets, valueLength);
  expect(lines.length).toBeGreaterThan(70);
  expect(lines.length + refused).toBe(made);
  expect(lines[0]).toMatch(/ 2$/);
  expect(lines.slice(1).every((line) => line.endsWith(' 1'))).toBe(true);
});
