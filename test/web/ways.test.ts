import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isReservedNumber } from '../../src/demo/index.ts';
import { requires } from '../peers/requires.ts';
import { openBrowser, PATIENCE_MS, shown, visit } from './browser.ts';
import { sharedProgram, type SharedPrograms } from './shared-programs.ts';

const TIMEOUT_MS = 600_000;
const DESK = { theme: 'light', width: 1280 } as const;
/** More than it takes to come to the last thing of a screen. */
const MOST_TABS = 150;

requires('chromium')('ways through the page', () => {
  let demo: SharedPrograms['demo'];
  let browser: Browser;

  beforeAll(async () => {
    demo = await sharedProgram('demo');
    browser = await openBrowser();
  }, TIMEOUT_MS);

  afterAll(async () => {
    await browser?.close();
  });

  const open = async (path: string): Promise<Page> => (await visit(browser, `${demo.url}${path}`, DESK)).page;

  test(
    'from the overview to a message by the keyboard alone, and what has the focus can be seen',
    async () => {
      const page = await open('/');
      await tabTo(page, 'a[href*="cause=no_response"]');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Calls', level: 1 }).waitFor();
      await shown(page);
      await expect.poll(async () => page.title(), { timeout: PATIENCE_MS }).toBe('Calls - ringscope');
      await tabTo(page, 'td a[href*="/calls/"]');
      await page.keyboard.press('Enter');
      await page.locator('.ladder').waitFor();
      await tabTo(page, '.ladder li:nth-child(2) button');
      await page.keyboard.press('Enter');
      await page.locator('.ladder .details').waitFor();
      expect(await page.locator('.ladder button[aria-expanded=true]').count()).toBe(1);
      expect(new URL(page.url()).search).toBe('?row=1');
      await page.keyboard.press('Enter');
      await page.locator('.ladder .details').waitFor({ state: 'detached' });
    },
    TIMEOUT_MS,
  );

  test(
    'a carrier that never answers is found from the overview in four clicks',
    async () => {
      const page = await open('/');
      await page.getByRole('link', { name: 'no response' }).click();
      await page.getByRole('heading', { name: 'Calls', level: 1 }).waitFor();
      await page.locator('td a').first().click();
      await page.locator('.ladder').waitFor();
      expect(await page.locator('.verdict').textContent()).toMatch(/^The next hop carrier-c .* never answered the INVITE/);
      await page
        .locator('.ladder button')
        .filter({ hasText: /INVITE.*again 3 times within/ })
        .click();
      const details = await page.locator('.ladder .details').textContent();
      expect(details).toContain('Sent again3 times');
      expect(await page.locator('.ladder-head').textContent()).toContain('carrier-c');
    },
    TIMEOUT_MS,
  );

  test(
    'what is chosen stands in the URL, going back undoes it, and the URL shows the same to somebody else',
    async () => {
      const page = await open('/calls');
      const before = await rows(page);
      await page.getByLabel('Outcome').selectOption('busy');
      await page.waitForURL(/outcome=busy/);
      await expect.poll(async () => outcomes(page), { timeout: PATIENCE_MS }).toEqual(['busy']);
      await page.getByLabel('Time range').selectOption('168');
      await page.waitForURL(/outcome=busy&hours=168/);
      await page.getByLabel('Trunk').fill('carrier-a');
      await page.getByRole('button', { name: 'Find' }).click();
      await page.waitForURL(/trunk=carrier-a/);
      await expect.poll(async () => (await rows(page)).every((row) => row.includes('carrier-a')), { timeout: PATIENCE_MS }).toBe(true);
      const other = await open(page.url().slice(demo.url.length));
      await expectSameRows(page, other);
      expect([await other.getByLabel('Outcome').inputValue(), await other.getByLabel('Trunk').inputValue()]).toEqual(['busy', 'carrier-a']);
      expect(await other.getByLabel('Time range').inputValue()).toBe('168');
      for (let step = 0; step < 3; step += 1) await page.goBack();
      await page.waitForURL((url) => url.search === '');
      await expect.poll(async () => (await outcomes(page)).length, { timeout: PATIENCE_MS }).toBeGreaterThan(2);
      // More calls arrive meanwhile.
      await expect.poll(async () => rows(page), { timeout: PATIENCE_MS }).toContain(before[50]);
    },
    TIMEOUT_MS,
  );

  test(
    'failures are narrowed down step by step, and each step is a URL',
    async () => {
      const page = await open('/failures');
      await page.getByRole('link', { name: 'congestion' }).click();
      await page.waitForURL(/\?cause=congestion$/);
      await page.getByRole('link', { name: 'carrier-b' }).click();
      await page.waitForURL(/\?cause=congestion&hopTrunk=carrier-b$/);
      await shown(page);
      const other = await open('/failures?cause=congestion&hopTrunk=carrier-b');
      expect(await other.locator('.reasons').textContent()).toMatch(/503 Service Unavailable/);
      await page.getByRole('button', { name: /congestion/ }).click();
      await page.waitForURL(/\?hopTrunk=carrier-b$/);
      await page.goBack();
      await page.waitForURL(/\?cause=congestion&hopTrunk=carrier-b$/);
    },
    TIMEOUT_MS,
  );

  test(
    'a list of failures has what explains them, and neither the own proxy, which is no trunk, nor that somebody was asked for a password',
    async () => {
      const page = await open('/failures');
      const links = async (title: string): Promise<readonly string[]> =>
        page.locator('section.card').filter({ hasText: title }).locator('td a').allInnerTexts();
      const [trunks, codes] = [await links('By trunk'), await links('By code of the next hop')];
      expect(trunks).not.toContain('no known trunk');
      expect(codes).toContain('503');
      expect(codes).not.toContain('407, asked for a password');
      expect(trunks.length).toBeGreaterThan(2);
    },
    TIMEOUT_MS,
  );

  test(
    'calls that came out as one did are counted without itself',
    async () => {
      const found = (await (await fetch(`${demo.url}/api/v1/calls?cause=unallocated&limit=1`)).json()) as {
        readonly calls: readonly { readonly id: string }[];
      };
      const id = found.calls[0]?.id ?? '';
      const page = await open(`/calls/${id}`);
      await page.locator('.verdict').waitFor();
      // Calls go on meanwhile, and the page asks again.
      const isSaid = async (): Promise<boolean> => {
        const { similar } = (await (await fetch(`${demo.url}/api/v1/calls/${id}`)).json()) as { readonly similar: number };
        const said = (await page.locator('.actions a').allInnerTexts()).filter((one) => /other calls? came out/u.test(one));
        const others = similar === 2 ? ['Another call came out like this one'] : [`${similar - 1} other calls came out like this one`];
        return said.join() === (similar < 2 ? [] : others).join();
      };
      await expect.poll(isSaid, { timeout: PATIENCE_MS }).toBe(true);
    },
    TIMEOUT_MS,
  );

  test(
    'a table of calls has at most 100 rows, and each page of it is a URL',
    async () => {
      const page = await open('/calls');
      const first = await rows(page);
      expect(first).toHaveLength(100);
      await page.getByRole('link', { name: 'Older' }).click();
      await page.waitForURL(/cursor=/);
      await expect.poll(async () => (await rows(page))[0], { timeout: PATIENCE_MS }).not.toBe(first[0]);
      const second = await rows(page);
      expect(second.length).toBeLessThanOrEqual(100);
      expect(second.filter((row) => first.includes(row))).toEqual([]);
      await expectSameRows(page, await open(page.url().slice(demo.url.length)));
      await page.getByLabel('Outcome').selectOption('busy');
      await page.waitForURL((url) => url.search === '?outcome=busy');
      await page.goBack();
      await page.goBack();
      await expect.poll(async () => rows(page), { timeout: PATIENCE_MS }).toContain(first[50]);
    },
    TIMEOUT_MS,
  );

  test(
    'a call that begins is on the live screen at once, and changes as it happens',
    async () => {
      const page = await open('/live');
      await page.getByText('Connected.').waitFor();
      const tell = async (state: string, more: object = {}): Promise<void> => {
        const event = { type: 'call.report', callId: 'seen-live', source: 'pbx', state, ...more };
        const told = await fetch(`${demo.url}/api/v1/events`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify([event]),
        });
        expect(told.status, await told.text()).toBeLessThan(300);
      };
      await tell('ringing', { trunk: 'seen-live' });
      const row = page.locator('tbody tr').filter({ hasText: 'seen-live' });
      await row.filter({ hasText: 'ringing' }).waitFor();
      await tell('ended', { sipCode: 486 });
      await row.filter({ hasText: /busy.*486/ }).waitFor();
    },
    TIMEOUT_MS,
  );

  test(
    'no number of anybody stands in the page, in its text or in an answer of the server',
    async () => {
      expect(numbers('from +493023125001 and 00442079460001 at 1795400000')).toEqual(['493023125001', '442079460001']);
      const found = await (await fetch(`${demo.url}/api/v1/calls?limit=200`)).json();
      const { calls } = found as { readonly calls: readonly { readonly id: string }[] };
      const paths = ['/', '/live', '/calls', '/failures', '/sources', ...calls.slice(0, 5).map(({ id }) => `/calls/${id}`)];
      const seen: string[] = [];
      for (const path of paths) {
        const { page, answers } = await visit(browser, `${demo.url}${path}`, DESK);
        seen.push(await page.content(), ...(await Promise.all(answers.values())));
        await page.context().close();
      }
      const files = ['/api/v1/export', ...calls.slice(0, 20).flatMap(({ id }) => [`/api/v1/calls/${id}`, `/api/v1/calls/${id}/messages`])];
      for (const path of files) seen.push(await (await fetch(`${demo.url}${path}`)).text());
      const captures = calls.slice(0, 20).map(({ id }) => `/api/v1/calls/${id}/pcap`);
      for (const path of captures) seen.push(Buffer.from(await (await fetch(`${demo.url}${path}`)).arrayBuffer()).toString('latin1'));
      expect(seen.join('').length).toBeGreaterThan(100_000);
      expect(seen.flatMap(numbers)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

/** Goes from one thing to the next until one of these has the focus. Whatever has it on the way must be seen to have it. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let tab = 0; tab < MOST_TABS; tab += 1) {
    await page.keyboard.press('Tab');
    const [isThere, seen] = (await page.evaluate(`(() => {
      const one = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(one);
      const { width, height, top, bottom } = one.getBoundingClientRect();
      const isSeen = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && width > 0 && height > 0 && bottom > 0 && top < innerHeight;
      return [one.matches(${JSON.stringify(selector)}), isSeen ? '' : one.outerHTML.slice(0, 200)];
    })()`)) as readonly [boolean, string];
    expect(seen).toBe('');
    if (isThere) return;
  }
  throw new Error(`Nothing that is ${selector} can be reached by the keyboard.`);
}

function rows(page: Page): Promise<readonly string[]> {
  return page.locator('table.calls tbody tr').allTextContents();
}

/** Expects two pages to show the same calls. Where one came in between both are loaded again. */
async function expectSameRows(page: Page, other: Page): Promise<void> {
  const isSame = async (): Promise<boolean> => {
    if (JSON.stringify(await rows(page)) === JSON.stringify(await rows(other))) return true;
    await Promise.all([page.reload(), other.reload()]);
    for (const one of [page, other]) await shown(one);
    return JSON.stringify(await rows(page)) === JSON.stringify(await rows(other));
  };
  await expect.poll(isSame, { timeout: PATIENCE_MS }).toBe(true);
}

/** The outcomes that a table of calls shows, each once. */
async function outcomes(page: Page): Promise<readonly string[]> {
  return [...new Set(await page.locator('td[data-name=Outcome]').allTextContents())];
}

/** What is a number of the demo in a text, whichever way it is written. */
function numbers(text: string): readonly string[] {
  const digits = text.match(/(?<!\d)\d{9,17}(?!\d)/g) ?? [];
  return digits.map((one) => one.replace(/^00/, '')).filter(isReservedNumber);
}
