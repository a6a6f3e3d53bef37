import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requires } from '../peers/requires.ts';
import { startRingscope, type Ringscope } from '../peers/ringscope.ts';
import { waitUntil } from '../peers/wait-until.ts';
import { newVisitor, openBrowser, PATIENCE_MS } from './browser.ts';

const TIMEOUT_MS = 300_000;
const HOUR = 3600;
/** Notes what is written on charts, and points: uPlot draws them as circles. */
const NOTE_DRAWN = `
  window.drawn = { texts: [], points: 0 };
  const { fillText } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
    window.drawn.texts.push(text);
    return fillText.call(this, text, ...place);
  };
  const { arc } = Path2D.prototype;
  Path2D.prototype.arc = function (...circle) {
    window.drawn.points += 1;
    return arc.apply(this, circle);
  };
`;

interface DrawnOn {
  readonly texts: readonly string[];
  readonly points: number;
}

requires('chromium')('charts of a server that has just been started, to which one call of an hour ago was told', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-charts-'));
  let ringscope: Ringscope;
  let browser: Browser;
  /** When the call began. */
  let at = 0;

  beforeAll(async () => {
    ringscope = await startRingscope({ folder });
    at = Math.floor(Date.now() / 1000) - HOUR;
    const report = { type: 'call.report', callId: 'alone', source: 'pbx' };
    await fetch(`${ringscope.url}/api/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([
        { ...report, at, state: 'offered' },
        { ...report, at: at + 2, state: 'answered' },
        { ...report, at: at + 12, state: 'ended' },
      ]),
    });
    await waitUntil('the call settles', 90, async () => ((await ringscope.calls()).some((one) => !one.isProvisional) ? true : undefined));
    browser = await openBrowser();
  }, TIMEOUT_MS);

  afterAll(async () => {
    await browser?.close();
    await ringscope?.program.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (path: string): Promise<Page> => {
    const page = await (await newVisitor(browser, { viewport: { width: 1280, height: 900 } })).newPage();
    await page.addInitScript(NOTE_DRAWN);
    await page.goto(`${ringscope.url}${path}`);
    await page.locator('.chart .u-over').nth(1).waitFor();
    return page;
  };
  const drawnOn = async (page: Page): Promise<DrawnOn> => (await page.evaluate('window.drawn')) as DrawnOn;
  const time = (seconds: number): string => new Date(seconds * 1000).toISOString();

  test(
    'a value that has none beside it is drawn as a point, and no axis of percentages goes over 100 %',
    async () => {
      const page = await open(`/?since=${time(at - HOUR / 2)}&until=${time(at + HOUR / 2)}`);
      expect(await page.locator('.canvas').nth(1).getAttribute('aria-label')).toContain('from 100% to 100%, last 100%');
      // One for each of the two ratios.
      await expect.poll(async () => (await drawnOn(page)).points, { timeout: PATIENCE_MS }).toBeGreaterThanOrEqual(2);
      const shares = (await drawnOn(page)).texts.filter((text) => text.endsWith('%')).map((text) => Number.parseFloat(text));
      expect(Math.max(...shares)).toBe(100);
      await page.context().close();
    },
    TIMEOUT_MS,
  );

  test(
    'what was before the server and its first call is no 0',
    async () => {
      const page = await open('/?hours=24');
      await page.getByRole('button', { name: 'Table' }).first().click();
      const cells = page.locator('.chart tbody tr td:nth-child(2)');
      await cells.first().waitFor();
      const attempts = await cells.allInnerTexts();
      const first = attempts.indexOf('1');
      expect(first).toBeGreaterThan(15);
      expect(new Set(attempts.slice(0, first))).toEqual(new Set(['–']));
      expect(attempts.slice(first + 1)).not.toContain('–');
      await page.context().close();
    },
    TIMEOUT_MS,
  );
});
