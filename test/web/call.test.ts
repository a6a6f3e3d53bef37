import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeScene } from '../../src/testing/index.ts';
import { readScene } from '../../src/testing/scene.ts';
import { requires } from '../peers/requires.ts';
import { startRingscope, type Ringscope, type ShownCall } from '../peers/ringscope.ts';
import { waitUntil } from '../peers/wait-until.ts';
import { lookAt, openBrowser, overflowing, violations, visit, type Look } from './browser.ts';

const TIMEOUT_MS = 300_000;
const SCENES = fileURLToPath(new URL('../ladders/', import.meta.url));
const PICTURES = process.env['PAGE_PICTURES'];
const DESK: Look = { theme: 'light', width: 1280 };
const LOOKS: readonly Look[] = (['light', 'dark'] as const).flatMap((theme) => [1280, 390, 320].map((width) => ({ theme, width })));
const TRACES = 'https://traces.example.com/trace/{trace_id}';
const NUMBER = '15550100017';
const TOKEN = (name: string): string => `rs_a-token-of-the-call-of-${name}`;
const LINE = (name: string, roles: string): string =>
  `${name} sha256:${createHash('sha256').update(TOKEN(name)).digest('hex')} ${roles} 2026-01-01T00:00:00Z\n`;
/** Scenes whose calls are looked at, with when they began before now. */
const PLAYED = { failover: 20, 'early-media': 30, 'two-vantages': 40, hold: 50, 'lost-ack': 60, 'agent-turns': 70 } as const;
type Played = keyof typeof PLAYED;
/** Of these tabs there is more to see with another call. */
const SHOWN: Readonly<Record<string, Played>> = { turns: 'agent-turns', trace: 'failover' };

requires('chromium')('the screen of a call', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-call-'));
  let ringscope: Ringscope;
  let browser: Browser;
  const ids = new Map<string, string>();

  beforeAll(async () => {
    writeFileSync(join(folder, 'tokens'), [LINE('lena', 'read,pii,ingest'), LINE('otto', 'read')].join(''), { mode: 0o600 });
    const flags = [
      '--auth-token-file',
      join(folder, 'tokens'),
      '--store-keep-raw-hours',
      '24',
      '--privacy-country',
      'US',
      '--traces-url',
      TRACES,
    ];
    ringscope = await startRingscope({ folder, flags });
    browser = await openBrowser();
    const now = Date.now() / 1000;
    for (const [name, ago] of Object.entries(PLAYED)) await send(name, now - ago);
    await tellTurns(now - PLAYED['agent-turns']);
    for (const name of Object.keys(PLAYED)) {
      const { id } = await waitUntil(`the call ${name} is over`, 60, async () => settled(name));
      ids.set(name, id);
    }
  }, TIMEOUT_MS);

  afterAll(async () => {
    await browser?.close();
    await ringscope?.program.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The call of a scene once it is over and nothing of it will change. */
  async function settled(name: string): Promise<ShownCall | undefined> {
    const answer = await fetch(`${ringscope.url}/api/v1/calls/${name}@scene`, { headers: { authorization: `Bearer ${TOKEN('otto')}` } });
    const { calls } = (await answer.json()) as { readonly calls: readonly { readonly call: ShownCall }[] };
    return calls.map(({ call }) => call).find(({ state, isProvisional }) => state === 'ended' && !isProvisional);
  }

  /** Sends a scene as a capture agent does. */
  async function send(name: string, startAt: number): Promise<void> {
    const text = readFileSync(`${SCENES}${name}.scene`, 'utf8');
    const lines = text.split('\n').filter((line) => !/^(?:trunks|run|#) /u.test(line) && line !== '');
    const socket = createSocket('udp4');
    for (const message of readScene(lines.map((line) => `${line} call=${name}`).join('\n'), startAt)) {
      await new Promise((sent) => socket.send(encodeScene(message), ringscope.hepPort, '127.0.0.1', sent));
      await new Promise((later) => setTimeout(later, 5));
    }
    socket.close();
  }

  async function tellTurns(startAt: number): Promise<void> {
    const turns = [
      ['asr_first_partial', 4, 0.2],
      ['llm_first_token', 5.2, 0.9],
      ['tts_first_byte', 5.5, 0.3],
    ] as const;
    const answer = await fetch(`${ringscope.url}/api/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN('lena')}` },
      body: JSON.stringify(
        turns.map(([stage, at, seconds]) => ({
          type: 'agent.stage',
          source: 'bot',
          callId: 'agent-turns@scene',
          stage,
          seconds,
          at: startAt + at,
        })),
      ),
    });
    expect(answer.status, await answer.text()).toBe(200);
  }

  interface Shown {
    readonly page: Page;
    /** Errors in its console, and what it asked of other servers. */
    readonly problems: () => readonly string[];
    readonly told: () => Promise<string>;
  }

  async function open(name: Played, query = '', who: 'lena' | 'otto' = 'otto'): Promise<Shown> {
    const { page, problems, answers } = await visit(browser, `${ringscope.url}/calls/${ids.get(name) ?? ''}${query}`, DESK);
    await page.getByLabel('Token or password').fill(TOKEN(who));
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.locator('.verdict').waitFor();
    return {
      page,
      problems: () => problems,
      told: async () => [await page.content(), ...(await Promise.all(answers.values()))].join('\n'),
    };
  }

  const messages = async (page: Page): Promise<readonly string[]> =>
    (await page.locator('.ladder li button').allInnerTexts()).map((text) => text.replaceAll(/\s+/gu, ' ').trim());

  test('a failover is drawn with each hop, what each message means, and how long it took until then', async () => {
    const { page } = await open('failover');
    expect(await messages(page)).toEqual(FAILOVER);
    expect(await page.locator('.ladder-head small').allInnerTexts()).toEqual([
      '192.0.2.10:5060',
      '192.0.2.20:5060',
      '192.0.2.30:5060',
      '192.0.2.31:5060',
    ]);
    // An arrow goes from the column of its sender to that of its receiver.
    const arrow = await boxOf(page, '.ladder li:nth-child(5) .arrow');
    const [proxy, second] = [await boxOf(page, '.ladder-head span:nth-child(2)'), await boxOf(page, '.ladder-head span:nth-child(4)')];
    expect(arrow.left).toBeCloseTo((proxy.left + proxy.right) / 2, -1);
    expect(arrow.right).toBeCloseTo((second.left + second.right) / 2, -1);
    await page.context().close();
  });

  test('early media, the delay until it, and the ringing after it are marked, and lie on one time axis', async () => {
    const { page } = await open('early-media');
    const shown = await messages(page);
    expect(shown.filter((one) => /early media|ringing|answered|hung up/u.test(one))).toEqual(EARLY_MEDIA);
    const axis = await boxOf(page, '.axis .axis-bars');
    const talk = await boxOf(page, '.axis .bar.talk');
    expect((talk.left - axis.left) / (axis.right - axis.left)).toBeCloseTo(8.001 / 20.01, 2);
    expect(await page.locator('.axis').getAttribute('aria-label')).toContain('Early media: 6.5 s from 1.5 s on');
    await page.context().close();
  });

  test('several vantages stand in a legend with their clocks, and each message says who captured it where not all did', async () => {
    const { page } = await open('two-vantages');
    expect((await page.locator('.ladder > .strip').innerText()).replaceAll(/\s+/gu, ' ')).toBe('A 2001 B 2002 clock 3.0 s ahead');
    const shown = await messages(page);
    expect(shown[0]).toContain('INVITE, SDP offer, captured 2 times');
    expect(shown[0]).not.toMatch(/ [AB]$/u);
    expect(shown[1]).toMatch(/INVITE, SDP offer B$/u);
    await page.context().close();
  });

  test('what an SDP changed against the one before it is shown, part by part', async () => {
    const { page } = await open('hold', '?row=4');
    const changes = page.locator('.details .differences');
    await changes.waitFor();
    expect(await changes.locator('.gone').innerText()).toMatch(/sendrecv$/u);
    expect(await changes.locator('.new').innerText()).toMatch(/sendonly$/u);
    expect(await changes.locator('.same').allInnerTexts()).toHaveLength(2);
    await page.context().close();
  });

  test('the turns of a voice agent lie below the messages on the same time axis', async () => {
    const { page } = await open('agent-turns');
    const axis = await boxOf(page, '.axis .axis-bars');
    const [first] = (await page.locator('.axis .bar.stage').all()).slice(1, 2);
    const model = await first?.boundingBox();
    // The stage ended 5.2 s after the INVITE and took 0.9 s of a call of 30.01 s.
    const width = axis.right - axis.left;
    expect(((model?.x ?? 0) - axis.left) / width).toBeCloseTo(4.3 / 30.01, 2);
    expect((model?.width ?? 0) / width).toBeCloseTo(0.9 / 30.01, 2);
    await page.context().close();
  });

  test('tabs are gone through by the keyboard, stand in the URL, and going back undoes them', async () => {
    const { page } = await open('failover');
    await page.getByRole('tab', { name: 'Ladder' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.locator('#tab-turns:focus').waitFor();
    // Nothing is opened by going past it.
    expect(new URL(page.url()).search).toBe('');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\?tab=media$/u);
    await page.getByRole('tab', { name: 'Media', selected: true }).waitFor();
    await page.getByRole('tabpanel').filter({ hasText: 'not reported' }).waitFor();
    expect(await page.getByRole('tabpanel').innerText()).toContain('RTCP by HEP is counted, not evaluated yet');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowRight');
    await page.locator('#tab-ladder:focus').waitFor();
    await page.goBack();
    await page.locator('.ladder').waitFor();
    await page.context().close();
  });

  test('the trace of a call lies on its time axis, each span below what it is a part of, and one that failed says so in words', async () => {
    const { page, problems } = await open('failover', '?tab=trace');
    await page.locator('.trace').waitFor();
    const rows = await page.locator('.trace tbody tr').all();
    const texts = await Promise.all(rows.map(async (row) => (await row.innerText()).replaceAll(/\s+/gu, ' ').trim()));
    expect(texts).toEqual(FAILOVER_TRACE);
    const depths = await page
      .locator('.trace .span-name')
      .evaluateAll((cells) => cells.map((cell) => cell.style.getPropertyValue('--depth')));
    expect(depths).toEqual(['0', '1', '2', '3', '3', '2', '1', '1', '2']);
    const axis = await boxOf(page, '.trace tbody tr:nth-child(1) .bar');
    const talk = await boxOf(page, '.trace tbody tr:nth-child(7) .bar');
    expect((talk.left - axis.left) / (axis.right - axis.left)).toBeCloseTo(4.001 / 9.01, 2);
    const traceId = await page.getByRole('tabpanel').locator('p code').innerText();
    expect(traceId).toMatch(/^[0-9a-f]{32}$/u);
    const link = page.getByRole('link', { name: 'Show it beside the spans' });
    expect(await link.getAttribute('href')).toBe(TRACES.replace('{trace_id}', traceId));
    expect(problems()).toEqual([]);
    await page.context().close();
  });

  test('where nothing is known but the call itself it is said what would change that, and what leads to where traces are shown', async () => {
    const { page } = await open('failover');
    const [traceId, spanId] = ['a'.repeat(32), 'b'.repeat(16)];
    const root = { traceId, spanId, name: 'call', kind: 'internal', startTime: 1_800_000_000, endTime: 1_800_000_009, attributes: {} };
    await page.route(/\/trace$/u, async (route) => route.fulfill({ json: { traceId, spans: [root] } }));
    await page.getByRole('tab', { name: 'Trace' }).click();
    await page.getByText('There is nothing below the call itself').waitFor();
    const told = await page.getByRole('tabpanel').innerText();
    for (const next of ['HEP', 'call.report', 'agent.stage', 'traces.url', 'otlp.endpoint']) expect(told).toContain(next);
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  test('a span opens by the keyboard, with what it says of itself, stands in the URL, and going back closes it', async () => {
    const { page, told } = await open('failover', '?tab=trace');
    await page.getByRole('button', { name: 'call', exact: true }).focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Home');
    for (let row = 0; row < 3; row += 1) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/span=[0-9a-f]{16}/u);
    await page.locator('.trace .opened').waitFor();
    const details = (await page.locator('.trace .opened').innerText()).replaceAll(/\s+/gu, ' ');
    expect(details).toContain('telephony.sip.status_code 503');
    expect(details).toContain('server.address 192.0.2.30');
    expect(await page.locator('.trace tr.bad button').getAttribute('aria-expanded')).toBe('true');
    expect(await told()).not.toContain(NUMBER);
    await page.goBack();
    await page.locator('.trace .opened').waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('without the role pii the text of messages is not shown, it is said why, and nothing of it is told', async () => {
    const { page, told, problems } = await open('failover', '?tab=raw');
    await page.getByText('need the role').waitFor();
    expect(await page.getByRole('tabpanel').innerText()).toContain('--roles read,pii');
    await page.getByRole('tabpanel').getByRole('button', { name: 'Log in' }).click();
    expect(await page.locator('form.login').innerText()).not.toContain('`');
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByText('need the role').waitFor();
    expect(await told()).not.toContain(NUMBER);
    expect(problems()).toEqual([]);
    await page.context().close();
  });

  test('with the role pii the text of a message is shown once it is asked for, and two are set against each other', async () => {
    const { page, told, problems } = await open('failover', '?row=4', 'lena');
    await page.getByRole('link', { name: 'Text of the message' }).click();
    await page.getByRole('tabpanel').getByText('The server notes who looks').waitFor();
    expect(await told()).not.toContain(NUMBER);
    await page.getByRole('tabpanel').getByRole('button', { name: 'Show numbers' }).click();
    const raw = page.locator('.raw');
    await raw.waitFor();
    const text = await raw.innerText();
    expect(text).toContain(`INVITE sip:+15550100042@example.org SIP/2.0`);
    // It is the one whose row was open: the INVITE to the second carrier.
    expect(text).toContain('branch=z9hG4bKp2');
    expect(await raw.locator('.name').first().innerText()).toBe('Via:');
    await page.getByLabel('Compare with').selectOption({ index: 2 });
    await page.waitForURL(/with=1/u);
    await raw.locator('.gone').first().waitFor();
    expect((await raw.locator('.gone').allInnerTexts()).join()).toContain('branch=z9hG4bKp1');
    expect((await raw.locator('.new').allInnerTexts()).join()).toContain('branch=z9hG4bKp2');
    expect(await raw.locator('.same').count()).toBeGreaterThan(5);
    expect(await page.getByRole('link', { name: 'PCAP with numbers' }).getAttribute('href')).toContain('numbers=true');
    expect(problems()).toEqual([]);
    await page.context().close();
  });

  test('the link to a view leads a new visitor to the same call, tab and message', async () => {
    const { page } = await open('hold', '?tab=media&row=4');
    const href = await page.getByRole('link', { name: 'Link to this view' }).getAttribute('href');
    const { page: other } = await open('hold', `?${href?.split('?')[1] ?? ''}`);
    expect(href).toBe(`/calls/${ids.get('hold') ?? ''}?tab=media&row=4`);
    expect(await other.getByRole('tabpanel').innerText()).toBe(await page.getByRole('tabpanel').innerText());
    await page.context().close();
    await other.context().close();
  });

  test.each(['ladder', 'turns', 'media', 'trace', 'raw'])(
    'nothing is wrong for axe in the tab %s, and nothing has to be scrolled sideways',
    async (tab) => {
      const { page, problems } = await open(SHOWN[tab] ?? 'hold', `?tab=${tab}&row=4&with=0`, 'lena');
      if (tab === 'raw') {
        await page.getByRole('tabpanel').getByRole('button', { name: 'Show numbers' }).click();
        await page.locator('.raw').waitFor();
      }
      if (tab === 'trace') {
        await page.locator('.trace .span-name button').nth(3).click();
        await page.locator('.trace .opened').waitFor();
      }
      const wrong: string[] = [];
      for (const look of LOOKS) {
        await lookAt(page, look);
        wrong.push(...[...(await violations(page)), ...(await overflowing(page))].map((one) => `${look.theme} ${look.width}: ${one}`));
        if (PICTURES === undefined) continue;
        mkdirSync(PICTURES, { recursive: true });
        await page.screenshot({ path: join(PICTURES, `call-${tab}-${look.theme}-${look.width}.png`), fullPage: true });
      }
      expect([...wrong, ...problems()]).toEqual([]);
      await page.context().close();
    },
    TIMEOUT_MS,
  );
});

async function boxOf(page: Page, selector: string): Promise<{ readonly left: number; readonly right: number }> {
  const box = await page.locator(selector).first().boundingBox();
  if (box === null) throw new Error(`${selector} is not shown.`);
  return { left: box.x, right: box.x + box.width };
}

const FAILOVER = [
  '+0.000 192.0.2.10:5060 → 192.0.2.20:5060 INVITE, SDP offer',
  '+0.002 192.0.2.20:5060 → 192.0.2.30:5060 INVITE, SDP offer',
  '+0.010 192.0.2.30:5060 → 192.0.2.20:5060 503 Service Unavailable (INVITE)',
  '+0.011 192.0.2.20:5060 → 192.0.2.30:5060 ACK',
  '+0.012 192.0.2.20:5060 → 192.0.2.31:5060 INVITE, SDP offer',
  '+0.900 192.0.2.31:5060 → 192.0.2.20:5060 180 Ringing (INVITE)',
  '+0.901 192.0.2.20:5060 → 192.0.2.10:5060 180 Ringing (INVITE) ringing · Post-dial delay 901 ms',
  '+4.000 192.0.2.31:5060 → 192.0.2.20:5060 200 OK (INVITE), SDP answer',
  '+4.001 192.0.2.20:5060 → 192.0.2.10:5060 200 OK (INVITE), SDP answer answered · Ringing 3.1 s',
  '+4.010 192.0.2.10:5060 → 192.0.2.20:5060 ACK',
  '+9.000 192.0.2.10:5060 → 192.0.2.20:5060 BYE hung up · Talk 5 s',
  '+9.010 192.0.2.20:5060 → 192.0.2.10:5060 200 OK (BYE)',
];
const EARLY_MEDIA = [
  '+1.501 192.0.2.20:5060 → 192.0.2.10:5060 183 Session Progress (INVITE), SDP answer early media · Post-dial delay 1.5 s',
  '+4.001 192.0.2.20:5060 → 192.0.2.10:5060 180 Ringing (INVITE) ringing',
  '+8.001 192.0.2.20:5060 → 192.0.2.10:5060 200 OK (INVITE), SDP answer answered · Ringing 4 s',
  '+20.000 192.0.2.10:5060 → 192.0.2.20:5060 BYE hung up · Talk 12 s',
];
const FAILOVER_TRACE = [
  'call +0.000 9.01 s',
  'attempt +0.000 4 s',
  'INVITE +0.000 4 s',
  'INVITE ✕ error 503 Service Unavailable +0.002 8 ms',
  'INVITE +0.012 3.99 s',
  'ringing +0.901 3.1 s',
  'talk +4.001 5 s',
  'teardown +9.000 10 ms',
  'BYE +9.000 10 ms',
];
