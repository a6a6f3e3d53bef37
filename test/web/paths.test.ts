import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requires } from '../peers/requires.ts';
import { startRingscope, type Ringscope } from '../peers/ringscope.ts';
import { openBrowser, PATIENCE_MS, shown, visit, type Opened } from './browser.ts';
import { startNginx, type Nginx } from './nginx.ts';

const TIMEOUT_MS = 300_000;
const DESK = { theme: 'light', width: 1280 } as const;

requires('chromium', 'nginx')('paths that nobody has written down', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-paths-'));
  let ringscope: Ringscope;
  let nginx: Nginx;
  let browser: Browser;

  beforeAll(async () => {
    ringscope = await startRingscope({ folder, flags: [] });
    nginx = await startNginx(folder, '/ringscope/', ringscope.url);
    browser = await openBrowser();
  }, TIMEOUT_MS);

  afterAll(async () => {
    await browser?.close();
    await nginx?.program.stop();
    await ringscope?.program.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The hosts that links of the page lead to. */
  const hosts = async ({ page }: Opened): Promise<readonly string[]> =>
    (await page.evaluate(`[...new Set([...document.querySelectorAll('a')].map(({ host }) => host))]`)) as readonly string[];

  test.each([
    ['below a path', () => new URL(nginx.url), '//evil.example/..%2f/ringscope/calls', '/evil.example/..%2f/ringscope/calls'],
    [
      'by a name of three slashes',
      () => new URL(nginx.url),
      '///evil.example/..%2f/ringscope/calls',
      '/evil.example/..%2f/ringscope/calls',
    ],
    ['at the root', () => new URL(ringscope.url), '//calls', '/calls'],
  ])(
    'a path that begins with several slashes, %s: the page asks and links to nobody but its own host, and shows the screen',
    async (_, server, path, kept) => {
      const { origin, host } = server();
      const opened = await visit(browser, `${origin}${path}`, DESK);
      expect(await hosts(opened)).toEqual([host]);
      expect(opened.problems).toEqual([]);
      await expect.poll(async () => opened.page.title(), { timeout: PATIENCE_MS }).toBe('Calls - ringscope');
      expect(new URL(opened.page.url()).pathname).toBe(kept);
      await opened.page.getByLabel('Outcome').selectOption('busy');
      await opened.page.waitForURL(/outcome=busy/);
      await opened.page.getByRole('link', { name: 'Sources', exact: true }).click();
      await opened.page.getByRole('heading', { name: 'Sources', level: 1 }).waitFor();
      await shown(opened.page);
      expect(new URL(opened.page.url()).origin).toBe(origin);
      expect(opened.problems).toEqual([]);
      await opened.page.context().close();
    },
    TIMEOUT_MS,
  );

  test.each(['/calls/%', '/calls/%ff', '/calls/%E0%A4%A'])(
    'a path that no text is written as (%s) is said to be no screen, and the way back leads on',
    async (path) => {
      const opened = await visit(browser, `${ringscope.url}${path}`, DESK);
      expect(await opened.page.locator('main h1').innerText()).toBe('There is no such screen.');
      await opened.page.getByRole('link', { name: 'Back to the overview' }).click();
      await opened.page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
      expect(opened.problems).toEqual([]);
      await opened.page.context().close();
    },
    TIMEOUT_MS,
  );

  test(
    'conditions that are too long for an address are refused in a sentence, and shorter ones are taken',
    async () => {
      const { page } = await visit(browser, `${ringscope.url}/calls`, DESK);
      const box = page.locator('input[name=conditions]');
      await box.fill(`trunk="${'a'.repeat(20_000)}"`);
      await box.press('Enter');
      await page.getByRole('alert').waitFor();
      expect(await page.getByRole('alert').innerText()).toBe('The conditions are too long for an address.');
      expect(new URL(page.url()).search).toBe('');
      await box.fill('trunk=carrier-a');
      await box.press('Enter');
      await page.waitForURL(/trunk=carrier-a$/);
      await page.context().close();
    },
    TIMEOUT_MS,
  );
});
