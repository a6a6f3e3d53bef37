import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { sharedServer } from '../testing/shared-server.ts';
import { startServer, testFolder } from '../testing/start-server.ts';

const READER = 'a-token-that-may-only-read';
const WRITER = 'a-token-that-may-also-write';
const NUMBER = '+15550100017';

const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const start = async (flags: Record<string, string> = {}) => startServer(ends, flags);

const CALL = { type: 'call.report', callId: 'a1', source: 'bot', direction: 'inbound' };
const server = sharedServer();

/** Which calls the shared server has. */
async function callIds(): Promise<readonly string[]> {
  const { calls } = (await server.json('/api/v1/calls?limit=1000')) as { readonly calls: readonly { readonly callId: string }[] };
  return calls.map(({ callId }) => callId).toSorted();
}

async function until(isDone: () => Promise<boolean>): Promise<void> {
  while (!(await isDone())) await new Promise((resolve) => void setTimeout(resolve, 10));
}

test('a program in any language posts its calls: record, metrics, and no number anywhere', async () => {
  const call = { ...CALL, callId: 'any-language' };
  const [ended, stages] = [
    'telephony_calls_answered_ended_total{direction="inbound",ended="bye"}',
    'telephony_agent_stage_seconds_count{stage="speech_end_to_first_audio"}',
  ];
  const [endedBefore, stagesBefore] = [await server.sample(ended), await server.sample(stages)];
  const at = Date.now() / 1000 - 60;
  const lines = [
    { ...call, at, state: 'offered', caller: NUMBER, callee: '+15550100018' },
    { ...call, at: at + 2, state: 'answered' },
    { type: 'agent.stage', at: at + 5, callId: call.callId, stage: 'speech_end_to_first_audio', seconds: 0.7 },
    { ...call, at: at + 32, state: 'ended', releasedBy: 'caller' },
  ];
  const answer = await server.post('/api/v1/events', lines.map((line) => JSON.stringify(line)).join('\n'), {
    'content-type': 'application/x-ndjson',
  });
  expect([answer.status, await answer.json()]).toEqual([200, { accepted: 4 }]);
  expect(await server.json(`/api/v1/calls/${call.callId}`)).toMatchObject({
    calls: [
      { call: { source: 'bot', outcome: 'answered', talkSeconds: 30, setupSeconds: 2, agentResponseSeconds: 0.7, caller: '+1***0017' } },
    ],
  });
  await until(async () => (await server.sample(ended)) === endedBefore + 1);
  expect(await server.sample(stages)).toBe(stagesBefore + 1);
  expect(JSON.stringify(await server.json('/api/v1/calls'))).not.toContain(NUMBER.slice(1));
});

test('a label that would drive a terminal is kept and shown with escapes, in the metrics too', async () => {
  const evil = 'a\u001b]0;owned\u0007\u001b[2J\u202eb';
  const shown = String.raw`a\u001b]0;owned\u0007\u001b[2J\u202eb`;
  const call = { ...CALL, callId: 'a-terminal', source: `s${evil}`, trunk: `t${evil}`, direction: 'outbound' };
  const told = [
    { ...call, state: 'ringing' },
    { ...call, state: 'ended', outcome: 'busy' },
    { type: 'modem.connected', source: `s${evil}`, modem: `m${evil}` },
    { type: 'queue.active', source: `s${evil}`, queue: `q${evil}`, count: 3 },
  ];
  const answer = await server.post('/api/v1/events', told);
  expect(answer.status, await answer.text()).toBe(200);
  const text = async (): Promise<string> => (await server.get('/metrics')).text();
  // A backslash in a label is written twice in the format of Prometheus.
  for (const name of ['t', 'm', 'q']) await expect.poll(text).toContain(`"${name}${shown.replaceAll('\\', '\\\\')}"`);
  expect(/[\p{Cc}\p{Cf}]/u.exec((await text()).replaceAll('\n', ''))).toBeNull();
  const { calls } = (await server.json('/api/v1/calls?limit=1000')) as { readonly calls: readonly Record<string, unknown>[] };
  expect(calls.find(({ callId }) => callId === 'a-terminal')).toMatchObject({ trunk: `t${shown}` });
});

test('a request sent again with its idempotency key is answered the same and counted once', async () => {
  const counted = async (): Promise<number> => server.sample('telephony_agent_stage_seconds_count{stage="tool_call"}');
  const before = await counted();
  const stage = { type: 'agent.stage', callId: 'again', stage: 'tool_call', seconds: 1 };
  for (let time = 0; time < 3; time += 1) {
    const answer = await server.post('/api/v1/events', [stage, stage], { 'idempotency-key': 'k1' });
    expect([answer.status, await answer.json()]).toEqual([200, { accepted: 2 }]);
  }
  expect((await server.post('/api/v1/events', stage, { 'idempotency-key': 'k2' })).status).toBe(200);
  expect(await counted()).toBe(before + 3);
  const other = await server.post('/api/v1/events', { ...stage, seconds: 2 }, { 'idempotency-key': 'k1' });
  expect([other.status, await other.json()]).toEqual([400, expect.objectContaining({ code: 'BAD_REQUEST' })]);
});

test('an agent or a mailbox that is an address is hidden, and counted; an id and the address of a queue are shown', async () => {
  const hidden = async (name: string): Promise<number> => server.sample(`ringscope_labels_hidden_total{field="${name}"}`);
  const before = [await hidden('agent'), await hidden('mailbox')];
  const events = [
    { type: 'desk.state', agent: 'anna.meier@example.org', state: 'available' },
    { type: 'desk.state', agent: 'desk-7', state: 'available' },
    { type: 'voicemail.left', mailbox: 'bernd@example.org', seconds: 4 },
    { type: 'queue.entered', queue: 'support@default', callId: 'hidden-1' },
  ];
  const answer = await server.post('/api/v1/events', events);
  expect([answer.status, await answer.json()]).toEqual([200, { accepted: 4 }]);
  const metrics = await (await server.get('/metrics')).text();
  expect(metrics).not.toMatch(/anna|meier|bernd/);
  for (const label of ['agent="hidden"', 'agent="desk-7"', 'queue="support@default"']) expect(metrics).toContain(label);
  expect([await hidden('agent'), await hidden('mailbox')]).toEqual(before.map((count) => count + 1));
});

const WRONG: readonly (readonly [body: unknown, detail: string])[] = [
  ['{"caller":"+15550100017"', 'The body is not JSON.'],
  ['{"type":"call.report","callId":"a"}\n{', 'Line 2 of the body is not JSON.'],
  ['[]', 'The body holds no event.'],
  [`[${'{},'.repeat(1000)}{}]`, 'The body holds more than 1000 events.'],
  [[CALL, { ...CALL, caller: 15550100017 }], 'Event 1: bad_value at caller. Expected a text of at most 1024 characters.'],
];

test('a body that is wrong changes nothing and is told what is wrong, without its values', async () => {
  const before = await callIds();
  for (const [body, detail] of WRONG) {
    const type = String(body).startsWith('{"type"') ? 'application/x-ndjson' : 'application/json';
    const answer = await server.post('/api/v1/events', body, { 'content-type': type });
    expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ code: 'BAD_REQUEST', detail })]);
  }
  expect((await server.post('/api/v1/events', `"${'x'.repeat(1024 * 1024)}"`)).status).toBe(413);
  expect(await callIds()).toEqual(before);
});

test('events need a token with the role ingest', async () => {
  const tokenFile = join(testFolder(ends), 'tokens');
  writeFileSync(tokenFile, `${READER}\n${WRITER} metrics,read,write,ingest\n`, { mode: 0o600 });
  const server = await start({ 'auth-token-file': tokenFile });
  expect((await server.post('/api/v1/events', CALL)).status).toBe(401);
  const refused = await server.post('/api/v1/events', CALL, { authorization: `Bearer ${READER}` });
  expect([refused.status, await refused.json()]).toEqual([403, expect.objectContaining({ code: 'FORBIDDEN' })]);
  expect((await server.post('/api/v1/events', CALL, { authorization: `Bearer ${WRITER}` })).status).toBe(200);
});

test('a reported call that was open at a restart ends by its next report', async () => {
  const path = testFolder(ends);
  const first = await start({ store: path });
  const at = Date.now() / 1000 - 60;
  await first.post('/api/v1/events', [
    { ...CALL, at, state: 'offered', caller: NUMBER },
    { ...CALL, at: at + 1, state: 'answered' },
  ]);
  await first.stop();
  const second = await start({ store: path });
  await second.post('/api/v1/events', { ...CALL, at: at + 11, state: 'ended' });
  expect(await second.json('/api/v1/calls')).toMatchObject({ calls: [{ outcome: 'answered', talkSeconds: 10, caller: '+1***0017' }] });
});

const OWN: readonly object[] = [
  { type: 'event.dropped', stage: 'hep', reason: 'kernel_buffer', count: 1e12 },
  { type: 'event.rejected', reason: 'bad_value' },
  { type: 'source.stopped', source: 'hep' },
  { type: 'source.packet', source: 'hep', kind: 'sip', lengthBytes: 1 },
  { type: 'spool.synced', seconds: 1 },
  { type: 'store.state', bytes: 1, calls: 1, openCalls: 1 },
  { type: 'privacy.access', access: 'reveal' },
  { type: 'call.ended', callId: 'a1', source: 'bot', trunk: 'none', direction: 'inbound' },
];

test('what ringscope alone tells is refused from a program, by its name, and nothing of the batch is taken', async () => {
  const [reserved, ...kept] = [
    'ringscope_events_rejected_total{reason="reserved"}',
    'ringscope_source_up{source="hep"}',
    'ringscope_dropped_total{stage="hep",reason="kernel_buffer"}',
    'ringscope_privacy_accesses_total{access="reveal"}',
  ];
  const [before, refused] = [await callIds(), await server.sample(reserved)];
  for (const event of OWN) {
    const answer = await server.post('/api/v1/events', [CALL, event]);
    const detail = 'Event 1: reserved at type. ringscope alone tells events of this type.';
    expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ code: 'BAD_REQUEST', detail })]);
  }
  expect(await callIds()).toEqual(before);
  expect(await Promise.all(kept.map(async (series) => server.sample(series)))).toEqual([1, 0, 0]);
  await until(async () => (await server.sample(reserved)) === refused + OWN.length);
  const { components } = (await server.json('/api/v1/openapi.json')) as { components: { schemas: object } };
  expect(Object.keys(components.schemas)).toContain('call.report');
  for (const event of OWN) expect(Object.keys(components.schemas)).not.toContain('type' in event && event.type);
});
