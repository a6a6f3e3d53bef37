import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requires } from '../peers/requires.ts';
import { waitUntil } from '../peers/wait-until.ts';
import { openBrowser, violations, visit, type Opened } from './browser.ts';
import { sharedProgram, type SharedPrograms } from './shared-programs.ts';

const TIMEOUT_MS = 600_000;
const LOOK = { theme: 'light', width: 1280 } as const;

/** One alert: others may have its name. */
interface Fired {
  readonly alert: string;
  readonly labels: Readonly<Record<string, string>>;
}

requires('chromium')('the alerts of the demo', () => {
  let demo: SharedPrograms['demo'];
  let browser: Browser;

  beforeAll(async () => {
    demo = await sharedProgram('demo');
    browser = await openBrowser();
    await waitUntil('an alert that fires', 400, async () => (await firing())[0]);
  }, TIMEOUT_MS);

  afterAll(async () => {
    await browser?.close();
  });

  /** The alerts that fire and are told. */
  async function firing(): Promise<readonly Fired[]> {
    // The shape is that of the reference.
    const { alerts } = (await (await fetch(`${demo.url}/api/v1/alerts`)).json()) as {
      alerts: (Fired & { state: string; severity: string; silencedBy: string[]; inhibitedBy: string[] })[];
    };
    return alerts.filter(
      ({ state, severity, silencedBy, inhibitedBy }) =>
        state === 'firing' && severity !== 'none' && silencedBy.length === 0 && inhibitedBy.length === 0,
    );
  }

  async function isTold({ alert, labels }: Fired): Promise<boolean> {
    const names = Object.keys(labels);
    return (await firing()).some(
      (one) =>
        one.alert === alert && Object.keys(one.labels).length === names.length && names.every((name) => one.labels[name] === labels[name]),
    );
  }

  async function close({ page, problems }: Opened): Promise<void> {
    await page.context().close();
    expect(problems).toEqual([]);
  }

  test(
    'who may silences an alert where it is shown, sees by whom and how long, and ends it; the server keeps it from being told meanwhile',
    async () => {
      const opened = await visit(browser, `${demo.url}/alerts`, LOOK);
      const { page } = opened;
      const [fired] = await firing();
      if (fired === undefined) throw new Error('No alert fires any more.');
      const { alert: name, labels } = fired;
      let card = page.locator('.findings li').filter({ has: page.getByRole('button', { name: `Silence ${name}`, exact: true }) });
      for (const [label, value] of Object.entries(labels)) card = card.filter({ hasText: `${label} ${value}` });
      await card
        .first()
        .getByRole('button', { name: `Silence ${name}` })
        .click();
      await page.getByLabel('Why').fill('the modem is being replaced');
      await page.getByLabel('For').selectOption('a day');
      expect(await violations(page)).toEqual([]);
      await page.locator('form').getByRole('button', { name: 'Silence' }).click();
      const row = page.getByRole('row', { name: 'the modem is being replaced' });
      await row.waitFor();
      expect(await row.textContent()).toContain(`alertname=${name}`);
      // Which alerts are kept back is said with the next look at them.
      await waitUntil('a silenced alert', 90, async () => ((await isTold(fired)) ? undefined : true));
      const { silences } = (await (await fetch(`${demo.url}/api/v1/silences`)).json()) as { silences: { from: number; until: number }[] };
      expect(silences.map(({ from, until }) => Math.round(until - from))).toEqual([86_400]);
      await row.getByRole('button', { name: 'End' }).click();
      await row.getByText('over').waitFor();
      await waitUntil('an alert that is told again', 90, async () => ((await isTold(fired)) ? true : undefined));
      await close(opened);
    },
    TIMEOUT_MS,
  );

  test(
    'who may not is shown no button and told what it takes; a silence that another site asks for is refused',
    async () => {
      const opened = await visit(browser, `${demo.url}/alerts`, LOOK);
      const reader = { name: 'anonymous', roles: ['metrics', 'read', 'write', 'ingest'], login: 'none' };
      await opened.page.route('**/api/v1/session', (route) => route.fulfill({ json: reader }));
      await opened.page.reload();
      await opened.page.getByText('takes the role').waitFor();
      expect(await opened.page.getByRole('button', { name: /^Silence/u }).count()).toBe(0);
      await close(opened);
      const [, token = ''] = readFileSync(join(demo.folder, 'owner-token'), 'utf8').split('\n');
      const asked = (headers: Readonly<Record<string, string>>): Promise<Response> =>
        fetch(`${demo.url}/api/v1/silences?match=trunk%3Dno-such-trunk&seconds=60`, { method: 'POST', headers });
      const session = await fetch(`${demo.url}/api/v1/session`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'sec-fetch-site': 'same-origin' },
      });
      const cookie = (session.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
      expect(cookie).not.toBe('');
      const { key } = (await session.json()) as { readonly key: string };
      const shown = { cookie, 'ringscope-session-key': key };
      expect((await asked({ ...shown, origin: 'https://elsewhere.example.com', 'sec-fetch-site': 'cross-site' })).status).toBe(403);
      expect((await asked({ ...shown, origin: demo.url, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    },
    TIMEOUT_MS,
  );

  test(
    'from an alert it is one click to its runbook and one to the screen behind it',
    async () => {
      const opened = await visit(browser, `${demo.url}/`, LOOK);
      const { page } = opened;
      await page.getByRole('link', { name: 'Firing alerts' }).click();
      const card = page.locator('.findings li').first();
      const [runbook] = await Promise.all([page.waitForEvent('popup'), card.getByRole('link', { name: 'Runbook' }).click()]);
      await runbook.waitForLoadState();
      await runbook.getByText('What it means').waitFor();
      expect(await runbook.locator('body').textContent()).not.toMatch(/<!--|```|## /u);
      expect(await runbook.locator('pre').count()).toBeGreaterThan(0);
      await runbook.close();
      await card.getByRole('link', { name: 'Its screen' }).click();
      await page.waitForURL((url) => url.pathname !== '/alerts');
      await page.locator('main h1').first().waitFor();
      await close(opened);
    },
    TIMEOUT_MS,
  );
});
