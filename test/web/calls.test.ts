import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requires } from '../peers/requires.ts';
import { lookAt, openBrowser, overflowing, PATIENCE_MS, shown, violations, visit, type Look } from './browser.ts';
import { sharedProgram, type SharedPrograms } from './shared-programs.ts';

const TIMEOUT_MS = 600_000;
const DESK: Look = { theme: 'light', width: 1280 };
const LOOKS: readonly Look[] = (['light', 'dark'] as const).flatMap((theme) => [1280, 390, 320].map((width) => ({ theme, width })));

requires('chromium')('calls and failures in the page', () => {
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
  const ask = async (path: string): Promise<unknown> => (await fetch(`${demo.url}/api/v1/${path}`)).json();

  test(
    'conditions are written in a line as the commands take them, stand in the URL, and what is none is named',
    async () => {
      const page = await open('/calls?outcome=busy');
      const box = page.getByRole('searchbox', { name: 'Conditions' });
      expect(await box.inputValue()).toBe('outcome=busy');
      await box.fill('--hop-trunk carrier-b --failed colour=red');
      await page.getByRole('button', { name: 'Apply' }).click();
      expect(await page.getByRole('alert').innerText()).toContain('"colour=red" is no condition.');
      expect(new URL(page.url()).search).toBe('?outcome=busy');
      await box.fill('--hop-trunk carrier-b --failed');
      await page.keyboard.press('Enter');
      await page.waitForURL((url) => url.search === '?hopTrunk=carrier-b&failed=true');
      await shown(page);
      const others = async (): Promise<number> => {
        const paths = await page.locator('table.calls td a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
        // Asked after the page has: calls come in meanwhile.
        const wanted = (await ask('calls?hopTrunk=carrier-b&failed=true&limit=1000')) as {
          readonly calls: readonly { readonly id: string }[];
        };
        const ids = new Set(wanted.calls.map(({ id }) => `/calls/${id}`));
        return paths.length === 0 ? -1 : paths.filter((path) => !ids.has(path ?? '')).length;
      };
      await expect.poll(others, { timeout: PATIENCE_MS }).toBe(0);
      await page.goBack();
      await expect.poll(async () => box.inputValue(), { timeout: PATIENCE_MS }).toBe('outcome=busy');
      await page.context().close();
    },
    TIMEOUT_MS,
  );

  test(
    'the browser of a demo finds calls by number and sees the settings without a login, and a FORBIDDEN elsewhere leads to it',
    async () => {
      const [some] = ((await ask('calls?outcome=answered&limit=1')) as { readonly calls: readonly { readonly callee?: string }[] }).calls;
      const end = some?.callee?.slice(-4) ?? '';
      const page = await open(`/calls?number=${end}`);
      await page.locator('table.calls tbody tr').first().waitFor();
      await page.goto(`${demo.url}/settings`);
      await page.getByText('sources.synthetic').first().waitFor();
      // Of a server that lets everybody in, but not to this.
      const session = { name: 'anonymous', roles: ['metrics', 'read', 'write', 'ingest'], login: 'none' };
      await page.route('**/api/v1/session', (route) => route.fulfill({ json: session }));
      const detail = 'The numbers of people need a token with the role pii.';
      const refusal = { code: 'FORBIDDEN', detail, hint: 'For a program.', status: 403 };
      await page.route('**/api/v1/calls?**', (route) => route.fulfill({ status: 403, json: refusal }));
      await page.goto(`${demo.url}/calls?number=${end}`);
      const refused = page.getByRole('alert').filter({ hasText: detail });
      await refused.waitFor();
      expect(await refused.innerText()).toContain('the second line of owner-token in its data folder');
      expect(await refused.innerText()).not.toContain('For a program.');
      await refused.getByRole('button', { name: 'Log in' }).click();
      await page.getByLabel('Token or password').waitFor();
      const card = await page.locator('form.login').innerText();
      expect(card).toContain('the second line of owner-token');
      expect(card).not.toContain('`');
      await page.goto(`${demo.url}/settings`);
      await page.getByText('takes the role admin').waitFor();
      await page.getByRole('button', { name: 'Log in' }).last().click();
      await page.getByLabel('Token or password').waitFor();
      await page.context().close();
    },
    TIMEOUT_MS,
  );

  test(
    'how many calls have which value is what the API says, and a value is a condition more and one less again',
    async () => {
      const page = await open('/calls?failed=true');
      let since = '';
      page.on('request', (request) => {
        const url = new URL(request.url());
        if (url.pathname === '/api/v1/dashboard') since = url.searchParams.get('since') ?? '';
      });
      await page.getByText('Narrow down').click();
      await page.waitForURL(/facets=open/u);
      const causes = page.getByRole('group', { name: 'Cause', exact: true }).getByRole('button');
      await causes.first().waitFor();
      const { values } = (await ask(`top?by=cause&failed=true&limit=100&since=${since}`)) as {
        readonly values: readonly { readonly value: string; readonly attempts: number }[];
      };
      const counts = new Map(values.map(({ value, attempts }) => [value, attempts]));
      const shownCounts = (await causes.allInnerTexts()).map((text) => /^(.+?)\s+(\d+)$/su.exec(text.trim()) ?? []);
      expect(shownCounts.length).toBe(Math.min(6, values.length));
      // Calls come in meanwhile.
      for (const [, name = '', count] of shownCounts)
        expect(Math.abs(Number(count) - (counts.get(name.replaceAll(' ', '_')) ?? -99)), name).toBeLessThan(4);
      await causes.first().click();
      await page.waitForURL(new RegExp(`cause=${shownCounts[0]?.[1]?.replaceAll(' ', '_') ?? ''}`, 'u'));
      await expect.poll(async () => causes.first().getAttribute('aria-pressed'), { timeout: PATIENCE_MS }).toBe('true');
      await causes.first().click();
      await page.waitForURL((url) => !url.search.includes('cause'));
      await page.context().close();
    },
    TIMEOUT_MS,
  );

  test(
    'columns are chosen and kept, a view is saved under a name without whom it asks for, and what is found goes into a file',
    async () => {
      const page = await open('/calls?outcome=busy&number=2233');
      await page.getByText('Columns').click();
      await page.getByRole('checkbox', { name: 'Callee' }).uncheck();
      await page.getByRole('checkbox', { name: 'Post-dial delay' }).check();
      await page.getByText('Saved views').click();
      await page.getByLabel('Name').fill('busy ones');
      await page.getByRole('button', { name: 'Save this view' }).click();
      await page.getByRole('link', { name: 'busy ones' }).waitFor();
      expect(await page.evaluate('JSON.stringify({ ...localStorage })')).not.toContain('2233');
      await page.goto(`${demo.url}/calls`);
      await shown(page);
      const heads = await page.locator('table.calls th').allInnerTexts();
      expect([heads.includes('Callee'), heads.includes('Post-dial delay')]).toEqual([false, true]);
      await page.getByText('Saved views').click();
      await page.getByRole('link', { name: 'busy ones' }).click();
      await page.waitForURL((url) => url.search === '?outcome=busy');
      await page.locator('a[download][href*="outcome=busy"]').filter({ hasText: 'NDJSON' }).waitFor();
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'NDJSON' }).click()]);
      const lines = (await streamText(file)).trim().split('\n');
      const outcomes = new Set(lines.map((line) => String(Reflect.get(JSON.parse(line) as object, 'outcome'))));
      expect([...outcomes]).toEqual(['busy']);
      await page.getByRole('button', { name: 'Delete the view busy ones' }).click();
      await page.getByRole('link', { name: 'busy ones' }).waitFor({ state: 'detached' });
      await page.context().close();
    },
    TIMEOUT_MS,
  );

  test(
    'what this browser kept and somebody spoiled does no harm',
    async () => {
      const page = await open('/calls');
      await page.evaluate(`localStorage.setItem('ringscope.views', '{"a'); localStorage.setItem('ringscope.columns', 'no,such')`);
      await page.reload();
      await shown(page);
      await page.locator('table.calls tbody tr').first().waitFor();
      await page.context().close();
    },
    TIMEOUT_MS,
  );

  test(
    'failures say when each kind was first and last seen, and how many there were before',
    async () => {
      const since = new Date(Date.now() - 6 * 3_600_000).toISOString();
      const page = await open('/failures?hours=6');
      // Below the sum of its side, of which that of the network comes first.
      const row = page.locator('section.card').first().locator('tbody tr:not(.side)').first();
      await row.waitFor();
      // Calls fail meanwhile, so that another cause may come to be the first: the page asks again.
      const isSame = async (): Promise<boolean> => {
        const { groups } = (await ask(`failures?by=cause&limit=1&since=${since}`)) as {
          readonly groups: readonly { readonly value: string; readonly calls: number; readonly side?: string }[];
        };
        return (
          (await row.locator('td a').first().innerText()).replaceAll(' ', '_') === groups.find(({ side }) => side === 'network')?.value
        );
      };
      await expect.poll(isSame, { timeout: PATIENCE_MS }).toBe(true);
      const [seenFirst = '', seenLast = ''] = await row
        .locator('time')
        .evaluateAll((times) => times.map((time) => time.getAttribute('datetime') ?? ''));
      expect(Date.parse(seenFirst)).toBeLessThanOrEqual(Date.parse(seenLast));
      expect(Date.parse(seenFirst)).toBeGreaterThanOrEqual(Date.parse(since) - 120_000);
      const before = row.locator('td.number').nth(1);
      await expect.poll(async () => before.innerText(), { timeout: PATIENCE_MS }).toMatch(/^\d+$/u);
      // The demo has a day of calls: of the week before this one nothing is known, which is no 0.
      await page.goto(`${demo.url}/failures?hours=168`);
      await expect.poll(async () => before.innerText(), { timeout: PATIENCE_MS }).toBe('–');
      await page.context().close();
    },
    TIMEOUT_MS,
  );

  test(
    'nothing is wrong for axe where all of the list is open, and nothing has to be scrolled sideways',
    async () => {
      const { page, problems } = await visit(browser, `${demo.url}/calls?facets=open&failed=true`, DESK);
      for (const name of ['Columns', 'Saved views']) await page.getByText(name).click();
      await page.getByRole('checkbox', { name: 'Codec' }).check();
      const wrong: string[] = [];
      for (const look of LOOKS) {
        await lookAt(page, look);
        wrong.push(...[...(await violations(page)), ...(await overflowing(page))].map((one) => `${look.theme} ${look.width}: ${one}`));
      }
      expect([...wrong, ...problems]).toEqual([]);
      await page.context().close();
    },
    TIMEOUT_MS,
  );
});

async function streamText(file: { createReadStream(): Promise<NodeJS.ReadableStream> }): Promise<string> {
  const chunks: string[] = [];
  for await (const chunk of await file.createReadStream()) chunks.push(String(chunk));
  return chunks.join('');
}
