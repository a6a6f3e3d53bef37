import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { openSqlite } from '../../src/stores/index.ts';
import { createRingscope, labelText, type Ringscope } from '../../src/sdk/index.ts';
import { spawnServer, type SpawnedServer } from './spawn-server.ts';
import { rounds } from '../rounds.ts';

const KILLS = rounds(2, 20);
const SECONDS = rounds(4, 600);
const EVENTS_PER_SECOND = 200;
const CALLS_PER_SECOND = 40;
const TICK_MS = 20;
const SCRAPE_MS = 300;
const MAX_RESIDENT_BYTES = 600 * 1024 * 1024;

const ends: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

function newFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'ringscope-program-'));
  ends.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function start(path: string, port: string): Promise<SpawnedServer> {
  const server = await spawnServer({ store: path, 'http-port': port, 'calls-settle-seconds': '0.5' });
  ends.push(() => server.kill('SIGKILL'));
  return server;
}

/** The sum of the samples whose line begins with each name. */
function sums(text: string, names: readonly string[]): number[] {
  const lines = text.split('\n');
  return names.map((name) =>
    lines
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0),
  );
}

/** A scraper as Prometheus is one: it knows what it has read, adds what is more, and after a restart begins at nothing. */
function createScraper(names: readonly string[]) {
  const totals = names.map(() => 0);
  let last = names.map(() => 0);
  return {
    totals,
    restarted: () => void (last = names.map(() => 0)),
    async scrape(server: SpawnedServer): Promise<void> {
      const response = await fetch(`${server.url}/metrics`);
      const now = sums(await response.text(), names);
      for (const [index, value] of now.entries()) totals[index] = (totals[index] ?? 0) + value - (last[index] ?? 0);
      last = now;
    },
  };
}

/** How many bytes of memory a process has. */
function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

/** Emits an event of each kind in turn; calls of these two take three, those of `gate` four. What was told, by kind. */
function createTraffic(busy: Ringscope, small: Ringscope, gate: Ringscope) {
  const told = { sms: 0, calls: 0, turns: 0, voicemails: 0 };
  let next = 0;
  return {
    told,
    call(): void {
      const call = gate.calls.start({ direction: 'outbound', caller: '+4930123456', callee: '+4930654321' });
      call.ringing();
      call.answered();
      call.end({ cause: 'normal', releasedBy: 'callee' });
      told.calls += 1;
    },
    one(): void {
      next += 1;
      if (next % 2 === 0) {
        small.voicemail.left({ mailbox: labelText('sales'), seconds: 3 });
        told.voicemails += 1;
      } else if (next % 20 === 1) {
        const call = busy.calls.start({ direction: 'inbound', caller: '+4930123456', callee: '+4930654321' });
        call.answered();
        call.end({ cause: 'normal', releasedBy: 'caller' });
        told.calls += 1;
      } else if (next % 4 === 1) {
        busy.agent.stage({ callId: `call-${next}`, stage: 'llm_first_token', seconds: 0.2 });
        told.turns += 1;
      } else {
        busy.sms.sent({ recipient: '+4915112345678', body: 'a secret', parts: 1, modem: labelText('one') });
        told.sms += 1;
      }
    },
  };
}

const COUNTERS = [
  'telephony_sms_sent_total',
  'telephony_calls_total',
  'telephony_call_attempts_total',
  'telephony_agent_stage_seconds_count',
  'telephony_voicemail_messages_total',
] as const;

test(
  `a server that is killed and terminated ${KILLS} times while three programs tell it events has counted and stored each of them once`,
  { timeout: 300_000 + SECONDS * 4000 },
  async () => {
    const path = newFolder();
    let server = await start(path, '0');
    const port = new URL(server.url).port;
    const busy = await createRingscope({ name: 'busy', server: { url: server.url, drainSeconds: 60 } });
    const small = await createRingscope({ name: 'small', server: { url: server.url, drainSeconds: 60, maxEvents: 40 } });
    const gate = await createRingscope({ name: 'gate', server: { url: server.url, drainSeconds: 60 } });
    const programs = [busy, small, gate];
    await Promise.all(programs.map((program) => program.start()));
    ends.push(async () => void (await Promise.all(programs.map((program) => program.stop()))));
    const { told, one, call: oneCall } = createTraffic(busy, small, gate);
    const scraper = createScraper(COUNTERS);
    const until = performance.now() + SECONDS * 1000;
    const began = performance.now();
    let called = 0;
    const ticking = setInterval(() => {
      for (let left = (EVENTS_PER_SECOND * TICK_MS) / 1000; left > 0; left -= 1) one();
      const due = ((performance.now() - began) * CALLS_PER_SECOND) / 1000;
      for (; called < due; called += 1) oneCall();
    }, TICK_MS);
    ends.push(() => clearInterval(ticking));
    let kills = 0;
    while (performance.now() < until || kills < KILLS) {
      await pause(SCRAPE_MS * Math.random() * 2);
      await scraper.scrape(server);
      if (kills >= KILLS || performance.now() < until - SECONDS * 1000 * (1 - (kills + 0.5) / KILLS)) continue;
      kills += 1;
      // Some of what was acknowledged since the scrape has been counted, and some is on its way.
      await pause(Math.random() * 700);
      await server.kill(kills % 2 === 0 ? 'SIGTERM' : 'SIGKILL');
      scraper.restarted();
      await pause(Math.random() * 1000);
      server = await start(path, port);
    }
    clearInterval(ticking);
    await Promise.all(programs.map((program) => program.stop()));
    const [busyLost = 0] = sums(busy.metrics() + gate.metrics(), ['ringscope_dropped_total']);
    const [smallLost = 0] = sums(small.metrics(), ['ringscope_dropped_total']);
    const all = told.sms + 2 * told.calls + told.turns + told.voicemails - smallLost;
    const counted = async (): Promise<number> => {
      await scraper.scrape(server);
      return scraper.totals.reduce((sum, one) => sum + one, 0);
    };
    // A call is counted once it has settled, and nothing behind it.
    await expect.poll(counted, { interval: 50 }).toBeGreaterThanOrEqual(all);
    // What comes behind it and settles later is counted by itself alone.
    const call = { type: 'call.report', source: 'last', callId: 'last', at: Date.now() / 1000, state: 'ended', direction: 'inbound' };
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(`${server.url}/api/v1/events`, { method: 'POST', headers, body: JSON.stringify(call) })).status).toBe(200);
    told.calls += 1;
    await expect.poll(counted, { interval: 50 }).toBeGreaterThanOrEqual(all + 2);
    expect(kills).toBe(KILLS);
    expect(busyLost).toBe(0);
    expect(Object.fromEntries(COUNTERS.map((name, index) => [name, scraper.totals[index]]))).toEqual({
      telephony_sms_sent_total: told.sms,
      telephony_calls_total: told.calls,
      telephony_call_attempts_total: told.calls,
      telephony_agent_stage_seconds_count: told.turns,
      telephony_voicemail_messages_total: told.voicemails - smallLost,
    });
    const bytes = residentBytes(server.pid);
    expect((await server.kill('SIGTERM')).code).toBe(0);
    const store = await openSqlite({ path, readOnly: true });
    ends.push(() => store.close());
    const { calls, openCalls } = await store.stats();
    const stages = await store.summarizeLatencies({ since: Date.now() / 1000 - 3600, until: Date.now() / 1000 + 3600 });
    expect({ calls, openCalls, turns: stages.value.llm_first_token?.count }).toEqual({
      calls: told.calls,
      openCalls: 0,
      turns: told.turns,
    });
    expect(bytes).toBeLessThan(MAX_RESIDENT_BYTES);
  },
);
