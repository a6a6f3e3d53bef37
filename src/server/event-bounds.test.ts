import { readdirSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { sharedServer } from '../testing/shared-server.ts';
import { startServer, testFolder } from '../testing/start-server.ts';

const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const store = { path: '' };
const server = sharedServer((kept) => ({ store: (store.path = testFolder(kept)), presets: 'voice-skill' }));

const DAY = 86_400;
const report = (callId: string, fields: object) => ({ type: 'call.report', callId, source: 'pbx', state: 'ended', ...fields });

/** The files of days in a data folder, once calls that are over have settled. */
async function daysIn(path: string): Promise<readonly string[]> {
  const days = readdirSync(path).filter((name) => /^calls-.*\.db$/.test(name));
  if (days.length > 0) return days;
  await new Promise((resolve) => void setTimeout(resolve, 10));
  return daysIn(path);
}

test('an event of another time than its arrival is taken at its arrival, told, counted, and makes no day of its own', async () => {
  const skewed = 'ringscope_source_clock_fallbacks_total{source="skewed",reason="skewed"}';
  const before = await server.sample(skewed);
  const now = Date.now() / 1000;
  const times = [now + 3700, now + 20 * 365 * DAY, now * 1000, 2.5e11, 1e300, now - 91 * DAY, 0, now - 3000, now];
  const events = [...times.map((at, index) => report(`bound-${index}`, { at })), report('bound-late', { at: now, receivedAt: 1e15 })].map(
    (event) => ({ ...event, source: 'skewed' }),
  );
  const answer = await server.post('/api/v1/events', events);
  const ahead = [0, 1, 2, 3, 4].map((index) => ({ index, field: 'at', reason: 'ahead' }));
  const past = [5, 6].map((index) => ({ index, field: 'at', reason: 'past' }));
  expect([answer.status, await answer.json()]).toEqual([
    200,
    { accepted: 10, adjusted: [...ahead, ...past, { index: 9, field: 'receivedAt', reason: 'ahead' }] },
  ]);
  const all = (await server.json('/api/v1/calls?limit=100')) as { calls: readonly { startedAt: number; callId: string }[] };
  const calls = all.calls.filter(({ callId }) => callId.startsWith('bound-'));
  expect(calls).toHaveLength(10);
  for (const { startedAt } of calls) expect(Math.abs(startedAt - now)).toBeLessThan(3700);
  expect([1, 2]).toContain((await daysIn(store.path)).length);
  expect(await server.sample(skewed)).toBe(before + 8);
});

test('the time of a media report that lies out of bounds is left out and told', async () => {
  const media = { type: 'media.report', agent: 'edge', source: 'rig', senderAt: 4e9 };
  const answer = await server.post('/api/v1/events', [media, { ...media, senderAt: Date.now() / 1000 }]);
  expect(await answer.json()).toEqual({ accepted: 2, adjusted: [{ index: 0, field: 'senderAt', reason: 'ahead' }] });
});

test('where calls are kept for fewer days, an older time is out of bounds; where they are kept for ever, ten years', async () => {
  const at = (back: number) => Date.now() / 1000 - back * DAY;
  const short = await startServer(ends, { 'store-keep-calls-days': '3' });
  const told = await short.post('/api/v1/events', [report('a', { at: at(2.9) }), report('b', { at: at(3.1) })]);
  expect(await told.json()).toEqual({ accepted: 2, adjusted: [{ index: 1, field: 'at', reason: 'past' }] });
  const long = await startServer(ends, { 'store-keep-calls-days': '0' });
  const kept = await long.post('/api/v1/events', [report('a', { at: at(3600) }), report('b', { at: at(3660) })]);
  expect(await kept.json()).toEqual({ accepted: 2, adjusted: [{ index: 1, field: 'at', reason: 'past' }] });
});

test('an event of voice-skill with a time out of bounds is taken at its arrival and told', async () => {
  for (const [timestamp, reason] of [
    [4e12, 'ahead'],
    ['1961-04-12T06:07:00Z', 'past'],
  ]) {
    const answer = await server.post('/call-event', { callId: `skill-${reason}`, eventType: 'call_ended', timestamp });
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { status: 'session_synced', adjusted: [{ index: 0, field: 'at', reason }] },
    ]);
  }
  for (const reason of ['ahead', 'past'])
    expect(await server.json(`/api/v1/calls/skill-${reason}`)).toMatchObject({ calls: [{ call: { state: 'ended' } }] });
  expect([1, 2]).toContain((await daysIn(store.path)).length);
});

test('a message with more Vias than there are hops is refused at once, by its path', async () => {
  const message = {
    type: 'sip.message',
    agent: 'edge',
    arrival: 1,
    transport: 'udp',
    src: '192.0.2.1:5060',
    dst: '192.0.2.2:5060',
    contentHash: 1,
    lengthBytes: 500,
    callId: 'c1',
    method: 'INVITE',
    cseq: 1,
    isEmergency: false,
    hasSdp: false,
    hasCredentials: false,
  };
  const wide = { ...message, branches: Array.from({ length: 60_000 }, (_, index) => index) };
  const answer = await server.post('/api/v1/events', [wide, { ...wide, arrival: 2 }]);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({
    code: 'BAD_REQUEST',
    detail: 'Event 0: bad_value at branches. Expected a list of at most 64 entries.',
  });
  expect((await server.post('/api/v1/events', { ...message, branches: wide.branches.slice(0, 64) })).status).toBe(200);
});

test('a duration, a size or a number that would drown every sum is refused by its path', async () => {
  const sum = async (): Promise<number> => server.sample('telephony_agent_stage_seconds_sum{stage="tool_call"}');
  const before = await sum();
  const stage = { type: 'agent.stage', callId: 'a1', stage: 'tool_call' };
  for (const seconds of [1.7e308, 315_576_001]) {
    const answer = await server.post('/api/v1/events', [{ ...stage, seconds }]);
    expect([answer.status, await answer.json()]).toEqual([
      400,
      expect.objectContaining({ detail: 'Event 0: bad_value at seconds. Expected a number of seconds from 0 to 315576000.' }),
    ]);
  }
  for (const [field, value] of Object.entries({ mos: 1e300, agentTurns: 1e15, jitterSeconds: 1e300 }))
    expect((await server.post('/api/v1/events', report('c', { [field]: value }))).status, field).toBe(400);
  expect((await server.post('/api/v1/events', { ...stage, seconds: 2 })).status).toBe(200);
  expect(await sum()).toBe(before + 2);
});
