import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requires } from '../peers/requires.ts';
import { startRingscope, type Ringscope } from '../peers/ringscope.ts';
import { waitUntil } from '../peers/wait-until.ts';
import { PLANTED_CALLS, PLANTED_TRUNKS, plantedHops } from '../server/planted-hops.ts';
import { sendFrames } from '../server/send-frames.ts';
import { openBrowser, visit } from './browser.ts';

const TIMEOUT_MS = 300_000;

requires('chromium')('where calls go wrong, on the page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-trunks-'));
  let ringscope: Ringscope;
  let browser: Browser;

  beforeAll(async () => {
    ringscope = await startRingscope({ folder, flags: ['--trunks', PLANTED_TRUNKS] });
    await sendFrames(ringscope.hepPort, plantedHops(Math.floor(Date.now() / 1000) - 20));
    const settled = async (): Promise<true | undefined> =>
      (await ringscope.calls()).filter(({ state, isProvisional }) => state === 'ended' && !isProvisional).length === PLANTED_CALLS
        ? true
        : undefined;
    await waitUntil('all calls settle', 90, settled);
    browser = await openBrowser();
  }, TIMEOUT_MS);

  afterAll(async () => {
    await browser?.close();
    await ringscope?.program.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (path: string): Promise<Page> =>
    (await visit(browser, `${ringscope.url}${path}`, { theme: 'light', width: 1280 })).page;
  /** The rows of a table with this title, cell by cell. */
  const rowsOf = async (page: Page, title: string): Promise<readonly (readonly string[])[]> => {
    const card = page.locator('.card').filter({ has: page.getByRole('heading', { name: title }) });
    const rows = await card.locator('tbody tr').all();
    return Promise.all(rows.map(async (row) => (await row.locator('th, td').allInnerTexts()).map((text) => text.split('\n')[0] ?? '')));
  };

  test(
    'a trunk has the calls that came from it, the attempts to it by their own outcome, and what a later choice carried',
    async () => {
      const page = await open('/trunks');
      const rowOf = (name: string) => page.locator('table.stacked tbody tr').filter({ hasText: name });
      const cellsOf = async (name: string): Promise<readonly string[]> => rowOf(name).locator('td').allInnerTexts();
      expect((await cellsOf('dead')).slice(3)).toEqual([
        '',
        '',
        '5',
        '0%',
        '5 (100%)',
        '3',
        expect.stringMatching(/^(?:3\.9\d|4|4\.0\d) s$/),
        '12 s',
        'congestion (5)',
      ]);
      expect((await cellsOf('good')).slice(3)).toEqual(['1', '0%', '7', '57.1%', '1 (14.3%)', '0', '', '', 'unallocated (1)']);
      await rowOf('good').getByRole('link', { name: '1', exact: true }).first().click();
      await page.waitForURL(/\/calls\?/);
      expect(new URL(page.url()).search).toMatch(/trunk=good&direction=inbound/);
      await page.locator('table.calls tbody tr').first().waitFor();
      expect(await page.locator('table.calls tbody tr').count()).toBe(1);
      await page.context().close();
    },
    TIMEOUT_MS,
  );

  test(
    'the overview shows the share of attempts that failed at each trunk, the worst first, and no proxy of its own',
    async () => {
      const page = await open('/');
      expect(await rowsOf(page, 'Failed attempts by trunk')).toEqual([
        ['dead', '5 of 5', '100%'],
        ['good', '1 of 7', '14.3%'],
      ]);
      expect(await rowsOf(page, 'Why calls fail')).toEqual([
        ['Network', '1'],
        ['congestion', '1'],
        ['Caller', '2'],
        ['unallocated', '2'],
      ]);
      await page.context().close();
    },
    TIMEOUT_MS,
  );

  test(
    'failures show causes by whose doing they are, and next hops by the share that failed there, without the own proxy',
    async () => {
      const page = await open('/failures');
      const cause = await rowsOf(page, 'By cause');
      expect(cause.map((row) => row.slice(0, 2))).toEqual([
        ['Network', '1'],
        ['congestion', '1'],
        ['Caller', '2'],
        ['unallocated', '2'],
      ]);
      const hops = await rowsOf(page, 'By next hop');
      expect(hops.map((row) => row.slice(0, 3))).toEqual([
        ['192.0.2.30:5060', '5 of 5', '100%'],
        ['192.0.2.31:5060', '1 of 7', '14.3%'],
      ]);
      const codes = await rowsOf(page, 'By code of the next hop');
      expect(codes.map((row) => row.slice(0, 2))).toEqual([
        ['503', '5'],
        ['404', '1'],
      ]);
      await page.context().close();
    },
    TIMEOUT_MS,
  );
});
