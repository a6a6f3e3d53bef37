import { createSocket } from 'node:dgram';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createLog, readOwnerToken } from '../../src/server/index.ts';
import { encodeHep3 } from '../../src/testing/index.ts';
import { startServer, testFolder, type TestServer } from '../../src/testing/start-server.ts';
import { makeSentinel, sentinelsIn, WRITINGS, written } from '../peers/sentinels.ts';
import { runCommand } from '../run-command.ts';

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

interface Line {
  readonly level: string;
  readonly message: string;
  readonly component: string;
  readonly [name: string]: unknown;
}

const parsed = (lines: readonly string[]): readonly Line[] => lines.map((line) => JSON.parse(line) as Line);

test('the start says version, store, each listener with its transport, and two things to do; the end says that it begins and is over', async () => {
  const lines: string[] = [];
  const store = testFolder(ends);
  const server = await startServer(ends, { store: store }, (line) => lines.push(line));
  const said = parsed(lines);
  const hep = server.endpoints[0] ?? '';
  expect(said[0]).toMatchObject({ version: expect.stringMatching(/^\d/), store, message: expect.stringContaining(store) });
  expect(said.filter(({ listener }) => listener !== undefined)).toMatchObject([
    { listener: 'http', transport: 'http', address: new URL(server.url).host, serves: ['api', 'metrics', 'health'] },
    { listener: 'hep', transport: 'udp', address: hep, serves: ['hep'] },
    { listener: 'hep', transport: 'tcp', address: hep, serves: ['hep'] },
  ]);
  const next = said.filter(({ message }) => message.startsWith('Next: ')).map(({ message }) => message);
  expect(next).toHaveLength(2);
  expect(next[0]).toContain(`Point the HEP of your proxy or PBX at ${hep} (udp, tcp).`);
  expect(next[1]).toContain(`open ${server.url}/ in a browser`);
  expect(next[1]).toContain(`ringscope dashboard --url ${server.url}`);
  await server.stop();
  await server.stop();
  expect(
    parsed(lines)
      .filter(({ message }) => /stop/.test(message))
      .map(({ message }) => message),
  ).toEqual(['ringscope is stopping.', 'ringscope has stopped.']);
});

test('a level changes without a restart, by the command and by the route, and wrong ones are refused', async () => {
  const lines: string[] = [];
  const store = testFolder(ends);
  const server = await startServer(ends, { store: store }, (line) => lines.push(line));
  const owner = { authorization: `Bearer ${readOwnerToken(store)?.token}` };
  const run = async (...argv: readonly string[]) => runCommand(argv, { RINGSCOPE_STORE_PATH: store });
  const levelOf = async (component: string) => {
    const { components } = (await server.json('/api/v1/log-levels')) as { components: Record<string, string> };
    return components[component];
  };
  expect(await levelOf('calls')).toBe('debug');
  expect(await run('log', 'level', 'calls', 'error', '--url', server.url)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^calls +error$/m),
  });
  expect([await levelOf('calls'), await levelOf('main')]).toEqual(['error', 'debug']);
  const end = async (callId: string): Promise<void> => {
    const report = { type: 'call.report', callId, source: 'pbx', direction: 'inbound' };
    await server.post('/api/v1/events', [
      { ...report, state: 'offered' },
      { ...report, state: 'ended', sipCode: 486 },
    ]);
    while (
      (await server.sample('telephony_call_attempts_total{direction="inbound",trunk="none",outcome="busy",challenged="no"}')) <
      Number(callId)
    );
  };
  await end('1');
  expect(lines.join('')).not.toContain('A call has ended.');
  expect((await server.post('/api/v1/log-levels?component=calls&level=debug', '')).status).toBe(403);
  expect((await server.post('/api/v1/log-levels?component=calls&level=debug', '', owner)).status).toBe(200);
  await end('2');
  expect(parsed(lines).find(({ message }) => message === 'A call has ended.')).toMatchObject({ component: 'calls', outcome: 'busy' });
  expect((await run('log', 'level', 'info', '--json', '--url', server.url)).out).toContain('"store":"info"');
  expect((await run('log', 'level', 'store', '--url', server.url)).out).toMatch(/^component +level *\nstore +info *\n$/);
  for (const words of [['level', 'nothing'], ['levels'], ['level', 'nothing', 'debug'], ['level', 'store', 'loud']])
    expect(await run('log', ...words, '--url', server.url)).toMatchObject({ code: expect.toSatisfy((code) => code !== 0), out: '' });
  expect((await server.post('/api/v1/log-levels?component=calls&level=loud', '', owner)).status).toBe(400);
  expect((await server.post('/api/v1/log-levels', '', owner)).status).toBe(400);
});

/** A mixed run with a secret in every place: calls and registrations by HEP, posts, requests and tokens that are refused, exports. */
async function mixedRun(server: TestServer, secrets: Map<string, string>): Promise<void> {
  const place = (name: string, writing: (typeof WRITINGS)[number]): string => {
    const secret = makeSentinel(writing);
    secrets.set(`${name}, ${writing}`, secret);
    return written(secret, writing);
  };
  const socket = createSocket('udp4');
  const port = Number(server.endpoints[0]?.split(':')[1]);
  for (const writing of WRITINGS) {
    const [caller, callee, name, agent] = ['caller', 'callee', 'name', 'agent'].map((one) => place(one, writing));
    const callId = `${place('call-id', writing)}@host`;
    const message = (start: string, method: string): string =>
      `${start}\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK${method}\r\nFrom: "${name}" <sip:${caller}@h>;tag=a\r\nTo: <sip:${callee}@h>${start.startsWith('SIP') ? ';tag=b' : ''}\r\nCall-ID: ${callId}\r\nCSeq: 1 ${method}\r\nUser-Agent: ${agent}\r\nAuthorization: Digest username="${caller}", response="${callee}"\r\nContent-Length: 0\r\n\r\n`;
    const payloads = [
      message(`INVITE sip:${callee}@h SIP/2.0`, 'INVITE'),
      message('SIP/2.0 486 Busy', 'INVITE'),
      message('REGISTER sip:h SIP/2.0', 'REGISTER'),
      `garbage ${caller}`,
    ];
    for (const payload of payloads) {
      const frame = encodeHep3({ at: Date.now() / 1000, payload });
      await new Promise<void>((resolve) => socket.send(frame, port, '127.0.0.1', () => resolve()));
    }
    const report = { type: 'call.report', callId: place('report-id', writing), source: 'pbx', caller: place('told', writing) };
    await server.post('/api/v1/events', [
      { ...report, state: 'offered' },
      { ...report, state: 'ended', sipCode: 486 },
    ]);
    await server.post('/api/v1/events', `{"type": "${place('broken', writing)}`);
    const asked = encodeURIComponent(place('asked', writing));
    for (const path of ['calls?number=', 'calls/', 'log-levels?component=', 'top?by=', 'export?format=ndjson&trunk='])
      await (await server.get(`/api/v1/${path}${asked}`, { authorization: `Bearer ${makeSentinel('plain')}` })).text();
    await server.post(`/api/v1/log-levels?level=${asked}`, '');
    await fetch(`${server.url}/api/v1/people?number=${asked}`, { method: 'DELETE' });
  }
  socket.close();
  await (await server.get('/api/v1/export?format=csv')).text();
}

test.each([
  ['json', 'ringscope'],
  ['text', 'ringscope'],
  ['json', 'cardlink'],
  ['json', 'voice-skill'],
] as const)('no line at debug, %s with the names of %s, holds a secret of a mixed run', async (format, fields) => {
  const lines: string[] = [];
  const secrets = new Map<string, string>();
  const token = makeSentinel('plain').padEnd(20, 'x');
  secrets.set('token', token);
  const file = join(testFolder(ends), 'tokens');
  const flags: Record<string, string> = format === 'text' ? { 'auth-token-file': file } : {};
  writeFileSync(file, `${token} read,write,pii,admin\n`, { mode: 0o644 });
  const server = await startServer(
    ends,
    flags,
    createLog('debug', (line) => void lines.push(line), { format, fields }),
  );
  const authorized = format === 'text' ? { authorization: `Bearer ${token}` } : {};
  await mixedRun(
    {
      ...server,
      get: (path, headers) => server.get(path, { ...headers, ...authorized }),
      post: (path, body, headers) => server.post(path, body, { ...headers, ...authorized }),
    },
    secrets,
  );
  // What is refused without a token.
  await mixedRun(server, secrets);
  const mark = fields === 'voice-skill' ? '"message":"call_ended"' : 'A call has ended.';
  // Calls settle before they are told of.
  await expect.poll(() => lines.join('').split(mark).length).toBeGreaterThan(2 * WRITINGS.length);
  await server.stop();
  const text = lines.join('');
  expect(secrets.size).toBeGreaterThan(30);
  expect(sentinelsIn(Buffer.from(text), secrets)).toEqual([]);
});

test('with the names of voice-skill each call that has ended is one line of voice.metrics, without a number', async () => {
  const lines: string[] = [];
  const server = await startServer(
    ends,
    {},
    createLog('info', (line) => void lines.push(line), { fields: 'voice-skill' }),
  );
  const report = { type: 'call.report', callId: 'a', source: 'pbx', direction: 'inbound', caller: '+4930123456' };
  const at = Date.now() / 1000 - 60;
  await server.post('/api/v1/events', [
    { ...report, at, state: 'offered' },
    { ...report, at: at + 2, state: 'answered' },
    { ...report, at: at + 32, state: 'ended' },
  ]);
  const find = () => lines.find((line) => line.includes('call_ended'));
  await expect.poll(find).toBeDefined();
  expect(JSON.parse(find() ?? '')).toEqual({
    timestamp: expect.stringMatching(/^\d{4}-.*\dZ$/),
    level: 'INFO',
    logger: 'voice.metrics',
    message: 'call_ended',
    call_id: expect.any(String),
    trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    call_type: 'inbound',
    duration_seconds: 30,
    status: 'completed',
    metrics: { total_seconds: 32 },
  });
});
