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
import { QUICK_SAMPLING } from '../server/sampled.ts';
import { openBrowser, PATIENCE_MS, shown, visit } from './browser.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const LOOK = { theme: 'light', width: 1280 } as const;
const run = promisify(execFile);

/** Screens that an event by hand fills, and a panel that it fills there. */
const FILLED = [
  ['SMS and modems', '/sms', 'Modems that can be used'],
  ['Cards', '/cards', 'Answers by class'],
  ['Queues', '/queues', 'Waiting'],
  ['Voice agents', '/voice-agents', 'Turns'],
  ['Quality', '/quality', 'MOS by codec'],
] as const;

requires('chromium')('screens of subjects, in a server that has heard of nothing yet', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-subjects-'));
  let ringscope: Ringscope;
  let browser: Browser;

  beforeAll(async () => {
    ringscope = await startRingscope({ folder, intervals: QUICK_SAMPLING });
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await ringscope?.program.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Which subjects have values. */
  async function filled(): Promise<readonly string[]> {
    const { boards } = JSON.parse(await ringscope.text('/api/v1/panels')) as { boards: { name: string; hasData: boolean }[] };
    return boards.flatMap(({ name, hasData }) => (hasData ? [name] : []));
  }

  test('one without data stands under More, says what would fill it, and is filled by just that', async () => {
    const { page, problems } = await visit(browser, `${ringscope.url}/`, LOOK);
    const menu = page.getByRole('navigation', { name: 'Screens' });
    const first = menu.locator('.row > a');
    await menu.getByText('More').waitFor();
    for (const [name, path] of FILLED) {
      expect(await first.allTextContents()).not.toContain(name);
      await menu.getByText('More').press('Enter');
      await menu.getByRole('link', { name, exact: true }).waitFor();
      await menu.getByRole('link', { name, exact: true }).press('Enter');
      await page.waitForURL(`**${path}`);
      // The screen before, which has such a line as well, stays until this one is loaded.
      await page.getByRole('heading', { name, level: 1 }).waitFor();
      await page.locator('main pre').waitFor();
      if (name === 'Quality') await page.getByText('RTCP by HEP is counted, not evaluated yet').waitFor();
      const [program = '', ...words] = (await page.locator('main pre').textContent())?.match(/'[^']*'|\S+/gu) ?? [];
      expect(program).toBe('ringscope');
      await run(process.execPath, [MAIN, ...words.map((word) => word.replaceAll("'", '')), '--url', ringscope.url]);
    }
    await expect
      .poll(filled, { timeout: PATIENCE_MS })
      .toEqual(expect.arrayContaining(FILLED.map(([, path]) => (path === '/quality' ? 'media' : path.slice(1)))));
    await page.reload();
    await shown(page);
    for (const [name, path, panel] of FILLED) {
      await first.getByText(name, { exact: true }).waitFor();
      await page.goto(`${ringscope.url}${path}`);
      await page.getByText(panel, { exact: true }).first().waitFor();
      expect(await page.locator('main pre').count()).toBe(0);
    }
    await page.context().close();
    expect(problems).toEqual([]);
  });
});
