import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ALERTS } from '../../src/alerts/index.ts';
import { runCommand } from '../run-command.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const PAGES = fileURLToPath(new URL('../../docs/runbooks', import.meta.url));
const HEADINGS = ['What it means', 'Look first', 'Likely causes', 'What to do'];

/** What each page says to run, a line each. */
const lines = new Map(
  readdirSync(PAGES).map((file) => {
    const page = readFileSync(join(PAGES, file), 'utf8');
    const block = /\n## Look first\n\n```sh\n([^`]*)```/.exec(page)?.[1] ?? '';
    return [file.replace('.md', ''), block.split('\n').filter((line) => line !== '' && !line.startsWith('#'))] as const;
  }),
);

const BROWSER = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } };
const isRunbookPath = (path: string): boolean => path === '/runbooks' || lines.has(path.replace('/runbooks/', ''));

let demo: ChildProcess;
let folder = '';
let url = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ringscope-runbooks-'));
  demo = spawn(
    process.execPath,
    [MAIN, 'demo', '--json', '--http-port', '0', '--hep-port', '0', '--calls-per-hour', '120', '--seed', '3'],
    {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { PATH: process.env['PATH'] },
    },
  );
  let out = '';
  demo.stdout?.on('data', (chunk) => void (out += String(chunk)));
  while (!out.endsWith('}\n')) await Promise.race([once(demo.stdout ?? demo, 'data'), once(demo, 'exit')]);
  url = /"url":\s*"([^"]+)"/.exec(out)?.[1] ?? '';
});

afterAll(() => {
  demo.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a line as somebody would who puts in the trunk of the alert. */
async function runLine(told: string, trunk = 'carrier-b'): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const line = told.replaceAll('TRUNK', trunk);
  const [program, ...words] = line.split(' ');
  if (program === 'ringscope') return runCommand(words, { RINGSCOPE_URL: url });
  const [, path, name] = /^curl -s (?:"\$RINGSCOPE_URL|http:\/\/127\.0\.0\.1:7464)(\/metrics)"? \| grep (\w+)$/.exec(line) ?? [];
  if (path === undefined || name === undefined) throw new Error(`This is neither a command nor a look at the metrics: ${line}`);
  const answer = await fetch(`${url}${path}`);
  const found = (await answer.text()).split('\n').filter((one) => one.includes(name));
  return { code: answer.status === 200 ? 0 : 1, out: found.join('\n'), err: '' };
}

test('every alert has a page, and no other thing has', () => {
  expect([...lines.keys()].toSorted()).toEqual(ALERTS.map(({ name }) => name).toSorted());
});

describe.each(ALERTS.map(({ name }) => name))('the runbook of %s', (name) => {
  test('says what it means, what to look at, why it may be and what to do', () => {
    const page = readFileSync(join(PAGES, `${name}.md`), 'utf8');
    expect(page.split('\n')[0]).toBe(`# ${name}`);
    expect([...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)).toEqual(HEADINGS);
    for (const section of page.split(/^## .*$/m).slice(1)) expect(section.trim().length).toBeGreaterThan(20);
  });

  test('names a command of ours, and all that it names run', async () => {
    const own = lines.get(name) ?? [];
    expect(own.some((line) => line.startsWith('ringscope '))).toBe(true);
    for (const line of own) {
      const { code, err } = await runLine(line);
      // 1: there are findings, which is what somebody looks for.
      expect({ line, isRun: code === 0 || code === 1, err: code > 1 ? err : '' }).toEqual({ line, isRun: true, err: '' });
    }
  });

  test('is served where the alert says', async () => {
    const answer = await fetch(`${url}/runbooks/${name}`);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await answer.text()).toBe(readFileSync(join(PAGES, `${name}.md`), 'utf8'));
  });

  test('is shown to a browser as a page whose links work', async () => {
    const answer = await fetch(`${url}/runbooks/${name}`, BROWSER);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    const page = await answer.text();
    expect(page).toContain(`<h1>${name}</h1>`);
    for (const heading of HEADINGS) expect(page).toContain(`<h2>${heading}</h2>`);
    expect(page).not.toMatch(/<script|style=|<!--/);
    const links = [...page.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => new URL(href, `${url}/runbooks/${name}`));
    expect(links.map(({ pathname }) => pathname)).toContain('/runbooks');
    for (const { pathname, origin } of links) expect([origin, isRunbookPath(pathname)]).toEqual([url, true]);
  });

  test('leads to alerts that there are', () => {
    const page = readFileSync(join(PAGES, `${name}.md`), 'utf8');
    const named = [...page.matchAll(/[Ss]ee `(\w+)`/g)].map(([, other = '']) => other);
    expect(named.filter((other) => !lines.has(other))).toEqual([]);
  });
});

test('all runbooks are listed, for a browser with links', async () => {
  const [text, page] = await Promise.all(
    [fetch(`${url}/runbooks`), fetch(`${url}/runbooks`, BROWSER)].map(async (one) => (await one).text()),
  );
  const listed = (of = '', link: RegExp): readonly string[] =>
    [...of.matchAll(link)].map(([, found = '']) => new URL(found, `${url}/runbooks`).pathname);
  const expected = ALERTS.map(({ name }) => `/runbooks/${name}`);
  expect(listed(text, /\]\(([^)]+)\)/g)).toEqual(expected);
  expect(listed(page, /href="([^"]+)"/g)).toEqual(expected);
  expect(page).toMatch(/^<!doctype html>/);
});

test.each(['NoSuchAlert', '..%2f..%2fREADME', 'TrunkFailing.md'])('there is no runbook %s', async (name) => {
  expect((await fetch(`${url}/runbooks/${name}`)).status).toBe(404);
});

// The incidents of the demo may be some hours ago.
test.each([
  ['TrunkFailing', 'ringscope failures --since 1h --hop-trunk TRUNK', 'carrier-b', /congestion|503/],
  ['PostDialDelayHigh', 'ringscope calls --since 1h --hop-trunk TRUNK', 'carrier-c', /failed|answered/],
  ['RegistrationsFailing', 'ringscope registrations --since 1h --outcome failed', '', /503/],
  ['VoiceAgentSlow', 'ringscope latency --since 1h', '', /llm_first_token/],
  ['ModemFlapping', 'curl -s "$RINGSCOPE_URL/metrics" | grep telephony_modem_flaps_total', '', /modem-2"\} [1-9]/],
])('what %s says to run shows the incident of the demo: %s', async (name, line, trunk, shown) => {
  expect(lines.get(name)).toContain(line);
  const asked = line.replace('--since 1h', '--since 8h');
  await expect.poll(async () => (await runLine(asked, trunk)).out, { interval: 1000 }).toMatch(shown);
});
