import { createSocket } from 'node:dgram';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { loadSqliteDriver } from '../../src/stores/sqlite/database/sqlite-driver.ts';
import { encodeHep3 } from '../../src/testing/index.ts';
import { startServer, testFolder, type TestServer } from '../../src/testing/start-server.ts';
import { runCommand } from '../run-command.ts';

const ADMIN = 'an-administrator-token';
const READER = 'a-token-that-only-reads';
const headers = { authorization: `Bearer ${ADMIN}` };
const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

interface Hop {
  readonly from: string;
  readonly to: string;
  readonly request: string;
  readonly more?: readonly string[];
}

/** One call over some hops, each with an INVITE of its own, refused in the end. */
function callOver(callId: string, hops: readonly Hop[]): Uint8Array[] {
  const addresses = ['192.0.2.10:5060', '192.0.2.20:5060', '192.0.2.30:5060'];
  return hops.flatMap(({ from, to, request, more = [] }, at) =>
    [`INVITE sip:${request}@carrier.example SIP/2.0`, 'SIP/2.0 486 Busy Here'].map((line, answer) => {
      const [src = '', dst = ''] = answer === 0 ? addresses.slice(at) : addresses.slice(at, at + 2).toReversed();
      const vias = Array.from(
        { length: at + 1 },
        (_, via) => `Via: SIP/2.0/UDP 192.0.2.${at - via + 1}0:5060;branch=z9hG4bK${callId}${at - via}`,
      );
      const head = [line, ...vias, `From: <sip:${from}@example.org>;tag=f`, `To: <sip:${to}@example.org>${answer === 0 ? '' : ';tag=t'}`];
      const payload = [...head, `Call-ID: ${callId}`, 'CSeq: 1 INVITE', ...(answer === 0 ? more : []), 'Content-Length: 0', '', ''].join(
        '\r\n',
      );
      return encodeHep3({ at: Date.now() / 1000 + at / 1000 + answer / 100, src, dst, payload });
    }),
  );
}

const FRAMES = [
  ...callOver('prefixed', [
    { from: '+49301111001', to: '03022334455', request: '03022334455' },
    { from: '+49301111001', to: '03022334455', request: '9900493022334455' },
  ]),
  ...callOver('written', [{ from: '00493022334455', to: '+49301111002', request: '+49301111002' }]),
  ...callOver('withheld', [
    {
      from: 'anonymous',
      to: '+49301111003',
      request: '+49301111003',
      more: ['P-Asserted-Identity: <sip:+493022334455@example.org>', 'Diversion: <sip:+49305550199@example.org>;reason=unconditional'],
    },
  ]),
  ...callOver('another', [{ from: 'alice', to: '+49301114455', request: '+49301114455' }]),
];

async function started(): Promise<{ readonly server: TestServer; readonly folder: string }> {
  const folder = testFolder(ends);
  const tokenFile = join(testFolder(ends), 'tokens');
  writeFileSync(tokenFile, `${ADMIN} metrics,read,write,pii\n${READER} read\n`, { mode: 0o600 });
  const server = await startServer(ends, { 'auth-token-file': tokenFile, store: folder, 'privacy-country': 'DE' });
  const socket = createSocket('udp4');
  const port = Number(server.endpoints[0]?.split(':').at(-1));
  for (const one of FRAMES)
    await new Promise<void>((resolve, reject) => {
      socket.send(one, port, '127.0.0.1', (error) => (error === null ? resolve() : reject(error)));
    });
  socket.close();
  const settled = async (): Promise<number> => {
    const { calls } = (await (await server.get('/api/v1/calls', headers)).json()) as { calls: readonly { isProvisional: boolean }[] };
    return calls.filter(({ isProvisional }) => !isProvisional).length;
  };
  await expect.poll(settled).toBe(4);
  return { server, folder };
}

async function listed(server: TestServer, query: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const answer = await server.get(`/api/v1/calls?${new URLSearchParams(query).toString()}`, headers);
  const { calls } = (await answer.json()) as { calls: readonly { callId: string }[] };
  return calls.map(({ callId }) => callId).toSorted();
}

test('a call is found by the end of any number on any hop, by the API and the command, until its person is erased', async () => {
  const { server, folder } = await started();
  const all = ['another', 'prefixed', 'withheld', 'written'];
  expect(await listed(server, { number: '4455' })).toEqual(all);
  expect(await listed(server, { number: '+49...4455' })).toEqual(all);
  expect(await listed(server, { number: '...22334455' })).toEqual(all.slice(1));
  expect(await listed(server, { number: '3022334455' })).toEqual(all.slice(1));
  expect(await listed(server, { number: '+493022334455' })).toEqual(all.slice(1));
  expect(await listed(server, { caller: '...334455' })).toEqual(['withheld', 'written']);
  expect(await listed(server, { callee: '...334455' })).toEqual(['prefixed']);
  expect(await listed(server, { number: '...50199' })).toEqual(['withheld']);
  expect(await listed(server, { caller: '...50199' })).toEqual([]);
  expect(await listed(server, { number: '...334456' })).toEqual([]);
  expect(await listed(server, { number: '+49***1001', callee: '4455' })).toEqual(['prefixed']);

  const text = await (await server.get('/api/v1/calls', headers)).text();
  expect(text).not.toContain('"ends"');
  const statuses = await Promise.all(
    [['...445', ADMIN] as const, ['4455', READER] as const].map(async ([number, token]) => {
      const answer = await server.get(`/api/v1/calls?number=${number}`, { authorization: `Bearer ${token}` });
      return [answer.status, ((await answer.json()) as { code: string }).code];
    }),
  );
  expect(statuses).toEqual([
    [400, 'BAD_REQUEST'],
    [403, 'FORBIDDEN'],
  ]);
  const { calls } = JSON.parse(text) as { calls: readonly { callId: string; caller?: string }[] };
  const shortName = calls.find(({ callId }) => callId === 'another')?.caller ?? '';
  expect(shortName).toMatch(/^~[a-z2-7]{6}$/);
  const reader = { authorization: `Bearer ${READER}` };
  for (const query of [`number=${shortName}`, `caller=${shortName}`])
    expect(await (await server.get(`/api/v1/calls?${query}`, reader)).json(), query).toMatchObject({ calls: [{ callId: 'another' }] });
  expect(await listed(server, { callee: shortName })).toEqual([]);
  expect(await listed(server, { number: '~aaaaaa' })).toEqual([]);
  expect((await server.get('/api/v1/calls?number=~k3m', reader)).status).toBe(403);
  const byName = await server.get(`/api/v1/export?number=${shortName}`, reader);
  expect((await byName.text()).trim().split('\n')).toHaveLength(2);
  const dashboard = await server.get('/api/v1/dashboard?number=...22334455', headers);
  expect(dashboard.status).toBe(200);
  const csv = await server.get('/api/v1/export?number=...22334455', headers);
  expect((await csv.text()).trim().split('\n')).toHaveLength(4);

  const erased = await fetch(`${server.url}/api/v1/people?number=%2B493022334455`, { method: 'DELETE', headers });
  expect(await erased.json()).toMatchObject({ erased: 2, registrations: 0, messages: 0, mentions: 1 });
  expect(await listed(server, {})).toEqual(['another', 'withheld']);
  expect(await listed(server, { number: '4455' })).toEqual(['another']);
  expect(await listed(server, { number: '...50199' })).toEqual(['withheld']);
  await server.stop();
  const shown = async (number: string) => {
    const { code, out } = await runCommand(['calls', '--store', folder, '--number', number, '--json']);
    return [code, code === 0 ? (JSON.parse(out) as { calls: { callId: string }[] }).calls.map(({ callId }) => callId) : out];
  };
  expect(await shown('...4455')).toEqual([0, ['another']]);
  expect(await shown('+493022334455')).toEqual([0, []]);
  expect((await shown('...99'))[0]).not.toBe(0);
  const written = async () => runCommand(['export', '--store', folder, '--number', '...4455', '--format', 'ndjson']);
  expect((await written()).err).toBe('');
  // As days are that were written before ends were kept.
  const Driver = await loadSqliteDriver();
  for (const name of readdirSync(folder).filter((one) => /^calls-.*\.db$/.test(one))) {
    const day = new Driver(join(folder, name), {});
    day.exec('DELETE FROM lookup WHERE seq = 0');
    day.close();
  }
  const lacking = await written();
  expect(lacking).toMatchObject({
    code: 0,
    err: expect.stringMatching(/^ENDS_NOT_KEPT: Calls may be missing: .*\nhint: Give the whole number/),
  });
  const whole = await runCommand(['export', '--store', folder, '--number', '+493022334455', '--format', 'ndjson']);
  expect(whole.err).toBe('');
});
