import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { requires } from '../peers/requires.ts';
import { startRingscope, type Ringscope } from '../peers/ringscope.ts';
import { waitUntil } from '../peers/wait-until.ts';
import { newVisitor, openBrowser, PATIENCE_MS } from './browser.ts';
import { startNginx, type Nginx } from './nginx.ts';

const CALLER = '+15550100017';
const MASKED = '+1***0017';
const TOKEN = (name: string): string => `rs_a-token-of-the-page-of-${name}`;
const LINE = (name: string, roles: string): string =>
  `${name} sha256:${createHash('sha256').update(TOKEN(name)).digest('hex')} ${roles} 2026-01-01T00:00:00Z\n`;
const LINES = [LINE('lena', 'read,pii'), LINE('otto', 'read'), LINE('scraper', 'metrics'), LINE('program', 'ingest')];

requires('chromium', 'nginx')('the page of a server with credentials', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-access-'));
  const tokens = join(folder, 'tokens');
  let ringscope: Ringscope;
  let nginx: Nginx;
  let browser: Browser;
  const contexts: BrowserContext[] = [];
  let isRevoked = false;

  beforeAll(async () => {
    know(LINES);
    const flags = ['--auth-token-file', tokens, '--privacy-keep-numbers', 'encrypted', '--privacy-country', 'US'];
    ringscope = await startRingscope({ folder, flags });
    nginx = await startNginx(folder, '/ringscope/', ringscope.url);
    browser = await openBrowser();
    await tellCall('a-call');
    await waitUntil('the call is listed', 60, async () => ((await callPath()) === 'calls/none' ? undefined : true));
  });

  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
    if (!isRevoked) return;
    know(LINES);
    // Asked with a token that was valid all the time: wrong ones shut an address out.
    await waitUntil('the tokens are known again', 60, async () =>
      (await callPath()) !== '' && ringscope.program.output().includes('The token file changed: added lena') ? true : undefined,
    );
    isRevoked = false;
  });

  afterAll(async () => {
    await browser?.close();
    await nginx?.program.stop();
    await ringscope?.program.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Puts these tokens into the file, whole at every moment. */
  function know(lines: readonly string[]): void {
    writeFileSync(`${tokens}.new`, lines.join(''), { mode: 0o600 });
    renameSync(`${tokens}.new`, tokens);
  }

  async function tellCall(callId: string): Promise<void> {
    const call = { type: 'call.report', callId, source: 'bot', direction: 'inbound', caller: CALLER, callee: '+15550100018' };
    for (const state of [{ state: 'ringing' }, { state: 'ended', outcome: 'busy' }]) {
      const answer = await fetch(`${ringscope.url}/api/v1/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN('program')}` },
        body: JSON.stringify({ ...call, ...state }),
      });
      expect(answer.status).toBe(200);
    }
  }

  /** A browser that knows nothing yet, and everything that the server tells it. */
  async function open(url: string): Promise<{ readonly page: Page; readonly problems: string[]; readonly told: () => Promise<string> }> {
    const context = await newVisitor(browser);
    contexts.push(context);
    const page = await context.newPage();
    const problems: string[] = [];
    const bodies: Promise<string>[] = [];
    page.on('console', (message) => void (message.type() === 'error' && problems.push(message.text())));
    page.on('pageerror', ({ message }) => void problems.push(message));
    page.on('dialog', (dialog) => void problems.push(`dialog ${dialog.message()}`));
    page.on('response', (response) => {
      if (!response.url().includes('/api/v1/live')) bodies.push(response.text().catch(() => ''));
    });
    await page.goto(url);
    return { page, problems, told: async () => (await Promise.all(bodies)).join('\n') };
  }

  async function logIn(page: Page, secret: string, user = ''): Promise<void> {
    await page.getByLabel('Token or password').fill(secret);
    await page.getByLabel('User').fill(user);
    await page.getByRole('button', { name: 'Log in' }).click();
  }

  const both = (): readonly (readonly [string, string])[] => [
    ['the server itself', `${ringscope.url}/`],
    ['an nginx below a path', nginx.url],
  ];

  /** The path of the one call. */
  async function callPath(): Promise<string> {
    const answer = await fetch(`${ringscope.url}/api/v1/calls`, { headers: { authorization: `Bearer ${TOKEN('otto')}` } });
    const { calls } = (await answer.json()) as { readonly calls: readonly { readonly id: string }[] };
    return `calls/${calls[0]?.id ?? 'none'}`;
  }

  test('somebody logs in, finds a call, sees its numbers with the role pii, hides them and logs out', async () => {
    for (const [where, url] of both()) {
      const { page, told } = await open(`${url}calls`);
      await logIn(page, TOKEN('lena'));
      await page.locator('table a').first().click();
      await page.getByText(MASKED).first().waitFor();
      expect([where, (await told()).includes(CALLER.slice(1))]).toEqual([where, false]);
      await page.getByRole('button', { name: 'Show numbers' }).click();
      await page.getByText(CALLER).first().waitFor();
      await page.getByRole('button', { name: 'Hide numbers' }).click();
      await page.getByText(CALLER).first().waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Show numbers' }).click();
      await page.getByText(CALLER).first().waitFor();
      await page.reload();
      await page.getByText(MASKED).first().waitFor();
      expect(await page.getByText(CALLER).count()).toBe(0);
      await page.getByRole('button', { name: 'Log out' }).click();
      await page.getByLabel('Token or password').waitFor();
      await page.reload();
      await page.getByLabel('Token or password').waitFor();
      expect(await page.getByText(MASKED).count()).toBe(0);
    }
    const noted = (): readonly string[] =>
      ringscope.program
        .output()
        .split('\n')
        .filter((line) => line.includes('lena') && line.includes('reveal'));
    await expect.poll(noted, { timeout: PATIENCE_MS }).toHaveLength(4);
  });

  test('without the role pii no number is offered, and none is told', async () => {
    const { page, problems, told } = await open(`${ringscope.url}/${await callPath()}`);
    await logIn(page, TOKEN('otto'));
    await page.getByText(MASKED).first().waitFor();
    await page.getByRole('button', { name: 'Log out' }).waitFor();
    expect(await page.getByRole('button', { name: 'Show numbers' }).count()).toBe(0);
    const forced = await page.request.get(`${ringscope.url}/api/v1/${await callPath()}?numbers=true`);
    expect(forced.status()).toBe(403);
    expect(await told()).not.toContain(CALLER.slice(1));
    expect(problems).toEqual([]);
  });

  test('a link opens what it names, after the login', async () => {
    for (const [, url] of both()) {
      const { page } = await open(`${url}${await callPath()}`);
      await logIn(page, TOKEN('otto'));
      await page.getByText(MASKED).first().waitFor();
      expect(page.url()).toBe(`${url}${await callPath()}`);
    }
  });

  test('the token is nowhere in the browser, and no script reads the cookie', async () => {
    const { page, told } = await open(nginx.url);
    await logIn(page, TOKEN('otto'));
    await page.getByRole('button', { name: 'Log out' }).waitFor();
    expect(await page.evaluate('[document.cookie, JSON.stringify({ ...localStorage, ...sessionStorage })].join()')).not.toMatch(
      /session|rs_a-token/,
    );
    expect(await page.content()).not.toContain(TOKEN('otto'));
    expect(await told()).not.toContain(TOKEN('otto'));
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ name: 'ringscope-session', httpOnly: true, sameSite: 'Lax', secure: false, path: '/', expires: -1 });
  });

  test('a wrong token and one that may not read are told so, and the browser itself asks for nothing', async () => {
    const { page, problems } = await open(nginx.url);
    await logIn(page, 'rs_wrong');
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('UNAUTHORIZED');
    await logIn(page, 'a token \u00fc with what no token has');
    await page.getByText('No token has such characters.').waitFor();
    await logIn(page, TOKEN('scraper'));
    await page.getByText('scraper may not read.').waitFor();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('Token or password').waitFor();
    expect(problems.filter((one) => !one.includes('401') && !one.includes('403'))).toEqual([]);
  });

  test('calls come in as they happen, and once the token is revoked nothing does, and the page asks for another', async () => {
    const { page } = await open(`${nginx.url}live`);
    await logIn(page, TOKEN('lena'));
    await page.getByText('Connected.').waitFor();
    await tellCall('another-call');
    await page.getByText(MASKED).first().waitFor();
    isRevoked = true;
    know(LINES.slice(1));
    // It holds for a second more at most.
    await waitUntil('the session is over', 60, async () =>
      (await page.request.get(`${nginx.url}api/v1/session`)).status() === 401 ? true : undefined,
    );
    // Nobody presses anything: the feed has ended, and is not opened again.
    await page.getByLabel('Token or password').waitFor();
    await logIn(page, TOKEN('lena'));
    await page.getByRole('alert').waitFor();
    await logIn(page, TOKEN('otto'));
    await page.getByRole('link', { name: 'Calls', exact: true }).click();
    await page.locator('table a').first().waitFor();
  });

  test('another site cannot change anything with the session of a browser', async () => {
    const { page } = await open(ringscope.url);
    await logIn(page, TOKEN('lena'));
    await page.getByRole('button', { name: 'Log out' }).waitFor();
    const [cookie] = await page.context().cookies();
    const forged = await fetch(`${ringscope.url}/api/v1/session`, {
      method: 'DELETE',
      headers: { cookie: `ringscope-session=${cookie?.value ?? ''}`, origin: 'http://attacker.example' },
    });
    expect(forged.status).toBe(403);
    await waitUntil('the session goes on', 60, async () =>
      (await page.request.get(`${ringscope.url}/api/v1/session`)).ok() ? true : undefined,
    );
  });
});
