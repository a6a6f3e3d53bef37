// `node scripts/pictures.mjs [FOLDER] [NAME...]`: pictures of every screen of the page, or of those named, with the traffic of a demo, in both themes and two widths, into docs/pictures.
// Needs Chromium: $CHROMIUM, else /usr/bin/chromium. A few minutes. Look at each before it is committed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { ROOT } from './run.mjs';

const [into = join(ROOT, 'docs', 'pictures'), ...names] = process.argv.slice(2);
const THEMES = ['light', 'dark'];
const SIZES = [
  { width: 1280, height: 900 },
  { width: 390, height: 844 },
];
const QUALITY = 50;
/** Charts have something to draw when a demo has run for so long. */
const WARM_MS = 240_000;

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-pictures-'));
  const demo = await startDemo(folder);
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  try {
    await new Promise((resolve) => setTimeout(resolve, WARM_MS));
    mkdirSync(into, { recursive: true });
    const screens = await screensOf(browser, demo.url);
    for (const [name, path] of screens.filter(([name]) => names.length === 0 || names.includes(name)))
      for (const theme of THEMES)
        for (const size of SIZES) {
          const picture = await take(browser, `${demo.url}${path}`, theme, size);
          writeFileSync(join(into, `${name}-${theme}-${size.width}.webp`), picture);
        }
  } finally {
    await browser.close();
    demo.child.kill('SIGTERM');
    await once(demo.child, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startDemo(cwd) {
  const args = [join(ROOT, 'dist', 'cli', 'main.js'), 'demo', '--json', '--calls-per-hour', '900', '--http-port', '0', '--hep-port', '0'];
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'ignore'], env: { PATH: process.env.PATH, TMPDIR: cwd } });
  let out = '';
  child.stdout.on('data', (text) => (out += text));
  while (!out.endsWith('}\n')) {
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
    if (child.exitCode !== null) throw new Error(`The demo ended with ${child.exitCode}.`);
  }
  return { child, url: JSON.parse(out).url };
}

/** Every screen of the menu, and calls: one over several hops that failed, and one that a voice agent answered. */
async function screensOf(browser, url) {
  const page = await browser.newPage();
  await page.goto(url, { waitUntil: 'networkidle' });
  const paths = await page.locator('nav a').evaluateAll((links) => links.map((link) => new URL(link.href).pathname));
  await page.close();
  const newest = async (conditions) => (await (await fetch(`${url}/api/v1/calls?${conditions}&limit=1`)).json()).calls[0].id;
  return [
    ...paths.map((path) => [path === '/' ? 'overview' : path.slice(1), path]),
    ['call', `/calls/${await newest('failed=true&hopTrunk=carrier-b')}?row=1`],
    ['call-agent', `/calls/${await newest('stage=llm_first_token')}`],
    ['call-media', `/calls/${await newest('outcome=answered&hopTrunk=carrier-a')}?tab=media`],
    ['call-trace', `/calls/${await newest('stage=llm_first_token&active=false')}?tab=trace`],
    ['call-raw', `/calls/${await newest('failed=true&hopTrunk=carrier-b')}?tab=raw`],
  ];
}

async function take(browser, url, theme, viewport) {
  const context = await browser.newContext({ viewport, colorScheme: theme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  // The live feed never ends, so the network is never idle there.
  await page.goto(url, { waitUntil: 'load' });
  await page.locator('main h1').first().waitFor();
  await page.locator('main .state[role=status]').first().waitFor({ state: 'detached' });
  await page.waitForTimeout(1000);
  const session = await context.newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  await context.close();
  return Buffer.from(data, 'base64');
}

await main();
