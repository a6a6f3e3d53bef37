import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { TeleError, type TelephonyEvent } from '../core/index.ts';
import { encodeHep3, observeSource, type RunningSource } from '../testing/index.ts';
import { sourceConformance } from '../testing/suites/index.ts';
import { hep } from './index.ts';

const OPTIONS = 'OPTIONS sip:h SIP/2.0\r\nCall-ID: c1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n';
const LOCAL = { port: 0, host: '127.0.0.1' } as const;

const good = (callId = 'c1', key?: string): Uint8Array =>
  encodeHep3({ at: Date.now() / 1000, payload: OPTIONS.replace('c1', callId), ...(key === undefined ? {} : { key }) });

function portOf(endpoints: readonly string[]): number {
  const [first = ''] = endpoints;
  return Number(first.slice(first.lastIndexOf(':') + 1));
}

async function sendUdp(port: number, ...packets: readonly Uint8Array[]): Promise<void> {
  const socket = createSocket('udp4');
  for (const packet of packets) {
    await new Promise<void>((resolve, reject) => {
      socket.send(packet, port, '127.0.0.1', (error) => (error instanceof Error ? reject(error) : resolve()));
    });
  }
  socket.close();
}

/** Sends the pieces one by one and resolves when the other side has closed, or at once after `end`. */
async function sendTcp(port: number, pieces: readonly Uint8Array[], isEnding: boolean): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  for (const piece of pieces) await new Promise<void>((resolve) => socket.write(piece, () => resolve()));
  if (isEnding) socket.end();
  socket.resume();
  await once(socket, 'close');
}

sourceConformance(hep, LOCAL, async (endpoints) => {
  const port = portOf(endpoints);
  await sendUdp(port, good(), Uint8Array.of(7), encodeHep3({ payload: 'ACK sip:h SIP/2.0\r\n\r\n' }), new Uint8Array(3000));
  await sendTcp(port, [good()], true);
});

describe('hep', () => {
  const started: RunningSource[] = [];
  let folder: string | undefined;

  async function run(given: Parameters<typeof observeSource<typeof hep.options>>[1]): Promise<RunningSource & { readonly port: number }> {
    const running = observeSource(hep, given);
    started.push(running);
    await running.source.start();
    return { ...running, port: portOf(running.source.endpoints()) };
  }
  const reasons = (events: readonly TelephonyEvent[]): string[] =>
    events.flatMap((event) => (event.type === 'source.rejected' ? [event.reason] : []));
  const callIds = (events: readonly TelephonyEvent[]): string[] =>
    events.flatMap((event) => (event.type === 'sip.message' ? [event.callId] : []));
  const isMessage = (callId: string) => (event: TelephonyEvent) => event.type === 'sip.message' && event.callId === callId;

  afterEach(async () => {
    for (const { source } of started.splice(0)) await source.stop();
    if (folder !== undefined) await rm(folder, { recursive: true });
    folder = undefined;
  });

  test('listens for UDP and TCP on the same port', async () => {
    const { source, port, until, events } = await run(LOCAL);
    expect(source.endpoints()).toEqual([`127.0.0.1:${port}`, `127.0.0.1:${port}`]);
    await sendUdp(port, good('by-udp'));
    await until(isMessage('by-udp'));
    await sendTcp(port, [good('by-tcp')], true);
    await until(isMessage('by-tcp'));
    expect(callIds(events)).toEqual(['by-udp', 'by-tcp']);
  });

  test('one byte, 64 KiB of a frame that says more, a zero-length chunk and a length beyond the end are a counted reject each', async () => {
    const { port, until, events } = await run(LOCAL);
    const large = new Uint8Array(65_507);
    large.set([0x48, 0x45, 0x50, 0x33, 0xff, 0xff]);
    const zeroChunk = Uint8Array.of(0x48, 0x45, 0x50, 0x33, 0, 12, 0, 0, 0, 15, 0, 0);
    const beyond = good().slice();
    beyond.set([0xff, 0xff], 4);
    await sendUdp(port, Uint8Array.of(0x48), large, zeroChunk, beyond, good('after'));
    await until(isMessage('after'));
    expect(reasons(events)).toEqual(['truncated', 'length_overrun', 'chunk_length', 'length_overrun']);
  });

  test('takes the largest datagram there is', async () => {
    const { port, until, events } = await run(LOCAL);
    const bare = good('large').length;
    const payload = `${OPTIONS.replace('c1', 'large').replace('\r\n\r\n', '')}\r\nX: ${'x'.repeat(65_507 - bare - 5)}\r\n\r\n`;
    const packet = encodeHep3({ at: Date.now() / 1000, payload });
    expect(packet).toHaveLength(65_507);
    await sendUdp(port, packet);
    await until(isMessage('large'));
    expect(reasons(events)).toEqual([]);
  });

  test('what was received before a stop is emitted before the stop is over', async () => {
    const { port, source, events } = await run(LOCAL);
    await sendUdp(port, ...Array.from({ length: 100 }, (_, index) => good(`c${index}`)));
    await source.stop();
    expect(callIds(events)).toEqual(Array.from({ length: 100 }, (_, index) => `c${index}`));
  });

  test('a stream is read in whatever pieces it comes', async () => {
    const { port, until, events } = await run(LOCAL);
    const bytes = Uint8Array.from([...good('one'), ...good('two'), ...good('three')]);
    await sendTcp(port, [bytes.subarray(0, 3), bytes.subarray(3, 100), bytes.subarray(100, 300), bytes.subarray(300)], true);
    await until((event) => event.type === 'source.connection' && event.change === 'closed');
    expect(callIds(events)).toEqual(['one', 'two', 'three']);
    expect(events.flatMap((event) => (event.type === 'source.connection' ? [event.change] : []))).toEqual(['opened', 'closed']);
  });

  test('a stream with a bad magic is closed and counted; what came before it counts', async () => {
    const { port, until, events } = await run(LOCAL);
    await sendTcp(port, [good('before'), new TextEncoder().encode('GET / HTTP/1.1\r\n\r\n')], false);
    await until((event) => event.type === 'source.connection' && event.change === 'closed');
    expect(callIds(events)).toEqual(['before']);
    expect(reasons(events)).toEqual(['bad_magic']);
  });

  test('a stream that ends within a frame is counted', async () => {
    const { port, until, events } = await run(LOCAL);
    await sendTcp(port, [good().subarray(0, 50)], true);
    await until((event) => event.type === 'source.connection' && event.change === 'closed');
    expect(reasons(events)).toEqual(['truncated']);
  });

  test('with an allow-list, others are refused on UDP and TCP', async () => {
    const { port, until, events } = await run({ ...LOCAL, allow: ['192.0.2.0/24', '2001:db8::/32'] });
    await sendUdp(port, good());
    await until((event) => event.type === 'source.rejected');
    await sendTcp(port, [], false);
    await until((event) => event.type === 'source.rejected');
    expect(reasons(events)).toEqual(['not_allowed', 'not_allowed']);
    expect(callIds(events)).toEqual([]);
    const permitted = await run({ ...LOCAL, allow: ['127.0.0.1'] });
    await sendUdp(permitted.port, good('in'));
    await permitted.until(isMessage('in'));
  });

  test('with a key file, only frames that carry the key are taken', async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringscope-hep-'));
    const keyFile = join(folder, 'key');
    await writeFile(keyFile, 'lab key\n');
    const { port, until, events } = await run({ ...LOCAL, keyFile });
    await sendUdp(port, good('none'), good('wrong', 'lab kez'), good('longer', 'lab key2'), good('right', 'lab key'));
    await until(isMessage('right'));
    expect(callIds(events)).toEqual(['right']);
    expect(reasons(events)).toEqual(['bad_key', 'bad_key', 'bad_key']);
  });

  test('a rate limit is one of each sender address, and the name that a frame has does not help', async () => {
    const { port, until, events } = await run({ ...LOCAL, rateLimit: 3 });
    const named = (agentId: number, callId = 'flood') =>
      encodeHep3({ agentId, at: Date.now() / 1000, payload: OPTIONS.replace('c1', callId) });
    await sendUdp(port, ...Array.from({ length: 10 }, (_, index) => named(index)));
    await until(() => events.filter(({ type }) => type === 'sip.message' || type === 'source.rejected').length === 10);
    // The ten may straddle two windows of a second.
    expect(callIds(events).length).toBeGreaterThanOrEqual(3);
    expect(callIds(events).length).toBeLessThanOrEqual(6);
    const other = createSocket('udp4');
    await new Promise<void>((resolve) => other.bind(0, '127.0.0.2', () => resolve()));
    other.send(named(99, 'other'), port, '127.0.0.1', () => other.close());
    await until(isMessage('other'));
  });

  test.skipIf(process.platform !== 'linux')('what the kernel drops is reported exactly', async () => {
    const running = await run({ ...LOCAL, transports: ['udp'], receiveBufferBytes: 8192 });
    const { port, source, events } = running;
    const sent = 2000;
    const socket = createSocket('udp4');
    const packets = Array.from({ length: sent }, (_, index) => good(`c${index}`));
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', () => resolve()));
    let pending = sent;
    await new Promise<void>((resolve) => {
      for (const packet of packets) socket.send(packet, port, '127.0.0.1', () => (pending -= 1) === 0 && resolve());
    });
    socket.close();
    await source.stop();
    const dropped = events.reduce((sum, event) => sum + (event.type === 'event.dropped' ? event.count : 0), 0);
    expect(dropped).toBeGreaterThan(0);
    expect(callIds(events).length + dropped).toBe(sent);
  });

  test('beyond loopback it does not start without an allow-list', async () => {
    for (const host of ['0.0.0.0', '::', '192.0.2.1', 'pbx.example.com']) {
      const failure: unknown = await observeSource(hep, { port: 0, host })
        .source.start()
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(TeleError);
      expect(failure).toMatchObject({ code: 'HEP_EXPOSED' });
    }
    const { source, port } = await run({ port: 0, host: '0.0.0.0', allow: ['127.0.0.0/8'] });
    expect(source.endpoints()).toContain(`0.0.0.0:${port}`);
  });

  const hasV6 = Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === '::1'));
  test.skipIf(!hasV6)('IPv6 loopback is loopback', async () => {
    const { source, port } = await run({ port: 0, host: '::1' });
    expect(source.endpoints()).toContain(`[::1]:${port}`);
  });

  test.each([
    ['a transport that does not exist', { transports: ['tls'] }, 'CONFIG_INVALID'],
    ['no transport', { transports: [] }, 'CONFIG_INVALID'],
    ['a network that is none', { allow: ['10.0.0.0/99'] }, 'CONFIG_INVALID'],
    ['a key file that is not there', { keyFile: '/nonexistent/key' }, 'FILE_UNREADABLE'],
  ])('%s is refused with its code', async (_what, given, code) => {
    const failure: unknown = await observeSource(hep, { ...LOCAL, ...given })
      .source.start()
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code });
  });
});
