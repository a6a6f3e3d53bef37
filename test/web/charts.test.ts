import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requires } from '../peers/requires.ts';
import { openBrowser, PATIENCE_MS, shown, visit } from './browser.ts';
import { sharedProgram, type SharedPrograms } from './shared-programs.ts';

const TIMEOUT_MS = 600_000;

/** What a drag over a chart leads to, at most. */
const ZOOM_MS = 15_000;

/** Zooms into a part of a chart, from one share of its width to another, and once more where it was drawn anew or moved under the mouse. */
async function zoom(page: Page, plot: Locator, from: number, to: number): Promise<URLSearchParams> {
  const isZoomed = async (): Promise<boolean> => {
    await drawOver(page, plot, from, to);
    return page.waitForURL(/since=.*until=/u, { timeout: ZOOM_MS }).then(
      () => true,
      () => false,
    );
  };
  await expect.poll(isZoomed, { timeout: PATIENCE_MS }).toBe(true);
  return new URL(page.url()).searchParams;
}

/** Draws over a part of a chart once it stands still: what is above it may still be filled. */
async function drawOver(page: Page, plot: Locator, from: number, to: number): Promise<void> {
  let before = '';
  await expect
    .poll(
      async () => {
        const now = JSON.stringify(await plot.boundingBox());
        const isStill = now === before && now !== 'null';
        before = now;
        return isStill;
      },
      { timeout: PATIENCE_MS, interval: 250 },
    )
    .toBe(true);
  const box = await plot.boundingBox();
  if (box === null) throw new Error('There is no chart.');
  await page.mouse.move(box.x + box.width * from, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * to, box.y + 60, { steps: 4 });
  await page.mouse.up();
}

requires('chromium')('the time of charts', () => {
  let demo: SharedPrograms['demo'];
  let browser: Browser;

  beforeAll(async () => {
    demo = await sharedProgram('demo');
    browser = await openBrowser();
  }, TIMEOUT_MS);

  afterAll(async () => {
    await browser?.close();
  });

  const open = async (path: string): Promise<Page> => (await visit(browser, `${demo.url}${path}`, { theme: 'light', width: 1280 })).page;
  const tile = async (page: Page): Promise<string> => page.locator('.tile .number').first().innerText();

  test(
    'what is drawn over a chart is looked at, stands in the URL, is the same for somebody else, and going back undoes it',
    async () => {
      const page = await open('/?hours=6');
      const before = Number((await tile(page)).replaceAll(',', ''));
      const searchParams = await zoom(page, page.locator('.chart .u-over').first(), 0.5, 0.75);
      const [since, until] = [Date.parse(searchParams.get('since') ?? ''), Date.parse(searchParams.get('until') ?? '')];
      // A quarter of six hours, from three hours ago on.
      expect(until - since).toBeGreaterThan(80 * 60_000);
      expect(until - since).toBeLessThan(100 * 60_000);
      expect(Math.abs(Date.now() - 3 * 3_600_000 - since)).toBeLessThan(10 * 60_000);
      await page.getByRole('button', { name: 'Back to now' }).waitFor();
      const other = await open(`/?${searchParams.toString()}`);
      // That time is over, so nothing of it changes.
      await expect.poll(async () => tile(page), { timeout: PATIENCE_MS }).toBe(await tile(other));
      expect(Number((await tile(page)).replaceAll(',', ''))).toBeLessThan(before);
      const href = await page.locator('.card a').first().getAttribute('href');
      expect(href).toContain(`since=${encodeURIComponent(searchParams.get('since') ?? '')}`);
      await page.goBack();
      await page.waitForURL((url) => url.search === '?hours=6');
      await page.getByRole('button', { name: 'Back to now' }).waitFor({ state: 'detached' });
      await page.context().close();
      await other.context().close();
    },
    TIMEOUT_MS,
  );

  test(
    'the charts of a subject are zoomed into as well, follow the time in the URL, and so do the links to calls',
    async () => {
      const page = await open('/trunks?hours=1');
      const plot = page.locator('.panel .u-over').first();
      // The server began a moment ago: a rate needs two readings of it, 10 s apart, and the end of a step of 30 s.
      await plot.hover();
      const [asked] = await Promise.all([
        page.waitForResponse((response) => /panels\/trunks\?since=.*until=/u.test(response.url()), { timeout: 2 * PATIENCE_MS }),
        zoom(page, plot, 0.1, 0.6),
      ]);
      expect(asked.status()).toBe(200);
      await page.getByRole('button', { name: 'Back to now' }).waitFor();
      await expect
        .poll(async () => page.locator('.panel .links a').first().getAttribute('href'), { timeout: PATIENCE_MS })
        .toContain(new URL(page.url()).searchParams.get('since')?.slice(0, 10));
      await page.goBack();
      await page.getByRole('button', { name: 'Back to now' }).waitFor({ state: 'detached' });
      await page.waitForURL((url) => url.search === '?hours=1');
      await page.context().close();
    },
    TIMEOUT_MS,
  );

  test(
    'a ratio says how many percentage points it has changed',
    async () => {
      const page = await open('/?hours=6');
      await shown(page);
      const found = await page.evaluate(`fetch('api/v1/dashboard?hours=6').then((answer) => answer.json())`);
      // The shape is that of the reference.
      const { total, previous } = found as Readonly<Record<'total' | 'previous', { asr?: number; total?: { asr?: number } }>>;
      const points = 100 * ((total.asr ?? 0) - (previous.total?.asr ?? 0));
      const said = await page.locator('.tile').filter({ hasText: 'Answer-seizure' }).locator('.delta').innerText();
      expect(said).toMatch(/^[+-]?\d+(\.\d)? pp$/u);
      // Calls go on meanwhile.
      expect(Math.abs(Number.parseFloat(said) - points)).toBeLessThan(1);
      await page.context().close();
    },
    TIMEOUT_MS,
  );

  test(
    'the keyboard goes nearer, farther, earlier and later, and each step is a URL',
    async () => {
      const page = await open('/?since=2026-01-01T00:00:00.000Z&until=2026-01-01T04:00:00.000Z');
      const press = async (name: string): Promise<string> => {
        const before = page.url();
        await page.getByRole('button', { name, exact: true }).focus();
        await page.keyboard.press('Enter');
        await page.waitForURL((url) => url.href !== before);
        const { searchParams } = new URL(page.url());
        return `${searchParams.get('since')?.slice(11, 16) ?? ''}-${searchParams.get('until')?.slice(11, 16) ?? ''}`;
      };
      expect(await press('Zoom in')).toBe('01:00-03:00');
      expect(await press('Later')).toBe('02:00-04:00');
      expect(await press('Earlier')).toBe('01:00-03:00');
      expect(await press('Zoom out')).toBe('00:00-04:00');
      expect(await press('Back to now')).toBe('-');
      await page.context().close();
    },
    TIMEOUT_MS,
  );

  test(
    'a time in the URL that is none, or ends before it begins, is as if it was not there',
    async () => {
      for (const search of [
        '?since=yesterday&until=now',
        '?since=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z',
        '?since=1900-01-01&until=2100-01-01',
      ]) {
        const page = await open(`/${search}`);
        await page.locator('.chart').first().waitFor();
        expect([search, await page.getByRole('alert').count(), await page.locator('.chart').count()]).toEqual([search, 0, 2]);
        await page.context().close();
      }
    },
    TIMEOUT_MS,
  );

  test(
    'a chart says its values as a text and as a table, in UTC when that is chosen',
    async () => {
      const page = await open('/?hours=24');
      expect(await page.locator('.canvas').first().getAttribute('aria-label')).toMatch(
        /^Call attempts: Attempts: from \d+ to \d+, last \d+; Answered: from/u,
      );
      await page.getByRole('button', { name: 'Local time' }).click();
      await page.getByRole('button', { name: 'Table' }).first().click();
      const time = page.locator('.chart tbody time').first();
      // Both at once: the first step of the day leaves the chart when an hour is over.
      const [said, exact] = await time.evaluate((one) => [one.textContent ?? '', one.getAttribute('datetime') ?? '']);
      expect(exact).not.toBe('');
      expect(said).toContain(exact?.slice(11, 19));
      await page.context().close();
    },
    TIMEOUT_MS,
  );
});
