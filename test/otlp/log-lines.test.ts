import { createSocket } from 'node:dgram';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { createLog } from '../../src/server/index.ts';
import { startServer, type TestServer } from '../../src/testing/start-server.ts';
import { sipCall } from '../server/sip-call.ts';
import { startMockCollector } from './mock-collector.ts';

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const ASKED = '0af7651916cd43dd8448eb211c80319c';

/** A call that is captured alone, one of which its program tells besides and names a trace, and one that is only told of. */
async function threeCalls(server: TestServer): Promise<readonly string[]> {
  const calls = [sipCall('alone'), sipCall('asked')];
  const socket = createSocket('udp4');
  const port = Number(server.endpoints[0]?.split(':')[1]);
  const send = async (frame: Uint8Array) => new Promise((resolve) => socket.send(frame, port, '127.0.0.1', resolve));
  const at = Date.now() / 1000;
  for (const { invite, ok, ack } of calls) for (const frame of [invite(at - 9), ok(at - 8), ack(at - 7.9)]) await send(frame);
  const asked = calls[1]?.callId ?? '';
  const own = { type: 'call.report', source: 'agent' };
  await server.post('/api/v1/events', [
    { ...own, callId: asked, at: at - 8, state: 'answered', traceparent: `00-${ASKED}-b7ad6b7169203331-01` },
    { ...own, callId: 'told-of', at: at - 3, state: 'offered' },
    { ...own, callId: 'told-of', at: at - 1, state: 'ended', sipCode: 486 },
  ]);
  await expect.poll(async () => traceIdOf(server, asked)).toBe(ASKED);
  for (const { bye, byeOk } of calls) for (const frame of [bye(at - 0.2), byeOk(at - 0.1)]) await send(frame);
  socket.close();
  return [...calls.map(({ callId }) => callId), 'told-of'];
}

async function traceIdOf(server: TestServer, callId: string): Promise<string | undefined> {
  const shown = await server.json(`/api/v1/calls/${encodeURIComponent(callId)}`);
  return z.object({ calls: z.array(z.object({ traceId: z.string() })).optional() }).parse(shown).calls?.[0]?.traceId;
}

test.each(['json', 'text'] as const)(
  'a line about a call names its trace, in %s and where lines are exported, and not its Call-ID',
  async (format) => {
    const collector = await startMockCollector(ends);
    const lines: string[] = [];
    const log = createLog('debug', (line) => void lines.push(line), { format });
    const server = await startServer(ends, { 'otlp-endpoint': collector.httpUrl, 'otlp-signals': 'logs' }, log);
    const callIds = await threeCalls(server);
    const ended = () => lines.filter((line) => line.includes('A call has ended.'));
    await expect.poll(() => ended().length).toBe(3);
    const expected = await Promise.all(callIds.map(async (callId) => traceIdOf(server, callId)));
    await server.stop();

    const named = ended().map((line) => /"trace_id":"([0-9a-f]{32})"|\btrace_id=([0-9a-f]{32})\b/.exec(line)?.slice(1).join(''));
    expect(new Set(named)).toEqual(new Set(expected));
    expect(new Set(named).size).toBe(3);
    const exported = collector.lines.filter(({ body }) => body === 'A call has ended.');
    expect(exported.length).toBe(3);
    expect(new Set(exported.map(({ traceId }) => traceId))).toEqual(new Set(expected));
    for (const callId of callIds) expect(`${lines.join('')}${collector.text()}`).not.toContain(callId);
  },
);
