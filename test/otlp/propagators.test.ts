import { createSocket } from 'node:dgram';
import { afterEach, expect, test } from 'vitest';
import { startServer, type TestServer } from '../../src/testing/start-server.ts';
import { sipCall } from '../server/sip-call.ts';

const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = `00-${TRACE}-b7ad6b7169203331-01`;

/** The trace of the one call of that id, once it is there. */
async function traceOf(server: TestServer, callId: string): Promise<string> {
  let found: string | undefined;
  await expect
    .poll(async () => {
      const text = JSON.stringify(await server.json(`/api/v1/calls/${encodeURIComponent(callId)}`));
      found = /"traceId":"([0-9a-f]{32})"/.exec(text)?.[1];
      return found;
    })
    .toBeDefined();
  return found ?? '';
}

test.each([
  ['', [true, true], 0],
  ['tracecontext,b3', [true, true], 1],
  ['none', [false, false], 0],
  ['jaeger', [false, false], 1],
] as const)(
  'with OTEL_PROPAGATORS=%s whether the traceparent of a SIP header and of a program is taken: %o',
  async (value, expected, warnings) => {
    const logged: string[] = [];
    const server = await startServer(ends, {}, (line) => void logged.push(line), { OTEL_PROPAGATORS: value });
    const sip = sipCall('traced', [`traceparent: ${PARENT}`]);
    const at = Date.now() / 1000;
    const socket = createSocket('udp4');
    for (const frame of [sip.invite(at - 2), sip.ok(at - 1)])
      await new Promise((resolve) => socket.send(frame, Number(server.endpoints[0]?.split(':')[1]), '127.0.0.1', resolve));
    socket.close();
    const report = { type: 'call.report', source: 'agent', callId: 'told', at, state: 'offered', traceparent: PARENT };
    expect((await server.post('/api/v1/events', [report])).status).toBe(200);
    expect([(await traceOf(server, sip.callId)) === TRACE, (await traceOf(server, 'told')) === TRACE]).toEqual(expected);
    expect(logged.filter((line) => line.includes('OTEL_PROPAGATORS'))).toHaveLength(warnings);
  },
);
