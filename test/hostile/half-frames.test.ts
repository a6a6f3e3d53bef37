import { createSocket } from 'node:dgram';
import { test } from 'vitest';
import { sipCall } from '../server/sip-call.ts';
import { openSockets } from './open-sockets.ts';
import { during, expectUnharmed, sample, startWatched, until } from './watched-server.ts';

/** Connections that one address may have. */
const MOST_CONNECTIONS = 256;
const PROVEN = 100;
const UNPROVEN = 300;
const CUT = 50;
const CALLS = 30;

/** What the main thread does each second it does five times as often: a frame that was begun has to end within 6 s. */
const HURRIED = `
const { setInterval } = globalThis;
globalThis.setInterval = (work, ms, ...rest) => setInterval(work, ms === 1000 ? 200 : ms, ...rest);
`;

const rejects = (reason: string): string => `ringscope_source_rejects_total{source="hep",reason="${reason}"}`;

test.concurrent('halves of frames are given up and counted, each once, while the calls of others are taken in', async ({
  expect,
  onTestFinished,
}) => {
  const server = await startWatched(onTestFinished, undefined, {}, { plant: HURRIED });
  const hep = `tcp://127.0.0.1:${server.hepPort}`;
  const whole = sipCall('whole').invite(Date.now() / 1000);
  const half = whole.subarray(0, whole.length / 2);
  await during(server, async () => {
    const proven = await openSockets(hep, PROVEN, Buffer.concat([whole, half]));
    onTestFinished(() => proven.close());
    const unproven = await openSockets(hep, UNPROVEN, half);
    onTestFinished(() => unproven.close());
    await until(async () => (await sample(server, rejects('too_many_connections'))) === PROVEN + UNPROVEN - MOST_CONNECTIONS);
    expect(proven.held()).toBe(PROVEN);
    await sendCalls(server.hepPort);
    await until(async () => (await sample(server, rejects('no_frame'))) === MOST_CONNECTIONS - PROVEN);
    expect(unproven.held()).toBe(0);
    const cut = await openSockets(hep, CUT, half);
    await until(async () => (await sample(server, 'ringscope_source_connections{source="hep"}')) === PROVEN + CUT);
    cut.close();
    await until(async () => (await sample(server, rejects('truncated'))) === CUT);
    await until(async () => (await sample(server, rejects('frame_stalled'))) === PROVEN);
  });
  await expectUnharmed(server);
  // Its shape is checked by what is expected of it.
  const { calls } = (await (await fetch(`${server.url}/api/v1/calls?limit=1000`)).json()) as { calls: { callId: string }[] };
  expect(calls.filter(({ callId }) => callId.startsWith('kept'))).toHaveLength(CALLS);
});

/** Calls of another agent, over UDP. They are fewer frames than the smallest receive buffer of a system holds. */
async function sendCalls(port: number): Promise<void> {
  const socket = createSocket('udp4');
  const at = Date.now() / 1000 - 5;
  for (let index = 0; index < CALLS; index += 1) {
    const call = sipCall(`kept${index}`);
    for (const frame of [call.invite(at), call.ok(at + 1), call.ack(at + 1.1), call.bye(at + 2), call.byeOk(at + 2.1)])
      await new Promise((resolve) => socket.send(frame, port, '127.0.0.1', resolve));
  }
  socket.close();
}
