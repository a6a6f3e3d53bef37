import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requires } from '../peers/requires.ts';
import { startRingscope, type Ringscope } from '../peers/ringscope.ts';
import { drawn, openBrowser, shown, visit } from './browser.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const LOOK = { theme: 'light', width: 1280 } as const;
const PHONE = { theme: 'light', width: 390 } as const;
const TIMEOUT_MS = 300_000;
const run = promisify(execFile);
const SCREENS = [
  '/',
  '/live',
  '/calls',
  '/failures',
  '/trunks',
  '/quality',
  '/registrations',
  '/voice-agents',
  '/sms',
  '/cards',
  '/queues',
];
const OTHERS = ['/alerts', '/sources', '/settings', '/calls/nobody-has-this-id', '/nowhere'];

requires('chromium')('the page of a server that has just been started', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-first-look-'));
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
    'no screen has an error in the console, a sign of code that is not drawn as such, or a menu of several rows',
    async () => {
      for (const path of [...SCREENS, ...OTHERS]) {
        const { page, problems } = await visit(browser, `${ringscope.url}${path}`, PHONE);
        const text = await page.locator('body').innerText();
        expect([path, text.includes('`'), problems]).toEqual([path, false, []]);
        const menu = await page.getByRole('navigation', { name: 'Screens' }).boundingBox();
        expect(menu?.height, path).toBeLessThan(50);
        await page.context().close();
      }
    },
    TIMEOUT_MS,
  );

  test(
    'the screens behind More stay in sight while the menu asks anew which have data, and leave with the way to one of them',
    async () => {
      const { page } = await visit(browser, `${ringscope.url}/`, LOOK);
      const menu = page.getByRole('navigation', { name: 'Screens' });
      await menu.getByText('More').click();
      const link = menu.getByRole('link', { name: 'Settings', exact: true });
      await link.waitFor();
      // As if somebody came back to the page.
      const [asked] = await Promise.all([
        page.waitForResponse((response) => response.url().endsWith('/api/v1/panels')),
        page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`),
      ]);
      await asked.finished();
      await drawn(page);
      expect(await link.isVisible()).toBe(true);
      await link.click();
      await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
      await link.waitFor({ state: 'hidden' });
      await page.context().close();
    },
    TIMEOUT_MS,
  );

  test(
    'a call that there is not is told so, with what may have become of it',
    async () => {
      const { page } = await visit(browser, `${ringscope.url}/calls/nobody-has-this-id`, LOOK);
      expect(await page.getByRole('alert').innerText()).toMatch(/There is no call with this id[^]*older than calls are kept/u);
      await page.context().close();
    },
    TIMEOUT_MS,
  );

  test(
    'sources say what is missing and how to send something; the first packet turns that into what came, and a test call is seen on every way to it',
    async () => {
      const { page, problems } = await visit(browser, `${ringscope.url}/sources`, LOOK);
      const card = page.locator('section.card').filter({ hasText: 'HEP' });
      expect(await card.innerText()).toContain('No packet has arrived yet.');
      expect(await card.locator('pre').innerText()).toContain(`ringscope send sip --url ${ringscope.url}`);
      await run(process.execPath, [MAIN, 'send', 'sip', '--url', ringscope.url]);
      await card.getByText('6 packets have arrived, the last at').waitFor();
      expect(await card.locator('pre').count()).toBe(0);
      await page.getByRole('link', { name: 'Overview', exact: true }).click();
      await page.getByText('Only test calls have arrived').waitFor();
      await page.getByRole('row', { name: 'test call' }).waitFor();
      await page.getByRole('link', { name: 'Calls', exact: true }).click();
      await page.getByRole('heading', { name: 'Calls', level: 1 }).waitFor();
      await shown(page);
      await page.getByRole('row', { name: 'test call' }).getByRole('link').click();
      await page.locator('.verdict').waitFor();
      expect(await page.locator('.facts').first().innerText()).toContain('test call');
      await page.context().close();
      expect(problems).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
