import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requires } from '../peers/requires.ts';
import { NARROW, openBrowser, overflowing, PATIENCE_MS, violations, visit, wrongWith } from './browser.ts';
import { sharedProgram, type SharedPrograms } from './shared-programs.ts';

const TIMEOUT_MS = 600_000;
/** Where pictures are put that somebody wants to look at. */
const PICTURES = process.env['PAGE_PICTURES'];

/** Screens by a name, as their paths. `FAILED` and `SPOKEN` stand for calls. */
const SCREENS = {
  overview: '/',
  live: '/live',
  calls: '/calls',
  narrowed: '/calls?outcome=failed&hopTrunk=carrier-c',
  nothing: '/calls?trunk=no-such-trunk',
  failures: '/failures',
  'failures-of-one': '/failures?cause=congestion&hopTrunk=carrier-b',
  trunks: '/trunks',
  quality: '/quality',
  registrations: '/registrations',
  'voice-agents': '/voice-agents',
  sms: '/sms',
  cards: '/cards',
  queues: '/queues',
  settings: '/settings',
  alerts: '/alerts',
  sources: '/sources',
  call: '/calls/FAILED?row=1',
  agent: '/calls/SPOKEN',
  'no-call': '/calls/00000000000000000000000000000000',
  'no-screen': '/no-such-screen',
};

requires('chromium')('every screen of the demo', () => {
  let demo: SharedPrograms['demo'];
  let browser: Browser;
  let failed = '';
  let spoken = '';

  beforeAll(async () => {
    demo = await sharedProgram('demo');
    browser = await openBrowser();
    failed = await newest('failed=true&hopTrunk=carrier-c');
    spoken = await newest('stage=llm_first_token');
  }, TIMEOUT_MS);

  afterAll(async () => {
    await browser?.close();
  });

  async function newest(conditions: string): Promise<string> {
    const found = await (await fetch(`${demo.url}/api/v1/calls?limit=1&${conditions}`)).json();
    const { calls } = found as { readonly calls: readonly { readonly id: string }[] };
    if (calls[0] === undefined) throw new Error(`The demo has no call with ${conditions}.`);
    return calls[0].id;
  }

  test.each(Object.entries(SCREENS))(
    '%s: nothing is wrong for axe or in the console, nothing is asked elsewhere, and nothing has to be scrolled sideways',
    async (name, path) => {
      const url = `${demo.url}${path.replace('FAILED', failed).replace('SPOKEN', spoken)}`;
      const wrong = await wrongWith(browser, url, PICTURES === undefined ? undefined : join(PICTURES, name));
      expect(wrong.filter((one) => !isExpected(name, one))).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test('what is wrong is found: a picture without a text, something too wide, a style in the text of the page', async () => {
    const { page, problems } = await visit(browser, `${demo.url}/sources`, NARROW);
    await page.evaluate(
      `document.querySelector('main').insertAdjacentHTML('beforeend', '<img src="x"><p id="wide">wide</p><i style="color: red">x</i>')`,
    );
    await page.evaluate(`document.querySelector('#wide').style.width = '2000px'`);
    expect((await violations(page)).join(' ')).toContain('image-alt');
    expect((await overflowing(page)).join(' ')).toContain('id="wide"');
    await expect.poll(() => problems.join(' '), { timeout: PATIENCE_MS }).toContain('Content Security Policy');
    await page.context().close();
  }, 300_000);
});

/** The browser tells of a status of 404 by itself. */
function isExpected(screen: string, problem: string): boolean {
  return screen === 'no-call' && problem.includes('status of 404');
}
