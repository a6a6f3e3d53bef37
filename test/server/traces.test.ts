import { createSocket } from 'node:dgram';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { sharedServer } from '../../src/testing/shared-server.ts';
import { startServer, testFolder, type TestServer } from '../../src/testing/start-server.ts';
import { runCommand } from '../run-command.ts';
import { sipCall, type SipCall } from './sip-call.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
/** What no answer may hold: the numbers of the call, and how they are masked. */
const PEOPLE = /4930555000123|4930555000456|\*\*\*/;

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function capture({ endpoints }: TestServer, { invite, ok, ack, bye, byeOk }: SipCall): Promise<void> {
  const socket = createSocket('udp4');
  const port = Number(endpoints[0]?.split(':')[1]);
  const at = Date.now() / 1000;
  for (const frame of [invite(at - 3), ok(at - 2), ack(at - 1.9), bye(at - 0.2), byeOk(at - 0.1)])
    await new Promise<void>((resolve) => socket.send(frame, port, '127.0.0.1', () => resolve()));
  socket.close();
}

/** What a program tells of a call, with a turn of its agent. */
function told(callId: string, facts: object = {}): readonly object[] {
  const at = Date.now() / 1000;
  const which = { source: 'agent', callId };
  return [
    { type: 'call.report', ...which, at: at - 2.8, state: 'offered', ...facts },
    { type: 'call.report', ...which, at: at - 2, state: 'answered' },
    { type: 'agent.stage', ...which, at: at - 1, stage: 'speech_end_to_first_audio', seconds: 0.7 },
    { type: 'agent.stage', ...which, at: at - 1.2, stage: 'llm_first_token', seconds: 0.3 },
    { type: 'call.report', ...which, at: at - 0.1, state: 'ended' },
  ];
}

const shared = sharedServer({ 'traces-url': 'https://tempo.example/trace/{trace_id}' });

interface ShownSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly links?: readonly { readonly traceId: string }[];
}
interface ShownTrace {
  readonly traceId: string;
  readonly traceUrl?: string;
  readonly spans: readonly ShownSpan[];
}

const placeOf = (id: string): string => `/api/v1/calls/${encodeURIComponent(id)}`;

/** The trace of a call once its record has as many spans. */
async function traceOnce(server: TestServer, id: string, spans: number): Promise<ShownTrace> {
  let shown: ShownTrace = { traceId: '', spans: [] };
  await expect
    .poll(async () => {
      const response = await server.get(`${placeOf(id)}/trace`);
      if (response.ok) shown = (await response.json()) as ShownTrace;
      return shown.spans.length;
    })
    .toBeGreaterThanOrEqual(spans);
  return shown;
}

test('a call that is captured and told of is one trace, with its hops and the turn of its agent, by the API and the command', async () => {
  const call = sipCall('one');
  await capture(shared, call);
  await shared.post('/api/v1/events', told(call.callId));
  const { traceId, traceUrl, spans } = await traceOnce(shared, call.callId, 8);
  expect(spans.map(({ name }) => name)).toEqual(['call', 'attempt', 'talk', 'teardown', 'INVITE', 'BYE', 'invoke_agent', 'chat']);
  expect(new Set(spans.map((one) => one.traceId))).toEqual(new Set([traceId]));
  expect(traceUrl).toBe(`https://tempo.example/trace/${traceId}`);
  const shown = (await shared.json(placeOf(call.callId))) as { readonly calls: readonly object[] };
  expect(shown.calls).toEqual([expect.objectContaining({ traceId, traceUrl })]);
  expect(JSON.stringify(spans)).not.toMatch(PEOPLE);
  const { out } = await runCommand(['call', call.callId, '--url', shared.url]);
  expect(out).toContain(`Trace ${traceId}\n${traceUrl}\n`);
});

test('the trace that a program puts its call in wins over that of the INVITE, and both over the derived one, also after a restart', async () => {
  const store = testFolder(ends);
  const server = await startServer(ends, { store });
  const [bySip, byBoth] = [
    sipCall('sip', [`traceparent: 00-${'c'.repeat(32)}-${SPAN}-01`]),
    sipCall('both', [`traceparent: 00-${'c'.repeat(32)}-${SPAN}-01`]),
  ];
  await capture(server, bySip);
  await capture(server, byBoth);
  await server.post('/api/v1/events', told(byBoth.callId, { traceparent: `00-${TRACE}-${SPAN}-01` }));
  await traceOnce(server, byBoth.callId, 8);
  await traceOnce(server, bySip.callId, 6);
  await server.stop();
  const again = await startServer(ends, { store });
  const [one, two] = [await traceOnce(again, bySip.callId, 6), await traceOnce(again, byBoth.callId, 8)];
  expect([one.traceId, two.traceId]).toEqual(['c'.repeat(32), TRACE]);
  for (const { spans } of [one, two]) {
    expect(spans[0]).toMatchObject({ name: 'call', parentSpanId: SPAN, isParentRemote: true, links: [{ isRemote: true }] });
    for (const span of spans.slice(1)) expect(span).not.toHaveProperty('isParentRemote');
  }
  expect(two.spans[0]?.links?.[0]?.traceId).toMatch(/^(?!c{32})[0-9a-f]{32}$/);
});

test('two servers with one privacy key derive one trace, and one with another key derives another', async () => {
  const call = sipCall('same');
  const ids: string[] = [];
  const keyed = testFolder(ends);
  const privacyKeyFile = join(keyed, 'privacy.key');
  writeFileSync(privacyKeyFile, `${'5a'.repeat(32)}\n`, { mode: 0o600 });
  const key = { 'privacy-key-file': privacyKeyFile };
  for (const server of [await startServer(ends, key), await startServer(ends, key), shared]) {
    await capture(server, call);
    ids.push((await traceOnce(server, call.callId, 6)).traceId);
  }
  expect(ids[1]).toBe(ids[0]);
  expect(ids[2]).not.toBe(ids[0]);
});

test('there is no trace of a call that is unknown', async () => {
  expect((await shared.get(`${placeOf('nobody')}/trace`)).status).toBe(404);
});
