import { spawnSync } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { PRESET } from '../../src/presets/index.ts';
import { startServer } from '../../src/testing/start-server.ts';
import { commandOf, requires } from '../peers/requires.ts';
import { postedOf, startMigrated } from './migrated-server.ts';

const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const HOUR = 3600;
/** Scenarios of each system, whose events move most of its names. */
const SCENARIOS = ['callstack', 'voice-skill', 'rustpbx', 'rustpbx-services', 'rustpbx-contact-centre', 'cardlink', 'voiceserver'];

function events(): readonly (readonly object[])[] {
  const startAt = Math.floor(Date.now() / 1000) - HOUR;
  return SCENARIOS.map((name) => postedOf(name, name, startAt).events);
}

requires('promtool')('promtool', () => {
  /** What cannot be parsed. Names of other systems break its rules of style, which are no faults here. */
  function faultsOf(text: string): string {
    const { stderr, status } = spawnSync(commandOf('promtool'), ['check', 'metrics'], { input: text, encoding: 'utf8' });
    return status === 1 ? stderr : '';
  }

  test('all five at once on /metrics, moved by events of each, can be scraped', async () => {
    const server = await startServer(ends, { presets: PRESET.join(',') });
    for (const posted of events()) expect((await server.post('/api/v1/events', posted)).status).toBe(200);
    const scrape = async () => (await server.get('/metrics')).text();
    // A call is counted once it has settled.
    await expect.poll(scrape).toContain('\nrustpbx_calls_total');
    const text = await scrape();
    for (const name of [
      'callstack_sms_received_total',
      'voice_calls_total',
      'rustpbx_calls_total',
      'cardlink_sessions_total',
      'sip_bye_total',
    ])
      expect(text).toContain(`\n${name}`);
    expect(faultsOf(text)).toBe('');
  });

  test('all five by source, each on its own listener, can be scraped, and no name is on two of them', async () => {
    const server = await startMigrated(
      ends,
      PRESET.map((name) => ({ name, by_source: 'yes', listen: { port: 0 } })),
    );
    for (const posted of events()) await server.post(posted);
    const seen = new Map<string, string>();
    for (const name of PRESET) {
      expect(faultsOf(await (await server.get(name, '/metrics')).text())).toBe('');
      for (const series of (await server.scrape(name)).keys()) {
        if (series.startsWith('ringscope_')) continue;
        expect([series, series.includes('source="')]).toEqual([series, true]);
        const family = series.replace(/\{.*/, '');
        expect([family, seen.get(family) ?? name]).toEqual([family, name]);
        seen.set(family, name);
      }
    }
  });
});
