import { createSocket } from 'node:dgram';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeHep3 } from '../../src/testing/index.ts';
import { startServer, testFolder, type TestServer } from '../../src/testing/start-server.ts';
import { runCommand } from '../run-command.ts';

/** Registrations of two people, as a proxy sends them, on a server and on its files. */

const ALICE = '+15550100017';
const BOB = '+15550100018';
const READ = { authorization: 'Bearer a-token-that-may-read' };
const PII = { authorization: 'Bearer a-token-that-may-see-numbers' };
const START = Math.floor(Date.now() / 1000) - 60;
const ends: (() => Promise<void> | void)[] = [];
let folder = '';
let server: TestServer;

interface Page {
  readonly registrations: readonly { readonly outcome: string; readonly startedAt: number; readonly user?: string }[];
  readonly nextCursor?: string;
  readonly isPartial?: boolean;
}

/** A REGISTER and its answer as HEP frames. */
function register(user: string, place: number, status: number): readonly Uint8Array[] {
  const [phone, proxy] = ['192.0.2.10:5060', '192.0.2.20:5060'];
  const message = (line: string, src: string, dst: string, tag: string, at: number) =>
    encodeHep3({
      at,
      src,
      dst,
      payload: [
        line,
        `Via: SIP/2.0/UDP ${phone};branch=z9hG4bKr${place}`,
        `From: <sip:${user}@example.org>;tag=f`,
        `To: <sip:${user}@example.org>${tag}`,
        `Call-ID: register-${place}`,
        'CSeq: 1 REGISTER',
        'Contact: <sip:x@192.0.2.10>;expires=600',
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    });
  return [
    message('REGISTER sip:example.org SIP/2.0', phone, proxy, '', START + place),
    message(`SIP/2.0 ${status} Answer`, proxy, phone, ';tag=t', START + place + 0.25),
  ];
}

async function page(query: string, headers: Record<string, string> = READ): Promise<Page> {
  const response = await server.get(`/api/v1/registrations${query}`, headers);
  expect(response.status, query).toBe(200);
  return (await response.json()) as Page;
}

const outcomes = ({ registrations }: Page) => registrations.map(({ outcome }) => outcome);

const run = async (...argv: readonly string[]) => runCommand(argv, { RINGSCOPE_TOKEN_FILE: join(folder, 'own-token') });

beforeAll(async () => {
  folder = testFolder(ends);
  writeFileSync(join(folder, 'tokens'), 'a-token-that-may-read metrics,read\na-token-that-may-see-numbers read,pii\n', { mode: 0o600 });
  writeFileSync(join(folder, 'own-token'), 'a-token-that-may-see-numbers\n', { mode: 0o600 });
  server = await startServer(ends, { store: join(folder, 'data'), 'auth-token-file': join(folder, 'tokens') });
  const [, port = ''] = (server.endpoints[0] ?? '').split(':');
  const socket = createSocket('udp4');
  const frames = [...register(ALICE, 0, 200), ...register(BOB, 10, 403), ...register(ALICE, 20, 503)];
  for (const frame of frames) await new Promise((resolve) => socket.send(frame, Number(port), '127.0.0.1', resolve));
  socket.close();
  while ((await page('')).registrations.length < 3) await new Promise((resolve) => void setTimeout(resolve, 50));
});
afterAll(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

test('registrations are listed newest first, with masks in place of who registered', async () => {
  const { registrations, ...rest } = await page('');
  expect(rest).toEqual({});
  expect(registrations).toMatchObject([
    { outcome: 'failed', startedAt: START + 20, endedAt: START + 20.25, sipCode: 503, user: '+1***0017' },
    { outcome: 'rejected', startedAt: START + 10, sipCode: 403, user: '+1***0018' },
    { outcome: 'registered', startedAt: START, sipCode: 200, user: '+1***0017', expiresSeconds: 600, rrdSeconds: 0.25 },
  ]);
  expect(JSON.stringify(registrations)).not.toContain('55501000');
});

test('pages go on where the page before ended', async () => {
  const first = await page('?limit=2');
  expect(outcomes(first)).toEqual(['failed', 'rejected']);
  const second = await page(`?limit=2&cursor=${first.nextCursor ?? ''}`);
  expect(outcomes(second)).toEqual(['registered']);
  expect(second.nextCursor).toBeUndefined();
});

test.each([
  ['outcome=rejected', ['rejected']],
  ['sipCode=503', ['failed']],
  [`since=${START + 10}`, ['failed', 'rejected']],
  [`since=${START}&until=${START + 20}`, ['rejected', 'registered']],
  ['agent=nobody', []],
])('%s narrows the list', async (query, wanted) => expect(outcomes(await page(`?${query}`))).toEqual(wanted));

test('who registered is found with the role pii, counted; without it the question is refused', async () => {
  const accesses = 'ringscope_privacy_accesses_total{access="search"}';
  const metric = async () => {
    const text = await (await server.get('/metrics', READ)).text();
    return Number(
      text
        .split('\n')
        .find((line) => line.startsWith(accesses))
        ?.slice(accesses.length) ?? 0,
    );
  };
  const before = await metric();
  expect(outcomes(await page(`?user=${encodeURIComponent(ALICE)}`, PII))).toEqual(['failed', 'registered']);
  expect(outcomes(await page(`?user=${encodeURIComponent(BOB)}&outcome=registered`, PII))).toEqual([]);
  const refused = await server.get(`/api/v1/registrations?user=${encodeURIComponent(ALICE)}`, READ);
  expect([refused.status, (await refused.text()).includes('5550100017')]).toEqual([403, false]);
  while ((await metric()) < before + 2) await new Promise((resolve) => void setTimeout(resolve, 50));
});

test.each([['outcome=answered'], ['limit=0'], ['cursor=x'], ['since=yesterday'], ['number=1']])('%s is refused', async (query) => {
  expect((await server.get(`/api/v1/registrations?${query}`, READ)).status).toBe(400);
});

test('the command says the same on the files as on the server, as a table and as JSON', async () => {
  for (const options of [[], ['--limit', '1'], ['--outcome', 'rejected'], ['--user', ALICE, '--since', '1h'], ['--json']]) {
    const asked = await run('registrations', ...options, '--url', server.url);
    expect([asked.code, await run('registrations', ...options, '--store', join(folder, 'data'))]).toStrictEqual([0, asked]);
  }
  const { out } = await run('registrations', '--user', ALICE, '--url', server.url);
  const [header, newest, ...rest] = out.trimEnd().split('\n');
  expect(header).toMatch(/^started +outcome +code +user +address +expires +took +call-id$/);
  expect(newest).toMatch(/^20\S+Z +failed +503 +\+1\*\*\*0017 +192\.0\.2\.10:5060 +/);
  expect(rest).toHaveLength(1);
  expect((await run('registrations', '--limit', '1', '--url', server.url)).err).toMatch(/^There are more: --cursor \S+\n$/);
  expect(await run('registrations', '--outcome', 'timeout', '--url', server.url)).toMatchObject({ code: 0, out: '', err: /no such/ });
});

test('of an erased person nothing is listed any more', async () => {
  expect(await run('erase', ALICE, '--yes', '--url', server.url)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^Erased .*\d registrations/),
  });
  expect(outcomes(await page(''))).toEqual(['rejected']);
});
