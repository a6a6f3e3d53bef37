import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Response } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SCREENS } from '../../web/screens.ts';
import { requires } from '../peers/requires.ts';
import { newVisitor, openBrowser, overflowing, PATIENCE_MS, shown } from './browser.ts';
import { bundlePseudoLocale, OPENS, type PseudoLocale } from './pseudo-locale.ts';
import { sharedProgram, type SharedPrograms } from './shared-programs.ts';

const TIMEOUT_MS = 600_000;
/** How long the browser may take to hand over an answer. */
const ANSWER_MS = 10_000;

/** What a person reads on the page and what a screen reader says, without what the server answered and what is typed as it stands. */
const TEXTS = `(() => {
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: around, data } = walker.currentNode;
    if (around.closest('code, pre, noscript, script, style, [data-said]') === null && around.checkVisibility())
      texts.push((around.closest('[data-sentence]')?.textContent ?? data).trim());
  }
  for (const one of document.querySelectorAll('[aria-label], [title], [placeholder]'))
    for (const name of ['aria-label', 'title', 'placeholder']) if (one.hasAttribute(name)) texts.push(one.getAttribute(name));
  return texts;
})()`;

requires('chromium')('the page in another language', () => {
  let demo: SharedPrograms['demo'];
  let browser: Browser;
  let locale: PseudoLocale;

  beforeAll(async () => {
    demo = await sharedProgram('demo');
    browser = await openBrowser();
    locale = await bundlePseudoLocale();
  }, TIMEOUT_MS);

  afterAll(async () => {
    await browser?.close();
    locale?.remove();
  });

  test.each(SCREENS.map(({ path }) => path))(
    '%s: every sentence is from the catalogue, and one that is a third longer has room at 320 pixels',
    async (path) => {
      const context = await newVisitor(browser, { viewport: { width: 320, height: 900 }, reducedMotion: 'reduce' });
      await locale.use(context);
      const page = await context.newPage();
      const answers: Promise<string>[] = [];
      // The feed that all tabs share tells of calls as well: those in progress, however long ago they began, and the newest ones.
      const calls: string[] = [];
      const listen = async (): Promise<void> => {
        for (const query of ['active=true', 'active=false'])
          calls.push(await (await fetch(`${demo.url}/api/v1/calls?limit=100&${query}`)).text());
      };
      await listen();
      page.on('response', (response) => {
        if (response.url().includes('/api/') && !response.url().includes('/live')) answers.push(textOf(response));
      });
      await page.goto(`${demo.url}${path}`);
      await shown(page);
      const texts = async (): Promise<readonly string[]> =>
        (await page.evaluate<readonly string[]>(TEXTS)).filter((one) => /\p{L}{3}/u.test(one));
      expect((await texts()).filter((one) => one.startsWith(OPENS)).length).toBeGreaterThan(10);
      const own = async (): Promise<readonly string[]> => {
        const read = await texts();
        await listen();
        const said = [...calls, ...(await Promise.all(answers))].join('\n').replaceAll('`', '');
        const found = read.filter((one) => !one.includes(OPENS) && !isSaid(one, said) && !isTime(one) && one !== 'Node.js');
        // A browser may have dropped an answer before it was read here; what is no sentence of the catalogue comes again.
        if (found.length > 0) {
          await page.reload();
          await shown(page);
        }
        return found;
      };
      await expect.poll(own, { timeout: PATIENCE_MS, interval: 1000 }).toEqual([]);
      expect(await overflowing(page)).toEqual([]);
      await context.close();
    },
    TIMEOUT_MS,
  );
});

/** What the server answered; nothing where the browser cannot tell any more. */
async function textOf(response: Response): Promise<string> {
  const late = sleep(ANSWER_MS, '', { ref: false });
  return Promise.race([response.text().catch(() => ''), late]);
}

/** Whether it is what the server answered: a value, a word of the field with blanks for its underscores, or several values. */
function isSaid(text: string, said: string): boolean {
  const words = text.split(/[\s,]+/u).flatMap((word) => (word === '' ? [] : [word.replace(/:$/u, '')]));
  return (
    said.includes(text) ||
    said.replaceAll('_', ' ').includes(text) ||
    isFilled(text, said) ||
    // The name of a link or a line of a panel, with values of labels where the server has their names.
    said.includes(words.filter((one) => !said.includes(`"${one}"`)).join(' ')) ||
    said.includes(`"${words.join('_')}"`) ||
    words.every((one) => said.includes(`"${one}"`) || (/\d/u.test(one) && said.includes(one)))
  );
}

/** Whether it is a title that the server answered with names of labels in braces, with their values. */
function isFilled(text: string, said: string): boolean {
  const titles = said.matchAll(/"([^"{}\n]+\{\w+\}[^"{}\n]*)"/gu);
  return [...titles].some(([, title = '']) => {
    const parts = title.split(/\{\w+\}/u).map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`));
    return new RegExp(`^${parts.join('.+')}$`, 'u').test(text);
  });
}

/** Times and numbers are written by the browser, in its own language. */
function isTime(text: string): boolean {
  return /^[\d\s.,:%/+-]*(?:min|ms|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|AM|PM|UTC|Mon|Tue|Wed|Thu|Fri|Sat|Sun)/u.test(text);
}
