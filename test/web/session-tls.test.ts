import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLog, resolveSettings, type RunningServer, serve } from '../../src/server/index.ts';
import { testFolder } from '../../src/testing/start-server.ts';
import { requires } from '../peers/requires.ts';
import { makeAuthority } from '../server/certificates.ts';
import { newVisitor, openBrowser } from './browser.ts';

const TOKEN = 'a-token-of-the-page-with-tls';

requires('chromium', 'openssl')('the page of a server with a certificate', () => {
  const ends: (() => Promise<void> | void)[] = [];
  let server: RunningServer;
  let browser: Browser;

  beforeAll(async () => {
    const folder = testFolder(ends);
    const { certFile, keyFile } = makeAuthority(folder, 'authority').issue('server');
    writeFileSync(join(folder, 'tokens'), `${TOKEN} read\n`, { mode: 0o600 });
    const flags = {
      store: testFolder(ends),
      'http-port': '0',
      'hep-port': '0',
      'http-tls-cert-file': certFile,
      'http-tls-key-file': keyFile,
      'auth-token-file': join(folder, 'tokens'),
    };
    server = await serve(resolveSettings({ flags, env: {} }), { log: createLog('silent', () => undefined) });
    ends.push(() => server.stop());
    browser = await openBrowser();
    ends.push(() => browser.close());
  });

  afterAll(async () => {
    for (const end of ends.splice(0).toReversed()) await end();
  });

  test('keeps its session in a cookie that only this host can set over TLS, in all tabs and for files', async () => {
    const context = await newVisitor(browser, { ignoreHTTPSErrors: true });
    const page = await context.newPage();
    await page.goto(`https://${server.address}/calls`);
    await page.getByLabel('Token or password').fill(TOKEN);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('button', { name: 'Log out' }).waitFor();
    const port = server.address.split(':')[1];
    expect(await context.cookies()).toMatchObject([
      { name: `__Host-ringscope-session-${port}`, secure: true, httpOnly: true, sameSite: 'Lax', path: '/' },
    ]);
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV', exact: true }).click()]);
    expect([file.suggestedFilename(), await file.failure()]).toEqual(['calls.csv', null]);
    const other = await context.newPage();
    await other.goto(`https://${server.address}/live`);
    await other.getByText('Connected.').waitFor();
    await page.getByRole('button', { name: 'Log out' }).click();
    await other.getByLabel('Token or password').waitFor();
    expect(await context.cookies()).toEqual([]);
  });
});
