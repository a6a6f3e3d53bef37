import { readdirSync } from 'node:fs';
import { test } from 'vitest';
import { rounds } from '../rounds.ts';
import { during, expectUnharmed, refusals, sample, startWatched, until, type WatchedServer } from './watched-server.ts';

const ROUNDS = rounds(5, 20);
const DAY = 86_400;
const LONG = 400_000;
/** A thousand of them make a body of some 400 kB. */
const LONG_ID = 'x'.repeat(240);

const report = { type: 'call.report', callId: 'c', source: 'pbx', state: 'ended' };
const message = {
  type: 'sip.message',
  agent: 'edge',
  source: 'pbx',
  arrival: 1,
  contentHash: 1,
  lengthBytes: 500,
  callId: 'c',
  method: 'INVITE',
  cseq: 1,
  isEmergency: false,
  hasSdp: false,
  hasCredentials: false,
  transport: 'udp',
  src: '192.0.2.10:5060',
  dst: '192.0.2.20:5060',
};
const stage = { type: 'agent.stage', callId: 'c', stage: 'tool_call' };

/** Bodies that are refused, by the reason that is counted. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  no_json: [
    '',
    '{"type":',
    '{"type":"call.report",}',
    '[1,2',
    '\u0000',
    '['.repeat(LONG),
    '{"a":'.repeat(LONG / 5),
    `"${'x'.repeat(LONG)}`,
  ],
  no_object: [
    '7',
    'null',
    '[]',
    '[null]',
    `"${'x'.repeat(LONG)}"`,
    `${'['.repeat(LONG / 2)}${']'.repeat(LONG / 2)}`,
    JSON.stringify(Array.from({ length: 1001 }, () => report)),
  ],
  unknown_type: ['{}', '{"type":"nobody.knows"}', '{"type":{"toString":1}}', JSON.stringify({ type: 'x'.repeat(LONG) })],
  reserved: ['source.rejected', 'server.refused', 'event.dropped', 'event.rejected'].map((type) => JSON.stringify({ type, reason: 'x' })),
  unknown_field: [
    JSON.stringify({ ...report, ['x'.repeat(LONG)]: 1 }),
    '{"type":"call.report","callId":"c","source":"pbx","state":"ended","__proto__":{"isAdmin":true}}',
  ],
  missing_field: ['{"type":"call.report"}', '{"type":"sip.message"}'],
  bad_value: [
    JSON.stringify({ ...message, branches: Array.from({ length: 60_000 }, (_, index) => index) }),
    JSON.stringify({ ...report, callId: 'x'.repeat(LONG) }),
    '{"type":"agent.stage","callId":"c","stage":"tool_call","seconds":1e999}',
    JSON.stringify({ ...stage, seconds: 1.7e308 }),
    JSON.stringify({ ...stage, seconds: -1 }),
    JSON.stringify({ ...report, mos: 1e300 }),
    JSON.stringify({ ...report, at: 'tomorrow' }),
    JSON.stringify(Array.from({ length: 1000 }, (_, index) => ({ ...report, callId: LONG_ID, agentTurns: index === 999 ? 1e15 : 1 }))),
  ],
};

/** Times of the far future and past, which are not used. */
const TIMES = [4e9, 2.5e11, Date.now(), 1e300, 0, 1e-300, Date.now() / 1000 - 3650 * DAY];

async function post({ url }: WatchedServer, body: string): Promise<number> {
  const headers = { 'content-type': 'application/json', connection: 'close' };
  const answer = await fetch(`${url}/api/v1/events`, { method: 'POST', headers, body });
  await answer.arrayBuffer();
  return answer.status;
}

test.concurrent('hostile events are refused and counted one by one, however large, and nothing of them stays', async ({
  expect,
  onTestFinished,
}) => {
  const server = await startWatched(onTestFinished);
  const reasons = Object.entries(REFUSED);
  await during(server, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [reason, bodies] of reasons) {
        const statuses = await Promise.all(bodies.map(async (body) => post(server, body)));
        expect([reason, statuses]).toEqual([reason, bodies.map(() => 400)]);
      }
      expect(await post(server, ' '.repeat(1024 * 1024 + 1))).toBe(413);
    }
  });
  for (const [reason, bodies] of reasons)
    await until(async () => (await sample(server, `ringscope_events_rejected_total{reason="${reason}"}`)) === ROUNDS * bodies.length);
  await until(async () => (await refusals(server, 'body_too_large')) === ROUNDS);
  expect((await fetch(`${server.url}/api/v1/calls/c`)).status).toBe(404);
  await expectUnharmed(server);
});

test.concurrent('events of the far future and past are taken when they come, each is counted, and none makes a day of its own', async ({
  expect,
  onTestFinished,
}) => {
  const server = await startWatched(onTestFinished);
  const posts = rounds(2, 5);
  const events = (round: number) =>
    Array.from({ length: 1000 }, (_, index) => ({ ...report, callId: `${round}-${index}-${LONG_ID}`, at: TIMES[index % TIMES.length] }));
  await during(server, async () => {
    for (let round = 0; round < posts; round += 1) expect(await post(server, JSON.stringify(events(round)))).toBe(200);
  });
  const skewed = 'ringscope_source_clock_fallbacks_total{source="pbx",reason="skewed"}';
  await until(async () => (await sample(server, skewed)) === posts * 1000);
  await expectUnharmed(server);
  for (let index = 0; index < 1000; index += 100)
    expect((await fetch(`${server.url}/api/v1/calls/${posts - 1}-${index}-${LONG_ID}`)).status).toBe(200);
  const days = (): readonly string[] => readdirSync(server.path).filter((name) => /^calls-.*\.db$/.test(name));
  await until(() => days().length > 0);
  expect([1, 2]).toContain(days().length);
});
