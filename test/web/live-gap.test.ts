import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requires } from '../peers/requires.ts';
import { startRingscope, type Ringscope } from '../peers/ringscope.ts';
import { newVisitor, openBrowser } from './browser.ts';

const TIMEOUT_MS = 300_000;

requires('chromium')('the live screen after what it could not be told', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-gap-'));
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

  /** Calls with a trunk of the same name come into a state. */
  async function tell(state: 'ringing' | 'ended', ...callIds: readonly string[]): Promise<void> {
    const events = callIds.map((callId) => ({ type: 'call.report', callId, source: 'pbx', state, trunk: callId }));
    const told = await fetch(`${ringscope.url}/api/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(events),
    });
    expect(told.status, await told.text()).toBe(200);
  }

  const row = (page: Page, callId: string, state: string) =>
    page.locator('tbody tr').filter({ hasText: callId }).filter({ hasText: state });

  /** Another server, which knows nothing of the calls before, takes the place of the one that runs. */
  async function replace(name: string): Promise<void> {
    const { httpPort, hepPort, program } = ringscope;
    await program.stop();
    mkdirSync(join(folder, name));
    ringscope = await startRingscope({ folder: join(folder, name), httpPort, hepPort });
  }

  async function openLive(prepare = ''): Promise<Page> {
    const context = await newVisitor(browser);
    if (prepare !== '') await context.addInitScript(prepare);
    const page = await context.newPage();
    await page.goto(`${ringscope.url}/live`);
    await page.getByText('Connected.').waitFor();
    return page;
  }

  test(
    'a call that rang before the screen was opened is there, and one that is over is shown so',
    async () => {
      await tell('ringing', 'before-1', 'before-2');
      const page = await openLive();
      await row(page, 'before-1', 'ringing').waitFor();
      await tell('ended', 'before-1');
      await row(page, 'before-1', 'ringing').waitFor({ state: 'detached' });
      expect(await row(page, 'before-1', '').count()).toBe(1);
      expect(await row(page, 'before-2', 'ringing').count()).toBe(1);
      expect(await page.locator('p[role=status]').innerText()).toBe('Connected.');
      await tell('ended', 'before-2');
      await page.context().close();
    },
    TIMEOUT_MS,
  );

  test(
    'a call that was in progress, and that the server does not name after a gap, is not shown any more, and that changes may be missing is said',
    async () => {
      await tell('ringing', 'gone-before');
      const page = await openLive();
      await row(page, 'gone-before', 'ringing').waitFor();
      await tell('ringing', 'gone-told');
      await row(page, 'gone-told', 'ringing').waitFor();
      await replace('two');
      await page.getByText('Connected. Some changes may be missing.', { exact: true }).waitFor();
      await row(page, 'gone-before', 'ringing').waitFor({ state: 'detached' });
      await row(page, 'gone-told', 'ringing').waitFor({ state: 'detached' });
      await tell('ringing', 'goes-on');
      await row(page, 'goes-on', 'ringing').waitFor();
      await page.context().close();
    },
    TIMEOUT_MS,
  );

  test.each([
    ['may not begin', 'alone-1', `window.SharedWorker = function () { throw new DOMException('denied', 'SecurityError'); };`],
    [
      'cannot be loaded',
      'alone-2',
      `window.SharedWorker = class extends SharedWorker { constructor() { super('/assets/no-such-worker.js'); } };`,
    ],
  ])(
    'where a worker that tabs share %s, a tab reads a feed of its own',
    async (_, callId, prepare) => {
      const page = await openLive(prepare);
      await tell('ringing', callId);
      await row(page, callId, 'ringing').waitFor();
      await tell('ended', callId);
      await page.context().close();
    },
    TIMEOUT_MS,
  );
});
