import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  cpSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { runDoctor } from '../../src/server/doctor/run-doctor.ts';
import { type DoctorLine, resolveSettings, type SourcesReport } from '../../src/server/index.ts';
import { encodeHep3 } from '../../src/testing/index.ts';
import { startServer, testFolder, type TestServer } from '../../src/testing/start-server.ts';
import { runCommand as run } from '../run-command.ts';
import { makeAuthority } from './certificates.ts';
import { context, doctor, freePort, stub, urlOf } from './doctored.ts';

/** The doctor names each cause and what mends it: on real ports, files and servers. */

const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** A port on which nobody listens. */
let free = 0;

/** A store with a call in it, whose server has ended. */
let stored = '';
const kept: typeof ends = [];

beforeAll(async () => {
  free = await freePort();
  stored = join(testFolder(kept), 'data');
  await storeCall(stored);
});
afterAll(async () => {
  for (const end of kept.toReversed()) await end();
});

async function storeCall(path: string): Promise<void> {
  const server = await startServer(kept, { store: path });
  const begin = Date.now() / 1000 - 100;
  const call = { type: 'call.report', callId: 'c', source: 'pbx', direction: 'inbound', trunk: 'carrier' };
  const events = [
    { ...call, at: begin, state: 'offered' },
    { ...call, at: begin + 9, state: 'ended', sipCode: 503 },
  ];
  expect((await server.post('/api/v1/events', events)).status).toBe(200);
  const settled = async (): Promise<boolean> => {
    const { calls } = (await server.json('/api/v1/calls')) as { readonly calls: readonly { readonly isProvisional: boolean }[] };
    return calls.some(({ isProvisional }) => !isProvisional);
  };
  while (!(await settled())) await new Promise((resolve) => void setTimeout(resolve, 10));
  await server.stop();
}

/** What a server would be started with here: no port is asked of it that somebody else has. */
const place = (...more: readonly string[]): readonly string[] => at(join(testFolder(ends), 'data'), ...more);
const at = (path: string, ...more: readonly string[]): readonly string[] => [
  '--store',
  path,
  '--http-port',
  String(free),
  '--hep-port',
  '0',
  ...more,
];

const OPTIONS =
  'OPTIONS sip:h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nCall-ID: c1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n';
const OK = OPTIONS.replace('OPTIONS sip:h SIP/2.0', 'SIP/2.0 200 OK');
const frame = (payload: string): Uint8Array => encodeHep3({ at: Date.now() / 1000, agentId: 7, payload });

async function send(server: TestServer, packets: readonly Uint8Array[]): Promise<void> {
  const port = Number(server.endpoints[0]?.split(':')[1]);
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', () => resolve()));
  for (const packet of packets) await new Promise((resolve) => socket.send(packet, port, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => socket.close(() => resolve()));
}

async function untilFrames(server: TestServer, count: number): Promise<void> {
  for (;;) {
    const { sources } = (await server.json('/api/v1/sources')) as SourcesReport;
    if (sources[0]?.frames === count) return;
    await new Promise((resolve) => void setTimeout(resolve, 10));
  }
}

test('a healthy system has no warning, and the doctor ends with 0', async () => {
  const path = join(testFolder(ends), 'data');
  const server = await startServer(ends, { store: path });
  await send(server, [frame(OPTIONS), frame(OK)]);
  await untilFrames(server, 2);
  const { code, bad, warn, fail, checks } = await doctor('--url', server.url, '--store', path);
  expect(bad).toEqual([]);
  expect({ code, warn, fail }).toEqual({ code: 0, warn: 0, fail: 0 });
  expect(checks.map(({ check }) => check)).toEqual(
    'node settings server health sources listeners receive_buffer clock disk folder keys store certificates tokens'.split(' '),
  );
  const { out } = await run(['doctor', '--url', server.url, '--store', path]);
  expect(out).toMatch(/^ok {4}node {12}Node \d/);
  expect(out).toMatch(/\n\n14 ok, 0 to look at, 0 failed\.\n$/);
});

test('a server that is down fails, and all that it needs is looked at all the same', async () => {
  const { code, bad, checks } = await doctor(...place());
  expect(code).toBe(1);
  expect(bad).toMatchObject([
    {
      check: 'server',
      result: 'fail',
      text: `No server answers at http://127.0.0.1:${free}.`,
      fix: expect.stringContaining('ringscope serve'),
    },
  ]);
  expect(checks.map(({ check }) => check)).toContain('listeners');
});

test('a server that cannot be reached, and something else that answers, are told apart', async () => {
  const silent = createTcpServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  ends.push(() => void silent.close());
  await once(silent, 'listening');
  const [, unreachable] = (await doctor('--url', urlOf(silent), ...place())).checks.filter(({ check }) =>
    ['node', 'server'].includes(check),
  );
  expect(unreachable).toMatchObject({
    result: 'fail',
    text: expect.stringContaining('cannot be asked'),
    fix: expect.stringContaining('--url'),
  });
  const other = await stub(ends, { '/': { hello: 'world' } });
  expect((await doctor('--url', other, ...place())).bad[0]).toMatchObject({
    check: 'server',
    text: `What answers at ${other} is no ringscope server.`,
    fix: expect.stringContaining('A wrong port?'),
  });
});

test('a port that is taken is named with who has it', async () => {
  const holder = createSocket('udp4');
  await new Promise<void>((resolve) => holder.bind(0, '127.0.0.1', () => resolve()));
  ends.push(() => void holder.close());
  const { port } = holder.address();
  const { bad } = await doctor(...place('--hep-port', String(port), '--hep-transports', 'udp'));
  const who = process.platform === 'linux' ? `process ${process.pid}` : 'another program';
  expect(bad.filter(({ check }) => check === 'listeners')).toMatchObject([
    { result: 'fail', text: expect.stringContaining(`127.0.0.1:${port} (udp) is taken by`), fix: expect.stringContaining('hep.port') },
  ]);
  expect(bad.find(({ check }) => check === 'listeners')?.text).toContain(who);
});

test('what would listen open to others is told with its code', async () => {
  const { bad } = await doctor(...place('--hep-host', '0.0.0.0'));
  expect(bad.find(({ check }) => check === 'listeners')).toMatchObject({
    result: 'fail',
    text: expect.stringMatching(/^HEP_EXPOSED: /),
    fix: expect.stringContaining('hep.allow'),
  });
});

test.skipIf(process.platform !== 'linux')('a receive buffer that the system cuts is named with the sysctl', async () => {
  const { bad } = await doctor(...place('--hep-receive-buffer-bytes', '1073741824'));
  expect(bad.find(({ check }) => check === 'receive_buffer')).toMatchObject({
    result: 'warn',
    text: expect.stringMatching(/^The system gives \d+ of the 1073741824 bytes/),
    fix: expect.stringContaining('sysctl -w net.core.rmem_max=1073741824'),
  });
});

test.skipIf(process.platform !== 'linux')('what the kernel drops is named with the sysctl, by doctor, status and sources', async () => {
  const server = await startServer(ends, { 'hep-receive-buffer-bytes': '8192', 'hep-transports': 'udp' });
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', () => resolve()));
  const one = frame(OPTIONS);
  let pending = 2000;
  await new Promise<void>((resolve) => {
    for (let sent = 0; sent < 2000; sent += 1)
      socket.send(one, Number(server.endpoints[0]?.split(':')[1]), '127.0.0.1', () => (pending -= 1) === 0 && resolve());
  });
  socket.close();
  const found = async () => ((await server.json('/api/v1/sources')) as SourcesReport).findings.map(({ name }) => name);
  await expect.poll(found, { interval: 10 }).toContain('kernel_drops');
  const said = /The kernel dropped \d+ datagrams within the last minute[^]*sysctl -w net\.core\.rmem_max=/;
  for (const command of ['status', 'sources', 'doctor']) expect((await run([command, '--url', server.url])).out).toMatch(said);
});

test('a folder that cannot be written is named', async () => {
  const file = join(testFolder(ends), 'file');
  writeFileSync(file, '');
  expect((await doctor(...at(join(file, 'data')))).bad.find(({ check }) => check === 'folder')).toMatchObject({
    result: 'fail',
    text: expect.stringMatching(/^STORE_UNWRITABLE: /),
    fix: expect.any(String),
  });
  const open = testFolder(ends);
  mkdirSync(join(open, 'data'), { mode: 0o700 });
  chmodSync(join(open, 'data'), 0o777);
  expect((await doctor(...at(join(open, 'data')))).bad.find(({ check }) => check === 'folder')).toMatchObject({
    text: expect.stringMatching(/^FOLDER_EXPOSED: /),
  });
});

test.skipIf(process.platform !== 'linux')('a folder of a disk that takes no file is named by what the system says', async () => {
  // A folder of the kernel: its owner may write it as far as its mode says.
  const { bad } = await doctor(...at('/proc/self/task'));
  expect(bad.find(({ check }) => check === 'folder')).toMatchObject({ result: 'fail', fix: expect.any(String) });
});

/** A copy of the store with a call in it. */
function storeWithCall(): string {
  const path = join(testFolder(ends), 'data');
  cpSync(stored, path, { recursive: true, preserveTimestamps: true });
  return path;
}

const DAY_FILE = /^calls-.*\.db$/;

test('a day file that is damaged is named, the others are sound', async () => {
  const path = storeWithCall();
  expect((await doctor(...at(path))).bad.map(({ check }) => check)).toEqual(['server']);
  const name = readdirSync(path).find((one) => DAY_FILE.test(one)) ?? '';
  const size = statSync(join(path, name)).size;
  const handle = openSync(join(path, name), 'r+');
  for (let place = 8192; place < size; place += 997) writeSync(handle, Uint8Array.of(0xff, 0xee, 0xdd), 0, 3, place);
  closeSync(handle);
  expect((await doctor(...at(path))).bad.find(({ check }) => check === 'store')).toMatchObject({
    result: 'fail',
    text: expect.stringContaining(name),
    fix: expect.stringContaining(`Put ${name} back from a backup`),
  });
});

test('a key that is not the one of the folder, one that is gone and one that is open are named', async () => {
  const path = storeWithCall();
  const key = join(path, 'privacy.key');
  writeFileSync(key, `${'ab'.repeat(32)}\n`);
  const ask = async (): Promise<readonly DoctorLine[]> => (await doctor(...at(path))).bad.filter(({ check }) => check !== 'server');
  expect(await ask()).toMatchObject([
    {
      check: 'store',
      result: 'fail',
      text: expect.stringMatching(/^KEY_MISMATCH: .*another privacy key/),
      fix: expect.stringContaining('Put the key back'),
    },
  ]);
  chmodSync(key, 0o644);
  expect(await ask()).toMatchObject([
    { check: 'keys', text: expect.stringMatching(/^KEY_FILE_INVALID: .*644/), fix: expect.stringContaining('chmod 600') },
  ]);
  rmSync(key);
  expect(await ask()).toMatchObject([{ check: 'keys', text: expect.stringMatching(/^KEY_MISMATCH: .*missing/) }]);
});

test('a clock that jumped back behind what was written is named, and one of another age', async () => {
  const path = storeWithCall();
  const ahead = Date.now() / 1000 + 3600;
  for (const name of readdirSync(path).filter((one) => one.endsWith('.db'))) utimesSync(join(path, name), ahead, ahead);
  expect((await doctor(...at(path))).bad.find(({ check }) => check === 'clock')).toMatchObject({
    result: 'fail',
    text: expect.stringMatching(/^The clock jumped back/),
    fix: expect.stringContaining('NTP'),
  });
  const lines = await runDoctor(context(ends, { now: () => 0 }));
  expect(lines.find(({ check }) => check === 'clock')).toMatchObject({ result: 'fail', text: expect.stringContaining('1970-01-01') });
});

test('a certificate that has expired, and one that soon will, are named', async () => {
  const authority = makeAuthority(testFolder(ends), 'authority');
  const flags = (days: number): Record<string, string> => {
    const { certFile, keyFile } = authority.issue(`server-${days}`, days);
    return { 'http-tls-cert-file': certFile, 'http-tls-key-file': keyFile };
  };
  const ask = async (days: number) =>
    (await doctor(...place(...Object.entries(flags(days)).flatMap(([name, value]) => [`--${name}`, value])))).bad.filter(
      ({ check }) => check === 'certificates',
    );
  expect(await ask(400)).toEqual([]);
  expect(await ask(3)).toMatchObject([
    { result: 'warn', text: expect.stringContaining('good for 2 more days'), fix: expect.stringContaining('Renew it') },
  ]);
  const settings = resolveSettings({
    flags: { store: join(testFolder(ends), 'data'), 'http-port': '0', 'hep-port': '0', ...flags(5) },
    env: {},
  });
  const lines = await runDoctor(context(ends, { settings, now: () => Date.now() / 1000 + 6 * 86_400 }));
  expect(lines.find(({ check }) => check === 'certificates')).toMatchObject({
    result: 'fail',
    text: expect.stringContaining('has expired at'),
    fix: expect.stringContaining('Renew it'),
  });
});

test('a token that the server does not know, a file with none and tokens that have all expired are named', async () => {
  const folder = testFolder(ends);
  const file = join(folder, 'tokens');
  const mine = join(folder, 'mine');
  writeFileSync(file, 'a-token-that-is-right read\n', { mode: 0o600 });
  writeFileSync(mine, 'a-token-that-is-wrong\n', { mode: 0o600 });
  const server = await startServer(ends, { 'auth-token-file': file });
  const { bad, code } = await doctor('--url', server.url, '--token-file', mine, ...place());
  expect(code).toBe(1);
  expect(bad[0]).toMatchObject({
    check: 'server',
    result: 'fail',
    text: expect.stringMatching(/^UNAUTHORIZED: /),
    fix: expect.stringMatching(/ringscope token create.*--token-file/),
  });
  const { err } = await run(['status', '--url', server.url, '--token-file', mine]);
  expect(err).toMatch(/^UNAUTHORIZED: [^]*hint: .*ringscope token create/);
  writeFileSync(mine, 'a-token-that-is-right\n');
  expect((await doctor('--url', server.url, '--token-file', mine, ...place())).checks.find(({ check }) => check === 'server')?.result).toBe(
    'ok',
  );

  writeFileSync(file, 'short\n');
  expect((await doctor(...place('--auth-token-file', file))).bad.find(({ check }) => check === 'tokens')).toMatchObject({
    result: 'fail',
    text: expect.stringMatching(/^TOKEN_FILE_INVALID: /),
  });
  writeFileSync(file, `old sha256:${'ab'.repeat(32)} read 2026-01-01T00:00:00Z 2026-01-02T00:00:00Z\n`);
  expect((await doctor(...place('--auth-token-file', file))).bad.find(({ check }) => check === 'tokens')).toMatchObject({
    result: 'fail',
    text: expect.stringContaining('have expired'),
    fix: expect.stringContaining('ringscope token create'),
  });
});

test('settings that are not valid are named, and the rest is looked at', async () => {
  const file = join(testFolder(ends), 'ringscope.yml');
  writeFileSync(file, 'hep: { prot: 9060 }\n');
  const { bad, checks } = await doctor('--config', file);
  expect(bad.find(({ check }) => check === 'settings')).toMatchObject({ result: 'fail', text: expect.stringContaining('prot') });
  expect(checks.find(({ check }) => check === 'node')?.result).toBe('ok');
});
