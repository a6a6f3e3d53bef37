import { afterAll, beforeAll, expect, test } from 'vitest';
import { rmSync } from 'node:fs';
import { moved, type Samples } from './exposition.ts';
import { startKamailio, type Kamailio } from './kamailio.ts';
import { makeFolder } from './lab.ts';
import { requires } from './requires.ts';
import { settledCalls, startRingscope, type Ringscope, type ShownCall } from './ringscope.ts';
import { placeCalls, startAgent, type Agent } from './sipp.ts';
import { waitUntil } from './wait-until.ts';

const CALLS = 100;
/** Longer than it takes to see all of them answered, and to start the server again. */
const TALK_MS = 20_000;
/** Calls of other traffic that are there when the server is killed, and more of them come. */
const MIDST = 40;
const NOTHING: Samples = new Map();

requires('kamailio', 'sipp')('kill -9 of the server during traffic', () => {
  let folder: string;
  let ringscope: Ringscope;
  let kamailio: Kamailio;
  let agent: Agent;

  beforeAll(async () => {
    folder = makeFolder();
    ringscope = await startRingscope({ folder });
    kamailio = await startKamailio(folder, ringscope.hepPort);
    agent = await startAgent({ scenario: 'uas-answers', port: kamailio.answeringPort, words: { ring: '50', linger: '100' }, folder });
  });
  afterAll(async () => {
    await agent?.program.stop();
    await kamailio?.program.stop();
    await ringscope?.program.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const place = (prefix: string, calls: number, talkMs: number, rate: number) =>
    placeCalls({
      scenario: 'uac-answered',
      args: ['-d', String(talkMs), '-r', String(rate), '-l', '1000'],
      folder,
      proxyPort: kamailio.port,
      prefix,
      service: 'ok1',
      calls,
    });

  test('calls written before are there, and calls whose BYE comes after the restart end with it and have their talk time', async () => {
    await place('written', 20, 100, 50);
    const written = await settledCalls(ringscope, 'written-', 20);
    const talks = place('talks', CALLS, TALK_MS, CALLS);
    const answered = await waitUntil('100 answered calls', 25, async () => {
      const calls = await ringscope.calls('talks-');
      return calls.length === CALLS && calls.every((call) => call.state === 'answered') ? calls : undefined;
    });
    const traffic = place('traffic', 160, 200, 20);
    await waitUntil('other traffic', 25, async () => ((await ringscope.calls('traffic-')).length >= MIDST ? true : undefined));
    ringscope.program.signal('SIGKILL');
    expect(await ringscope.program.ended).toBeUndefined();
    ringscope = await startRingscope({ folder, httpPort: ringscope.httpPort, hepPort: ringscope.hepPort });
    await traffic;

    const byId = (calls: readonly ShownCall[]) => calls.toSorted((a, b) => a.id.localeCompare(b.id));
    expect(byId(await ringscope.calls('written-'))).toEqual(byId(written));
    expect((await talks).successful).toBe(CALLS);
    const ended = await settledCalls(ringscope, 'talks-', CALLS);
    expect(byId(ended).map((call) => call.id)).toEqual(byId(answered).map((call) => call.id));
    for (const call of ended) {
      expect(call).toMatchObject({ outcome: 'answered', ended: 'bye', releasedBy: 'caller', attempts: 1 });
      expect(call['talkSeconds']).toBeGreaterThan(TALK_MS / 1000 - 0.2);
      expect(call['talkSeconds']).toBeLessThan(TALK_MS / 1000 + 5);
    }
    const after = await ringscope.samples();
    expect(moved(NOTHING, after, 'telephony_calls_answered_ended_total', 'ended')['bye']).toBeGreaterThanOrEqual(CALLS);
  });
});
