import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as streamText } from 'node:stream/consumers';
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

  /** The header by which the page shows the key of its session. */
  async function keyOf(page: Page): Promise<Record<string, string>> {
    const key = await page.evaluate(`Object.entries(localStorage).find(([name]) => name.startsWith('ringscope.session-key'))?.[1] ?? ''`);
    return { 'ringscope-session-key': String(key) };
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
    const forced = await page.request.get(`${ringscope.url}/api/v1/${await callPath()}?numbers=true`, { headers: await keyOf(page) });
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

  test('the token is nowhere in the browser, no script reads the cookie, and the key that is kept opens nothing without it', async () => {
    const { page, told } = await open(nginx.url);
    await logIn(page, TOKEN('otto'));
    await page.getByRole('button', { name: 'Log out' }).waitFor();
    expect(await page.evaluate('[document.cookie, JSON.stringify({ ...localStorage, ...sessionStorage })].join()')).not.toMatch(
      /rs_a-token/,
    );
    expect(await page.evaluate('document.cookie')).toBe('');
    const headers = await keyOf(page);
    expect(headers['ringscope-session-key']).toHaveLength(43);
    expect((await fetch(`${nginx.url}api/v1/calls`, { headers })).status).toBe(401);
    expect(await page.content()).not.toContain(TOKEN('otto'));
    expect(await told()).not.toContain(TOKEN('otto'));
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({
      name: `ringscope-session-${new URL(ringscope.url).port}`,
      httpOnly: true,
      sameSite: 'Lax',
      secure: false,
      path: '/',
      expires: -1,
    });
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
      (await page.request.get(`${nginx.url}api/v1/session`, { headers: await keyOf(page) })).status() === 401 ? true : undefined,
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
    const key = await keyOf(page);
    const forged = await fetch(`${ringscope.url}/api/v1/session`, {
      method: 'DELETE',
      headers: { cookie: `${cookie?.name}=${cookie?.value}`, origin: 'http://attacker.example', ...key },
    });
    expect(forged.status).toBe(403);
    await waitUntil('the session goes on', 60, async () =>
      (await page.request.get(`${ringscope.url}/api/v1/session`, { headers: key })).ok() ? true : undefined,
    );
  });

  test('what a server at another port of the same host is sent opens nothing', async () => {
    const sent: string[] = [];
    const other = createServer(({ headers }, response) => {
      sent.push(headers.cookie ?? '');
      response.end('a wiki');
    }).listen(0, '127.0.0.1');
    await once(other, 'listening');
    try {
      const { page } = await open(ringscope.url);
      await logIn(page, TOKEN('lena'));
      await page.getByRole('button', { name: 'Log out' }).waitFor();
      // A TCP server that listens has an address with a port.
      await page.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
      const cookie = sent.find((one) => one.includes('ringscope-session'));
      expect(cookie).toBeDefined();
      expect(await page.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage })')).toBe('{}');
      const headers = { cookie: cookie ?? '', origin: ringscope.url, 'sec-fetch-site': 'same-origin' };
      for (const [method, path] of [
        ['GET', '/api/v1/session'],
        ['GET', '/api/v1/calls'],
        ['GET', '/api/v1/live'],
        ['GET', '/api/v1/export'],
        ['POST', '/api/v1/session/tickets'],
        ['DELETE', '/api/v1/session'],
      ] as const)
        expect([method, path, (await fetch(`${ringscope.url}${path}`, { method, headers })).status]).toEqual([method, path, 401]);
      await page.goto(ringscope.url);
      await page.getByRole('button', { name: 'Log out' }).waitFor();
    } finally {
      other.close();
    }
  });

  test('all tabs of a browser are logged in and out together', async () => {
    const { page } = await open(nginx.url);
    const other = await page.context().newPage();
    await other.goto(`${nginx.url}live`);
    await other.getByLabel('Token or password').waitFor();
    await logIn(page, TOKEN('lena'));
    await other.getByText('Connected.').waitFor();
    const opened = await page.context().newPage();
    await opened.goto(`${nginx.url}${await callPath()}`);
    await opened.getByText(MASKED).first().waitFor();
    await page.getByRole('button', { name: 'Log out' }).click();
    for (const tab of [page, other, opened]) await tab.getByLabel('Token or password').waitFor();
    // The feed goes on with the session of another login.
    await logIn(page, TOKEN('otto'));
    await other.getByText('Connected.').waitFor();
    expect(await page.evaluate('Object.keys(localStorage)')).toEqual(['ringscope.session-key/ringscope']);
  });

  test('files of calls come by a link, of one call and of all', async () => {
    for (const [, url] of both()) {
      const { page, problems } = await open(`${url}${await callPath()}`);
      await logIn(page, TOKEN('otto'));
      const textOf = async (name: string): Promise<string> => {
        const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name, exact: true }).click()]);
        return `${file.suggestedFilename()} ${await streamText(await file.createReadStream())}`;
      };
      expect(await textOf('JSON')).toMatch(/^call-\w+\.json \{.*"outcome":"busy"/u);
      expect(await textOf('PCAP')).toMatch(/^\S+\.pcapng \n\r\r\n/u);
      await page.goto(`${url}calls`);
      expect(await textOf('CSV')).toMatch(/^calls\.csv id,[^]*busy/u);
      expect(problems).toEqual([]);
    }
  });
});
