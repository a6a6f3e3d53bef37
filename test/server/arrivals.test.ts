import { createSocket } from 'node:dgram';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { encodeHep3 } from '../../src/testing/index.ts';
import { sharedServer } from '../../src/testing/shared-server.ts';
import { startServer, testFolder, type TestServer } from '../../src/testing/start-server.ts';
import type { SourcesReport } from '../../src/server/index.ts';
import { runCommand as run } from '../run-command.ts';

/** Whatever keeps calls from being seen is named with what mends it: packets are sent to a real server, and the commands are asked. */

const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const OPTIONS =
  'OPTIONS sip:h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nCall-ID: c1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n';
const OK = OPTIONS.replace('OPTIONS sip:h SIP/2.0', 'SIP/2.0 200 OK');
const frame = (more: object = {}): Uint8Array => encodeHep3({ at: Date.now() / 1000, agentId: 7, payload: OPTIONS, ...more });

/** HEP 1: no time, no id, no key. */
function frameOfVersion1(): Uint8Array {
  const head = Uint8Array.of(1, 16, 2, 17, 0x13, 0xc4, 0x13, 0xc4, 192, 0, 2, 1, 192, 0, 2, 2);
  return Buffer.concat([head, Buffer.from(OPTIONS)]);
}

const portOf = (server: TestServer): number => Number(server.endpoints[0]?.split(':')[1]);

/** Sends datagrams from an address of this machine. */
async function send(port: number, packets: readonly Uint8Array[], from = '127.0.0.1'): Promise<void> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, from, () => resolve()));
  for (const packet of packets) await new Promise((resolve) => socket.send(packet, port, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => socket.close(() => resolve()));
}

const times = (count: number, one: Uint8Array): readonly Uint8Array[] => Array.from({ length: count }, () => one);

/** What the server has found, once it has found this. */
async function untilFound(server: TestServer, name: string): Promise<SourcesReport> {
  for (;;) {
    const report = (await server.json('/api/v1/sources')) as SourcesReport;
    if (report.findings.some((one) => one.name === name)) return report;
    await new Promise((resolve) => void setTimeout(resolve, 10));
  }
}

interface Health {
  readonly status: string;
  readonly checks: readonly { readonly name: string; readonly severity: string; readonly reason: string }[];
}

async function untilStatus(server: TestServer, status: string): Promise<Health> {
  for (;;) {
    const health = (await server.json('/api/v1/health')) as Health;
    if (health.status === status) return health;
    await new Promise((resolve) => void setTimeout(resolve, 10));
  }
}

/** Asks what arrived until it is as expected. */
async function reportOnce(server: TestServer, isDone: (report: SourcesReport) => boolean): Promise<SourcesReport> {
  for (;;) {
    const report = (await server.json('/api/v1/sources')) as SourcesReport;
    if (isDone(report)) return report;
    await new Promise((resolve) => void setTimeout(resolve, 10));
  }
}

/** What was refused from one address, by its reason. */
function refusedFrom({ sources: [hep] }: SourcesReport, address: string) {
  return (hep?.refusals ?? []).filter((one) => one.address === address).toSorted((a, b) => a.reason.localeCompare(b.reason));
}

/** Its tests send from addresses of their own. */
const shared = sharedServer();

const key = (): string => {
  const path = join(testFolder(ends), 'hep.key');
  writeFileSync(path, 'right\n', { mode: 0o600 });
  return path;
};

test.each([
  [
    'an address that is not allowed',
    { 'hep-allow': '192.0.2.0/24' },
    frame(),
    /102 refused from 127\.0\.0\.1 \(not_allowed\): the address is not in hep\.allow\./,
    /Add it to hep\.allow, and reload by SIGHUP or restart\./,
  ],
  ['plain SIP', {}, Buffer.from(OPTIONS), /102 refused from 127\.0\.0\.1 \(plain_sip\): plain SIP, not HEP\./, /"hep_mode_on", 1/],
  [
    'HEP 1 where a key is required',
    { key: true },
    frameOfVersion1(),
    /102 refused .* \(version_without_key\): HEP 1 or 2, which cannot carry the key/,
    /"hep_version", 3/,
  ],
  [
    'a wrong key',
    { key: true },
    frame({ key: 'wrong' }),
    /102 refused .* \(bad_key\): the wrong key\./,
    /Give the agent the key that hep\.key_file/,
  ],
  [
    'no key',
    { key: true },
    frame(),
    /102 refused .* \(key_missing\): no key, and hep\.key_file requires one\./,
    /`ringscope init kamailio --show-key`/,
  ],
])(
  '%s is named with what mends it, in health, status, sources, the log and the hint of an empty list',
  async (_what, given, packet, reason, fix) => {
    const logged: string[] = [];
    const { key: needsKey, ...flags } = given as { key?: true } & Record<string, string>;
    const server = await startServer(ends, { ...flags, ...(needsKey === undefined ? {} : { 'hep-key-file': key() }) }, (line) =>
      logged.push(line),
    );
    await send(portOf(server), times(102, packet));
    const report = await reportOnce(server, ({ findings: [first] }) => first?.name === 'refused' && first.reason.startsWith('102 '));
    expect(report.findings[0]).toMatchObject({
      severity: 'warning',
      reason: expect.stringMatching(reason),
      fix: expect.stringMatching(fix),
    });
    expect(report.sources[0]).toMatchObject({ name: 'hep', frames: 0, refused: 102, refusals: [{ address: '127.0.0.1', count: 102 }] });
    const { checks } = await untilStatus(server, 'degraded');
    expect(checks.find(({ name }) => name === 'arrivals')).toMatchObject({ severity: 'degraded', reason: expect.stringMatching(fix) });
    for (const command of ['status', 'sources', 'doctor']) {
      const { code, out } = await run([command, '--url', server.url]);
      expect(code).toBe(1);
      expect(out).toMatch(reason);
      expect(out).toMatch(fix);
    }
    for (const command of ['calls', 'failures', 'top', 'registrations', 'dashboard', 'hourly']) {
      const { err } = await run([command, ...(command === 'top' ? ['--by', 'trunk'] : []), '--url', server.url]);
      expect(err).toContain('Nothing was taken since the server started');
      expect(err).toMatch(reason);
      expect(err).toMatch(fix);
    }
    const lines = logged
      .map((line) => JSON.parse(line) as { level: string; component: string; message: string })
      .filter(({ message }) => message.includes(' refused from '));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: 'warn', component: 'hep', message: expect.stringMatching(fix) });
  },
);

test('plain SIP over TCP, and TLS on the port without it, are named too', async () => {
  const from = '127.0.0.6';
  for (const bytes of [Buffer.from(OPTIONS), Uint8Array.of(0x16, 3, 1, 2, 0, 1, 0, 1)]) {
    const socket = connect({ port: portOf(shared), host: '127.0.0.1', localAddress: from });
    socket.on('error', () => undefined).end(bytes);
    await new Promise((resolve) => socket.once('close', resolve));
  }
  const named = ({ findings }: SourcesReport): readonly string[] =>
    findings.flatMap(({ name, reason }) => (name === 'refused' && reason.includes(` ${from} `) ? [reason] : []));
  const report = await reportOnce(shared, (one) => refusedFrom(one, from).length === 2 && named(one).length > 0);
  expect(refusedFrom(report, from).map(({ reason, count }) => [reason, count])).toEqual([
    ['plain_sip', 1],
    ['tls_without_tls', 1],
  ]);
});

test('voice, RTCP, DNS and noise on the port of HEP are told apart', async () => {
  const from = '127.0.0.7';
  const bytes = (...head: readonly number[]): Uint8Array => Uint8Array.from({ length: 40 }, (_, at) => head[at] ?? 0);
  const dns = Buffer.from('4a1b01000001000000000000076578616d706c6503636f6d0000010001', 'hex');
  await send(portOf(shared), [bytes(0x80, 0), bytes(0x81, 200, 0, 6), dns, bytes(7, 7, 7), Buffer.from(OPTIONS)], from);
  const refused = refusedFrom(await reportOnce(shared, (one) => refusedFrom(one, from).length === 5), from);
  expect(refused.map(({ reason, means }) => `${reason}: ${means}`).toSorted()).toEqual([
    'bad_magic: neither HEP nor SIP, nor anything else that is known here',
    'dns: DNS, not HEP',
    'plain_sip: plain SIP, not HEP',
    'rtcp: bare RTCP, not HEP',
    'rtp: RTP, the voice of a call, not HEP',
  ]);
});

test('frames beyond the rate limit are named', async () => {
  const server = await startServer(ends, { 'hep-rate-limit': '10' });
  await send(portOf(server), times(40, frame()));
  const { findings, sources } = await untilFound(server, 'refused');
  expect(findings[0]).toMatchObject({
    reason: expect.stringMatching(/^\d+ refused from 127\.0\.0\.1 \(rate_limited\)/),
    fix: expect.stringContaining('Raise hep.rate_limit'),
  });
  expect(sources[0]?.frames).toBeGreaterThanOrEqual(10);
});

test('two agents with one capture id, one direction and a clock ahead are named by status and sources; health is not degraded by them', async () => {
  const server = await startServer(ends);
  const ahead = (): Uint8Array => frame({ at: Date.now() / 1000 + 30 });
  await send(portOf(server), Array.from({ length: 30 }, ahead));
  await send(
    portOf(server),
    Array.from({ length: 30 }, () => frame({ payload: OPTIONS })).flatMap((one) => [one, frame({ payload: OK })]),
    '127.0.0.2',
  );
  await untilFound(server, 'shared_capture_id');
  const { findings, sources } = await untilFound(server, 'agent_clock');
  expect(findings.map(({ name }) => name).toSorted()).toEqual(['agent_clock', 'one_direction', 'shared_capture_id']);
  expect(sources[0]?.agents).toMatchObject([
    { label: '7@127.0.0.2', address: '127.0.0.2', captureId: 7, frames: 60, requests: 30, responses: 30 },
    { label: '7', address: '127.0.0.1', captureId: 7, frames: 30, requests: 30, responses: 0 },
  ]);
  await untilStatus(server, 'ready');
  const { code, out } = await run(['status', '--url', server.url]);
  expect(code).toBe(0);
  expect(out).toMatch(/warning: The clock of agent 7 at 127\.0\.0\.1 is (?:2\d\.\d|30\.0) s ahead\.\n {2}fix: Set it by NTP/);
  expect(out).toContain('warning: 2 agents have the capture id or name 7: 127.0.0.1, 127.0.0.2.');
  expect(out).toContain('captures one direction only: 30 requests and no responses');
});

test.skipIf(process.platform !== 'linux')(
  'packets for a port on which nothing listens are told while nothing arrives at the right one',
  async () => {
    const server = await startServer(ends);
    const spare = createSocket('udp4');
    await new Promise<void>((resolve) => spare.bind(0, '127.0.0.1', () => resolve()));
    const { port } = spare.address();
    await new Promise<void>((resolve) => spare.close(() => resolve()));
    await untilLooked(server);
    for (let sent = 0; sent < 5; sent += 1) await send(port, [frame()]);
    const { findings } = await untilFound(server, 'wrong_port');
    expect(findings[0]).toMatchObject({ severity: 'warning', fix: expect.stringContaining(`127.0.0.1:${portOf(server)} (udp)`) });
    expect((await run(['status', '--url', server.url])).out).toContain('an agent may send to a wrong port');
  },
);

/** Until the server has looked at least twice. */
async function untilLooked(server: TestServer): Promise<void> {
  const { startedAt } = (await server.json('/api/v1/sources')) as SourcesReport;
  while (Date.now() / 1000 < startedAt + 3) await new Promise((resolve) => void setTimeout(resolve, 10));
}

test('what is well has no findings, and an empty list says that frames came', async () => {
  const server = await startServer(ends);
  await send(portOf(server), [frame(), frame({ payload: OK })]);
  const report = await reportOnce(server, ({ sources }) => sources[0]?.frames === 2);
  expect(report).toMatchObject({
    findings: [],
    sources: [
      { name: 'hep', frames: 2, refused: 0 },
      { name: 'events', frames: 0 },
    ],
  });
  const { code, out } = await run(['sources', '--url', server.url]);
  expect(code).toBe(0);
  expect(out).toMatch(
    /^hep: 2 frames, the last \d+ s ago; 0 refused\. Listens on 127\.0\.0\.1:\d+ \(udp\), 127\.0\.0\.1:\d+ \(tcp\)\.\nagent +address +frames/,
  );
  expect(out).toMatch(/\n\nNothing is wrong with what arrives\.\n$/);
  const { err } = await run(['calls', '--url', server.url]);
  expect(err).toMatch(
    /^There are no such calls\. Take a longer time with --since or fewer conditions\. Since the start there arrived 2 frames, the last \d+ s ago\.\n$/,
  );
});

test('events that are refused are told beside those that were taken', async () => {
  await shared.post('/api/v1/events', [{ type: 'agent.stage', callId: 'c', stage: 'tool_call', seconds: 0.1, at: Date.now() / 1000 }]);
  await shared.post('/api/v1/events', [{ type: 'no.such' }]);
  const report = (await shared.json('/api/v1/sources')) as SourcesReport;
  expect(report.sources[1]).toMatchObject({ name: 'events', frames: 1, refused: 1, refusals: [{ reason: 'unknown_type', count: 1 }] });
});

test('forged addresses fill no table: what finds no place is counted', async () => {
  const server = await startServer(ends, { 'hep-allow': '192.0.2.0/24', 'hep-transports': 'udp' });
  const port = portOf(server);
  for (let index = 1; index <= 300; index += 1) await send(port, [frame()], `127.1.${Math.floor(index / 250)}.${(index % 250) + 1}`);
  const report = await reportOnce(server, ({ sources }) => sources[0]?.refused === 300);
  expect(report.sources[0]?.refusals).toHaveLength(256);
  expect(report.sources[0]?.others).toEqual({ frames: 0, refused: 44 });
  expect(report.findings.length).toBeLessThanOrEqual(64);
});

/** What a proxy receives of an answered call with one hop on either side: what it sends is not captured. */
function received(name: string, at: number): readonly Uint8Array[] {
  const [caller, proxy, callee] = ['192.0.2.10:5060', '192.0.2.20:5060', '192.0.2.30:5060'] as const;
  const own = `SIP/2.0/UDP ${caller};branch=z9hG4bKu`;
  const message = (src: string, start: string, cseq: string, vias: readonly string[], after: number, tag = ';tag=b'): Uint8Array =>
    encodeHep3({
      at: at + after,
      src,
      dst: proxy,
      payload: `${start}\r\n${vias.map((via) => `Via: ${via}`).join('\r\n')}\r\nFrom: <sip:a@h>;tag=a${name}\r\nTo: <sip:b@h>${tag}\r\nCall-ID: ${name}\r\nCSeq: ${cseq}\r\nContact: <sip:a@h>\r\nContent-Length: 0\r\n\r\n`,
    });
  const relayed = [`SIP/2.0/UDP ${proxy};branch=z9hG4bKp${name}`, `${own}1${name}`];
  return [
    message(caller, 'INVITE sip:b@h SIP/2.0', '1 INVITE', [`${own}1${name}`], 0, ''),
    message(callee, 'SIP/2.0 180 Ringing', '1 INVITE', relayed, 0.1),
    message(callee, 'SIP/2.0 200 OK', '1 INVITE', relayed, 0.2),
    message(caller, 'ACK sip:b@h SIP/2.0', '1 ACK', [`${own}2${name}`], 0.3),
    message(caller, 'BYE sip:b@h SIP/2.0', '2 BYE', [`${own}3${name}`], 0.4),
    message(callee, 'SIP/2.0 200 OK', '2 BYE', [`SIP/2.0/UDP ${proxy};branch=z9hG4bKq${name}`, `${own}3${name}`], 0.5),
  ];
}

test('half of a capture is told as missing, and its calls are right all the same', async () => {
  const server = await startServer(ends);
  const at = Date.now() / 1000;
  for (let n = 0; n < 10; n += 1) await send(portOf(server), received(`half${n}`, at - 1));
  const { findings } = await untilFound(server, 'half_captured');
  expect(findings).toContainEqual(
    expect.objectContaining({
      severity: 'warning',
      reason: expect.stringContaining('Half of the capture is missing: 20 of 20 hops of calls'),
      fix: expect.stringContaining('both directions'),
    }),
  );
  const { calls } = (await server.json('/api/v1/calls?limit=20')) as { calls: readonly object[] };
  expect(calls).toHaveLength(10);
  for (const call of calls)
    expect(call).toMatchObject({
      outcome: 'answered',
      sipCode: 200,
      ended: 'bye',
      releasedBy: 'caller',
      talkSeconds: expect.closeTo(0.2, 5),
    });
  const { out } = await run(['status', '--url', server.url]);
  expect(out).toContain('Half of the capture is missing');
});
