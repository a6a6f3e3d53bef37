import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requires } from '../peers/requires.ts';
import { DEAD_CARRIER, readTrunk, type ReadTrunk } from '../server/dead-carrier.ts';
import { openBrowser, visit } from './browser.ts';
import { sharedProgram, type SharedPrograms } from './shared-programs.ts';

const TIMEOUT_MS = 600_000;
/** The carrier of the demo is dead for longer than this when it begins. */
const DEAD_SECONDS = 1800;

requires('chromium')('the dead carrier of the demo', () => {
  let demo: SharedPrograms['demo'];
  let browser: Browser;
  let read: ReadTrunk;
  let time: string;

  beforeAll(async () => {
    demo = await sharedProgram('demo');
    browser = await openBrowser();
    const { startedAt } = (await (await fetch(`${demo.url}/api/v1/sources`)).json()) as { readonly startedAt: number };
    const [since, until] = [Math.ceil(startedAt) - DEAD_SECONDS, Math.floor(startedAt)];
    read = await readTrunk({ url: demo.url, ...DEAD_CARRIER, since, until });
    time = `since=${new Date(since * 1000).toISOString()}&until=${new Date(until * 1000).toISOString()}`;
  }, TIMEOUT_MS);

  afterAll(async () => {
    await browser?.close();
  });

  /** The texts of the row of a value in what a screen shows under a title. */
  const rowOf = async (path: string, value: string, under: (main: Locator) => Locator): Promise<readonly string[]> => {
    const { page } = await visit(browser, `${demo.url}${path}?${time}`, { theme: 'light', width: 1280 });
    const row = under(page.locator('main')).locator('tbody tr').filter({ hasText: value });
    await row.waitFor();
    const texts = await row.locator('td').allInnerTexts();
    await page.context().close();
    return texts.map((text) => text.split('\n')[0] ?? '');
  };
  const card = (title: string) => (main: Locator) => main.locator('section.card').filter({ hasText: title });

  test(
    'reads 0 % on each screen that shows it, with as many attempts as there are legs in the API',
    async () => {
      const { attempts = 0, answered } = read.legs;
      expect([answered, attempts > 10, read.savedCalls > 0]).toEqual([0, true, true]);
      const { trunk, address } = DEAD_CARRIER;
      const list = await rowOf('/trunks', trunk, (main) => main.locator('table.stacked'));
      expect(list.slice(5, 8)).toEqual([String(attempts), '0%', `${attempts} (100%)`]);
      const failed = [`${attempts} of ${attempts}`, '100%'];
      expect((await rowOf('/', trunk, card('Failed attempts by trunk'))).slice(0, 3)).toEqual([trunk, ...failed]);
      expect((await rowOf('/failures', trunk, card('By trunk'))).slice(0, 3)).toEqual([trunk, ...failed]);
      expect((await rowOf('/failures', address, card('By next hop'))).slice(0, 3)).toEqual([address, ...failed]);
    },
    TIMEOUT_MS,
  );
});
