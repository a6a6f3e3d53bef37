import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createLog } from './log.ts';
import { serve } from './serve.ts';
import { resolveSettings } from './settings/resolve-settings.ts';

const READER = 'a-token-that-may-only-read';
const WRITER = 'a-token-that-may-also-write';
const NUMBER = '+15550100017';

const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'ringscope-events-'));
  ends.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function start(flags: Record<string, string> = {}) {
  const settings = resolveSettings({
    flags: { 'http-port': '0', 'hep-port': '0', 'store-path': folder(), 'calls-settle-seconds': '0.3', ...flags },
    env: {},
  });
  const server = await serve(settings, { log: createLog('silent', () => undefined) });
  ends.push(() => server.stop());
  const url = `http://${server.address}`;
  const post = async (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${url}/api/v1/events`, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), headers });
  const json = async (path: string): Promise<unknown> => (await fetch(`${url}${path}`)).json();
  const sample = async (series: string): Promise<number> => {
    const text = await (await fetch(`${url}/metrics`)).text();
    const line = text.split('\n').find((one) => one.startsWith(`${series} `));
    return Number(line?.slice(series.length + 1) ?? 0);
  };
  return { post, json, sample, stop: () => server.stop() };
}

const CALL = { type: 'call.report', callId: 'a1', source: 'bot', direction: 'inbound' };

async function until(isDone: () => Promise<boolean>): Promise<void> {
  while (!(await isDone())) await new Promise((resolve) => void setTimeout(resolve, 50));
}

test('a program in any language posts its calls: record, metrics, and no number anywhere', async () => {
  const path = folder();
  const server = await start({ 'store-path': path });
  const at = Date.now() / 1000 - 60;
  const lines = [
    { ...CALL, at, state: 'offered', caller: NUMBER, callee: '+15550100018' },
    { ...CALL, at: at + 2, state: 'answered' },
    { type: 'agent.stage', at: at + 5, callId: 'a1', stage: 'speech_end_to_first_audio', seconds: 0.7 },
    { ...CALL, at: at + 32, state: 'ended', releasedBy: 'caller' },
  ];
  const answer = await server.post(lines.map((line) => JSON.stringify(line)).join('\n'), { 'content-type': 'application/x-ndjson' });
  expect([answer.status, await answer.json()]).toEqual([200, { accepted: 4 }]);
  expect(await server.json('/api/v1/calls/a1')).toMatchObject({
    calls: [
      { call: { source: 'bot', outcome: 'answered', talkSeconds: 30, setupSeconds: 2, agentResponseSeconds: 0.7, caller: '+1***0017' } },
    ],
  });
  await until(async () => (await server.sample('telephony_calls_answered_ended_total{direction="inbound",ended="bye"}')) === 1);
  expect(await server.sample('telephony_agent_stage_seconds_count{stage="speech_end_to_first_audio"}')).toBe(1);
  expect(JSON.stringify(await server.json('/api/v1/calls'))).not.toContain(NUMBER.slice(1));
});

test('a request sent again with its idempotency key is answered the same and counted once', async () => {
  const server = await start();
  const stage = { type: 'agent.stage', callId: 'a1', stage: 'tool_call', seconds: 1 };
  for (let time = 0; time < 3; time += 1) {
    const answer = await server.post([stage, stage], { 'idempotency-key': 'k1' });
    expect([answer.status, await answer.json()]).toEqual([200, { accepted: 2 }]);
  }
  expect((await server.post(stage, { 'idempotency-key': 'k2' })).status).toBe(200);
  expect(await server.sample('telephony_agent_stage_seconds_count{stage="tool_call"}')).toBe(3);
  const other = await server.post({ ...stage, seconds: 2 }, { 'idempotency-key': 'k1' });
  expect([other.status, await other.json()]).toEqual([400, expect.objectContaining({ code: 'BAD_REQUEST' })]);
});

test.each([
  ['no JSON', '{"caller":"+15550100017"', 'The body is not JSON.'],
  ['a bad line', '{"type":"call.report","callId":"a"}\n{', 'Line 2 of the body is not JSON.'],
  ['nothing', '[]', 'The body holds no event.'],
  ['too many', `[${'{},'.repeat(1000)}{}]`, 'The body holds more than 1000 events.'],
  [
    'one wrong among others',
    [CALL, { ...CALL, caller: 15550100017 }],
    'Event 1: bad_value at caller. Expected a text of at most 1024 characters.',
  ],
])('a body with %s changes nothing and is told what is wrong, without its values', async (_, body, detail) => {
  const server = await start();
  const type = String(body).startsWith('{"type"') ? 'application/x-ndjson' : 'application/json';
  const answer = await server.post(body, { 'content-type': type });
  expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ code: 'BAD_REQUEST', detail })]);
  expect(await server.json('/api/v1/calls')).toEqual({ calls: [] });
});

test('a body beyond one mebibyte is refused', async () => {
  const server = await start();
  expect((await server.post(`"${'x'.repeat(1024 * 1024)}"`)).status).toBe(400);
});

test('events need a token that may write', async () => {
  const tokenFile = join(folder(), 'tokens');
  writeFileSync(tokenFile, `${READER}\n${WRITER} read,write\n`, { mode: 0o600 });
  const server = await start({ 'http-token-file': tokenFile });
  expect((await server.post(CALL)).status).toBe(401);
  const refused = await server.post(CALL, { authorization: `Bearer ${READER}` });
  expect([refused.status, await refused.json()]).toEqual([403, expect.objectContaining({ code: 'FORBIDDEN' })]);
  expect((await server.post(CALL, { authorization: `Bearer ${WRITER}` })).status).toBe(200);
});

test('a reported call that was open at a restart ends by its next report', async () => {
  const path = folder();
  const first = await start({ 'store-path': path });
  const at = Date.now() / 1000 - 60;
  await first.post([
    { ...CALL, at, state: 'offered', caller: NUMBER },
    { ...CALL, at: at + 1, state: 'answered' },
  ]);
  await first.stop();
  const second = await start({ 'store-path': path });
  await second.post({ ...CALL, at: at + 11, state: 'ended' });
  expect(await second.json('/api/v1/calls')).toMatchObject({ calls: [{ outcome: 'answered', talkSeconds: 10, caller: '+1***0017' }] });
});
