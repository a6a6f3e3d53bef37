import { createSocket } from 'node:dgram';
import { afterEach, expect, test } from 'vitest';
import { labelText } from '../core/index.ts';
import { encodeHep3 } from '../testing/index.ts';
import { startServer } from '../testing/start-server.ts';
import { createSourceWatch } from './source-watch.ts';

const START = 1_795_219_200;
const hep = labelText('hep');

const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

test('while the kernel drops packets the server is degraded, and says how many, since when and what to do', () => {
  const watch = createSourceWatch(START);
  const check = (at: number) => watch.check([], START + at).filter(({ name }) => name === 'receive_buffer');
  const drop = (at: number, count: number, reason: 'kernel_buffer' | 'rate_limited' = 'kernel_buffer') =>
    watch.accept({ type: 'event.dropped', at: START + at, stage: hep, reason, count });
  const fine = { name: 'receive_buffer', severity: 'ok', reason: 'The kernel drops no packets.' };
  drop(1, 5, 'rate_limited');
  expect(check(2)).toEqual([fine]);
  for (let second = 3; second <= 30; second += 1) drop(second, 1000);
  const [finding] = check(33);
  expect(finding?.severity).toBe('degraded');
  expect(finding?.reason).toContain('The kernel dropped 28000 packets within 30 s');
  expect(finding?.reason).toContain('net.core.rmem_max');
  expect(check(41)).toEqual([fine]);
  drop(50, 7);
  expect(check(51)[0]?.reason).toContain('dropped 7 packets within 1 s');
});

test.skipIf(process.platform !== 'linux')(
  'a server whose receive buffer runs over under a flood is degraded and names what to raise',
  async () => {
    const server = await startServer(ends, { 'hep-receive-buffer-bytes': '8192', 'hep-transports': 'udp' });
    const port = Number(server.endpoints[0]?.split(':')[1]);
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', () => resolve()));
    const frame = encodeHep3({ at: Date.now() / 1000, payload: 'OPTIONS sip:h SIP/2.0\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\n\r\n' });
    let pending = 2000;
    await new Promise<void>((resolve) => {
      for (let sent = 0; sent < 2000; sent += 1) socket.send(frame, port, '127.0.0.1', () => (pending -= 1) === 0 && resolve());
    });
    socket.close();
    const find = async () => {
      const { checks } = (await server.json('/health')) as { checks: readonly { name: string; severity: string; reason: string }[] };
      return checks.find(({ name }) => name === 'receive_buffer');
    };
    let found = await find();
    for (; found?.severity !== 'degraded'; found = await find()) await new Promise((resolve) => void setTimeout(resolve, 50));
    expect(found.reason).toMatch(/^The kernel dropped \d+ packets within .* net\.core\.rmem_max/);
    expect((await server.get('/readyz?strict=1')).status).toBe(503);
  },
);
