// What the page costs a browser. `npm run bench -- page`. Script time of a screen beside a bare page that asks the same and draws it with uPlot and plain DOM, in turns;
// each is the shortest of its rounds, since a busy machine only adds. Then the heap of the live screen before and after a minute of 100 calls a second.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const ROUNDS = 7;
const MOST_TIMES = 2;
const LADDER_ROWS = 500;
const LIVE_SECONDS = 60;
const LIVE_CALLS = 100;
const MOST_GROWTH = 0.1;
const MAIN = join(import.meta.dirname, '..', 'dist', 'cli', 'main.js');
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const UPLOT = readFileSync(join(import.meta.dirname, '..', 'node_modules', 'uplot', 'dist', 'uPlot.iife.min.js'), 'utf8');
const BARE = readFileSync(join(import.meta.dirname, 'page', 'bare.js'), 'utf8');

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-page-'));
  const demo = await startDemo(folder);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--js-flags=--expose-gc'] });
  try {
    const { calls } = await (await fetch(`${demo.url}/api/v1/calls?limit=1&failed=true`)).json();
    const screens = [
      { name: 'overview', draw: 'overview', path: '/' },
      { name: 'filter over 10,000 calls', draw: 'calls', path: '/calls?outcome=failed' },
      { name: `ladder of ${LADDER_ROWS} messages`, draw: 'ladder', path: `/calls/${calls[0].id}` },
    ];
    const rows = [];
    for (const screen of screens) rows.push(await compare(browser, demo.url, screen));
    console.table(rows);
    const live = await watchLive(browser, demo.url);
    console.table([live]);
    const isMet = rows.every((row) => row.times <= MOST_TIMES) && live.growth <= MOST_GROWTH && live.rows <= 100;
    return isMet ? 0 : 1;
  } finally {
    await browser.close();
    demo.child.kill('SIGTERM');
    await once(demo.child, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A demo with a day of 10,000 calls and more. */
async function startDemo(cwd) {
  const args = ['demo', '--json', '--calls-per-hour', '500', '--http-port', '0', '--hep-port', '0'];
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env.PATH, TMPDIR: cwd },
  });
  let out = '';
  child.stdout.on('data', (text) => (out += text));
  while (!out.endsWith('}\n')) {
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
    if (child.exitCode !== null) throw new Error(`The demo ended with ${child.exitCode}.`);
  }
  return { child, url: JSON.parse(out).url };
}

async function compare(browser, url, { name, draw, path }) {
  const paths = new Set();
  const [own, bare] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    own.push(
      await cost(
        browser,
        `${url}${path}`,
        async (page) => page.locator('main .state[role=status]').first().waitFor({ state: 'detached' }),
        paths,
      ),
    );
    const asked = { draw, paths: [...paths].filter((one) => wanted(draw, one)) };
    const html = `<!doctype html><body data-asked='${JSON.stringify(asked).replaceAll("'", '&#39;')}'><script>${UPLOT}</script><script type="module">${BARE}</script>`;
    bare.push(await cost(browser, `${url}/bare`, async (page) => page.locator('body[data-is-done]').waitFor(), undefined, html));
  }
  const [least, plain] = [Math.min(...own), Math.min(...bare)];
  return { screen: name, 'page ms': round(least), 'bare ms': round(plain), times: round(least / plain), most: MOST_TIMES };
}

/** What of that which the page asked the bare page asks as well: all of the overview, of a list or a call that alone. */
function wanted(draw, path) {
  if (draw === 'calls') return path.startsWith('/api/v1/calls?');
  if (draw === 'ladder') return /^\/api\/v1\/calls\/[^/]+$/.test(path);
  return !path.includes('/session');
}

/** Milliseconds of script until a page shows what it has asked for. */
async function cost(browser, url, shown, paths, html) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable');
  if (html !== undefined) await page.route('**/bare', (route) => route.fulfill({ contentType: 'text/html', body: html }));
  await page.route(/\/api\/v1\/calls\/[^/]+$/, lengthen);
  page.on('request', (request) => {
    const { pathname, search } = new URL(request.url());
    if (pathname.startsWith('/api/') && !pathname.endsWith('/live')) paths?.add(`${pathname}${search}`);
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  await shown(page);
  const { metrics } = await session.send('Performance.getMetrics');
  await context.close();
  return metrics.find(({ name }) => name === 'ScriptDuration').value * 1000;
}

/** Answers with a call whose messages are repeated until there are enough of them. */
async function lengthen(route) {
  const response = await route.fetch();
  const answer = await response.json();
  for (const { ladder } of answer.calls ?? []) {
    const { rows } = ladder;
    ladder.rows = Array.from({ length: LADDER_ROWS }, (_, index) => ({ ...rows[index % rows.length], offsetSeconds: index / 10 }));
  }
  await route.fulfill({ response, json: answer });
}

/** The heap of the live screen, which reads the feed itself, before and after a minute of many calls. */
async function watchLive(browser, url) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  await context.addInitScript('delete globalThis.SharedWorker');
  const page = await context.newPage();
  await page.goto(`${url}/live`);
  await ring(url, 5);
  const before = await heap(page);
  await ring(url, LIVE_SECONDS);
  const after = await heap(page);
  const rows = await page.locator('tbody tr').count();
  await context.close();
  return { 'heap before MB': round(before / 1e6), 'after MB': round(after / 1e6), growth: round(after / before - 1), rows };
}

async function heap(page) {
  // What came is shown, and what was shown before is let go.
  await page.waitForTimeout(1000);
  await page.evaluate('gc()');
  return page.evaluate('performance.memory.usedJSHeapSize');
}

/** So many seconds of calls that begin, are answered and end. */
async function ring(url, seconds) {
  for (let tick = 0; tick < seconds * 10; tick += 1) {
    const due = performance.now() + 100;
    const events = Array.from({ length: LIVE_CALLS / 10 }, (_, index) => ({
      callId: `live-${seconds}-${tick}-${index}`,
      source: 'bench',
    })).flatMap((call) => ['ringing', 'answered', 'ended'].map((state) => ({ type: 'call.report', ...call, state })));
    const answer = await fetch(`${url}/api/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(events),
    });
    if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
  }
}

function round(value) {
  return Math.round(value * 100) / 100;
}

process.exitCode = await main();
