import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import axe from 'axe-core';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page, type Request } from 'playwright-core';
import { waitUntil } from '../peers/wait-until.ts';
import { sharedProgram } from './shared-programs.ts';

const HEIGHT = 900;
/** How long is waited for what the page will show: more than a minute, for the slowest part of it asks once a minute. */
export const PATIENCE_MS = 90_000;
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** How somebody looks at the page. */
export interface Look {
  readonly theme: 'light' | 'dark';
  readonly width: number;
}

const LOOKS: readonly Look[] = (['light', 'dark'] as const).flatMap((theme) => [1280, 390].map((width) => ({ theme, width })));
/** Pages may not have to be scrolled sideways here (WCAG 2.2, 1.4.10). */
export const NARROW: Look = { theme: 'light', width: 320 };

/** The page in a browser that knows nothing yet. */
export interface Opened {
  readonly page: Page;
  /** Errors in its console, and what it asked of other servers. */
  readonly problems: readonly string[];
  /** What the server answered it, by URL. */
  readonly answers: ReadonlyMap<string, Promise<string>>;
}

/** Connects to the browser of the run, which has no window. Its contexts are this connection's own, and end with it. */
export async function openBrowser(): Promise<Browser> {
  return chromium.connect((await sharedProgram('browser')).endpoint);
}

/** A browser that knows nothing yet, with patience. */
export async function newVisitor(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE_MS);
  return context;
}

/** Opens a URL as a new visitor does and waits until it shows what it has asked for. */
export async function visit(browser: Browser, url: string, { theme, width }: Look): Promise<Opened> {
  const context = await newVisitor(browser, { viewport: { width, height: HEIGHT }, colorScheme: theme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const { origin } = new URL(url);
  const problems: string[] = [];
  const answers = new Map<string, Promise<string>>();
  page.on('console', (message) => void (message.type() === 'error' && problems.push(message.text())));
  page.on('pageerror', ({ message }) => void problems.push(message));
  page.on('request', (request) => void (new URL(request.url()).origin === origin || problems.push(`asks ${request.url()}`)));
  page.on('response', (response) => {
    const isText = !response.url().includes('/api/v1/live');
    if (isText)
      answers.set(
        response.url(),
        response.text().catch(() => ''),
      );
  });
  const asked = questionsOf(page);
  await page.goto(url);
  await shown(page);
  await answered(page, asked);
  return { page, problems, answers };
}

/** What a page has asked of the API and has no answer to, but the live feed, which has no end. */
function questionsOf(page: Page): ReadonlySet<Request> {
  const asked = new Set<Request>();
  page.on('request', (request) => {
    if (request.url().includes('/api/v1/') && !request.url().includes('/api/v1/live')) asked.add(request);
  });
  page.on('requestfinished', (request) => void asked.delete(request));
  page.on('requestfailed', (request) => void asked.delete(request));
  return asked;
}

/** Waits until all that a page has asked is answered and drawn, also what is not said to be loading. */
async function answered(page: Page, asked: ReadonlySet<Request>): Promise<void> {
  await waitUntil('the page has its answers', PATIENCE_MS / 1000, () => (asked.size === 0 ? true : undefined));
  await drawn(page);
}

/** Waits until what the page knows is on the screen. */
export async function drawn(page: Page): Promise<void> {
  await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
}

/** Looks at the same page in another way. */
export async function lookAt(page: Page, { theme, width }: Look): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
  await page.setViewportSize({ width, height: HEIGHT });
  // What follows the size of the window has done so.
  await drawn(page);
}

/** Waits until nothing of the screen is loading any more. */
export async function shown(page: Page): Promise<void> {
  await page.locator('main h1').first().waitFor();
  await page.locator('main .state[role=status]').first().waitFor({ state: 'detached' });
}

/** What axe finds wrong with the page as it is: the rule, and where. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations: found } = (await page.evaluate(`axe.run(document, ${JSON.stringify({ runOnly: RULES })})`)) as axe.AxeResults;
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`));
}

/** What reaches out of the page to the right, where it would have to be scrolled sideways. */
export async function overflowing(page: Page): Promise<readonly string[]> {
  return (await page.evaluate(`(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll('body *')]
      .filter((one) => one.getBoundingClientRect().right > width + 1)
      .map((one) => one.outerHTML.slice(0, 120));
  })()`)) as readonly string[];
}

/**
 * What is wrong with a screen in both themes and all widths: for axe, in the console, asked of other servers, or to be scrolled sideways. With `picture`, the beginning of
 * a path, pictures of it are put there.
 */
export async function wrongWith(browser: Browser, url: string, picture?: string): Promise<readonly string[]> {
  const { page, problems } = await visit(browser, url, NARROW);
  const wrong: string[] = [];
  const tell = ({ theme, width }: Look, found: readonly string[]): void =>
    void wrong.push(...found.map((one) => `${theme} ${width}: ${one}`));
  tell(NARROW, await overflowing(page));
  for (const look of LOOKS) {
    await lookAt(page, look);
    tell(look, [...(await violations(page)), ...(await overflowing(page))]);
    if (picture === undefined) continue;
    mkdirSync(dirname(picture), { recursive: true });
    await page.screenshot({ path: `${picture}-${look.theme}-${look.width}.png`, fullPage: true });
  }
  await page.context().close();
  return [...wrong, ...problems];
}
