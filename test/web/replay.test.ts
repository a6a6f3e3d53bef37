import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requires } from '../peers/requires.ts';
import { startRingscope, type Ringscope, type ShownCall } from '../peers/ringscope.ts';
import { waitUntil } from '../peers/wait-until.ts';
import { recent } from '../recent-frames.ts';
import { openBrowser, wrongWith } from './browser.ts';

const TIMEOUT_MS = 300_000;
/** What Kamailio, linphone and rtpengine sent. */
const CAPTURES = [['kamailio-sip'], ['kamailio-v2-spiral'], ['linphone-sip'], ['rtpe-call-sip', 'rtpengine-rtcp']];
const SCREENS = ['/', '/live', '/calls', '/failures', '/trunks', '/quality', '/registrations', '/sources'];
const TABS = ['ladder', 'media', 'raw'];

requires('chromium')('every screen of real captures', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-replay-'));
  let ringscope: Ringscope;
  let browser: Browser;
  let calls: readonly ShownCall[];

  beforeAll(async () => {
    ringscope = await startRingscope({ folder });
    const socket = createSocket('udp4');
    const frames = CAPTURES.flatMap(recent);
    for (const [index, { bytes }] of frames.entries()) {
      await new Promise((resolve) => socket.send(bytes, ringscope.hepPort, '127.0.0.1', resolve));
      // No more at once than a socket holds.
      if (index % 50 === 49 || index === frames.length - 1) await arrived(index + 1);
    }
    socket.close();
    calls = await waitUntil('the calls are over', 60, async () => {
      const found = await ringscope.calls();
      return found.length > 20 && found.every(({ isProvisional }) => !isProvisional) ? found : undefined;
    });
    browser = await openBrowser();
  }, TIMEOUT_MS);

  /** Waits until so many frames were read, whatever became of them. */
  async function arrived(count: number): Promise<void> {
    await waitUntil(`${count} frames have arrived`, 60, async () => {
      const all = [...(await ringscope.samples()).values()];
      const read = all.filter(({ name }) => ['ringscope_source_packets_total', 'ringscope_source_rejects_total'].includes(name));
      return read.reduce((sum, { value }) => sum + value, 0) >= count ? true : undefined;
    });
  }

  afterAll(async () => {
    await browser?.close();
    await ringscope?.program.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(SCREENS)(
    '%s: nothing is wrong for axe or in the console, nothing is asked elsewhere, and nothing has to be scrolled sideways',
    async (path) => {
      expect(await wrongWith(browser, `${ringscope.url}${path}`)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test(
    'nor with a call of each outcome, in any of its tabs',
    async () => {
      const byOutcome = new Map(calls.map((call) => [call.outcome, call]));
      expect(byOutcome.size).toBeGreaterThan(4);
      for (const { id } of byOutcome.values())
        for (const tab of TABS)
          expect([id, tab, await wrongWith(browser, `${ringscope.url}/calls/${id}?tab=${tab}`)]).toEqual([id, tab, []]);
    },
    TIMEOUT_MS,
  );
});
