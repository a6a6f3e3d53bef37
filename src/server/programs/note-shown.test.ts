import { expect, test } from 'vitest';
import { createRegistry } from '../../metrics/index.ts';
import { metricsFetch } from '../../metrics-node/index.ts';
import { noteShown } from './note-shown.ts';
import { ShownCount } from './shown-count.ts';

/** Scrapes of a registry whose metrics were moved up to change 7. */
function scraped() {
  const shown = new ShownCount();
  const kept: number[] = [];
  shown.move(7, () => undefined);
  const fetched = metricsFetch(noteShown(createRegistry(), { shown, keep: async (lsn) => void kept.push(lsn) }));
  return { shown, kept, scrape: (init?: RequestInit) => fetched(new Request('http://localhost/metrics', init)) };
}

test.each([{}, { 'accept-encoding': 'gzip' }])(
  'with %j what programs told has been shown once a scrape was read to its end',
  async (headers) => {
    const { shown, kept, scrape } = scraped();
    const response = await scrape({ headers });
    expect([shown.shownLsn, kept]).toEqual([0, []]);
    await response.arrayBuffer();
    await expect.poll(() => kept).toEqual([7]);
    expect(shown.shownLsn).toBe(7);
  },
);

test('a scrape that is given up, and a request for the headers alone, have shown nothing', async () => {
  const { shown, kept, scrape } = scraped();
  await (await scrape()).body?.cancel();
  await scrape({ method: 'HEAD' });
  expect([shown.shownLsn, kept]).toEqual([0, []]);
});
