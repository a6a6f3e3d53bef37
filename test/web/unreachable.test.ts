import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requires } from '../peers/requires.ts';
import { startRingscope, type Ringscope } from '../peers/ringscope.ts';
import { openBrowser, PATIENCE_MS, visit } from './browser.ts';

const TIMEOUT_MS = 300_000;
const DESK = { theme: 'light', width: 1280 } as const;

requires('chromium')('a screen whose script could not be loaded', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-unreachable-'));
  let ringscope: Ringscope;
  let browser: Browser;

  beforeAll(async () => {
    ringscope = await startRingscope({ folder });
    browser = await openBrowser();
  }, TIMEOUT_MS);

  afterAll(async () => {
    await browser?.close();
    await ringscope?.program.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test(
    'opens at once when it is visited anew after the server is up again',
    async () => {
      const { page } = await visit(browser, `${ringscope.url}/`, DESK);
      const { httpPort, hepPort, program } = ringscope;
      await program.stop();
      await page.getByRole('link', { name: 'Failures', exact: true }).click();
      await page.getByRole('heading', { name: 'This screen is not here yet', level: 1 }).waitFor();
      await page.getByRole('link', { name: 'Overview', exact: true }).click();
      await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
      ringscope = await startRingscope({ folder, httpPort, hepPort });
      // A page that stays open looks again by this, so what opens now has not waited for it.
      await page.evaluate('window.setInterval = () => 0');
      await page.getByRole('link', { name: 'Failures', exact: true }).click();
      await page.getByRole('heading', { name: 'Failures', level: 1 }).waitFor();
      await page.context().close();
    },
    TIMEOUT_MS,
  );

  test(
    'is loaded again once where the server answers without it, then that is said; the next visit tries once more',
    async () => {
      const { page } = await visit(browser, `${ringscope.url}/`, DESK);
      await page.context().route('**/assets/alerts-*', (route) => route.fulfill({ status: 404, body: '' }));
      let loads = 0;
      page.on('load', () => void (loads += 1));
      const open = (): Promise<void> => page.getByRole('link', { name: 'Alerts', exact: true }).click();
      await open();
      await page.getByText('The server answers, but has no script of this screen.').waitFor();
      await expect.poll(() => loads, { timeout: PATIENCE_MS }).toBe(1);
      await page.getByRole('link', { name: 'Overview', exact: true }).click();
      await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
      await page.context().unroute('**/assets/alerts-*');
      await open();
      await page.getByRole('heading', { name: 'Alerts', level: 1 }).waitFor();
      await expect.poll(() => loads, { timeout: PATIENCE_MS }).toBe(2);
      await page.context().close();
    },
    TIMEOUT_MS,
  );
});
