import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, testFolder, type TestServer } from '../../src/testing/start-server.ts';
import { runCommand, type RanCommand } from '../run-command.ts';

const ADMIN = 'an-administrator-token';
const headers = { authorization: `Bearer ${ADMIN}` };
const ends: (() => Promise<void> | void)[] = [];
let server: TestServer;
let tokenFile = '';

beforeAll(async () => {
  const folder = testFolder(ends);
  const tokens = join(folder, 'tokens');
  writeFileSync(tokens, `${ADMIN} metrics,read,write,pii,ingest\n`, { mode: 0o600 });
  tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, `${ADMIN}\n`, { mode: 0o600 });
  server = await startServer(ends, { 'auth-token-file': tokens, 'privacy-country': 'DE' });
});
afterAll(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const run = async (argv: readonly string[], typed?: string): Promise<RanCommand> =>
  runCommand([...argv, '--url', server.url], { RINGSCOPE_TOKEN_FILE: tokenFile }, typed === undefined ? {} : { typed });

/** Tells of calls that are over, a minute apart, the first two hours ago, and waits until they are listed. */
async function told(people: readonly { readonly callId: string; readonly caller: string; readonly callee: string }[]): Promise<void> {
  const begun = Math.floor(Date.now() / 1000) - 7200;
  const events = people.flatMap((call, place) => {
    const report = { type: 'call.report', source: 'pbx', ...call };
    return [
      { ...report, state: 'offered', at: begun + 60 * place },
      { ...report, state: 'ended', outcome: 'busy', at: begun + 60 * place + 5 },
    ];
  });
  expect((await server.post('/api/v1/events', events, { ...headers, 'content-type': 'application/json' })).status).toBe(200);
  const ids = people.map(({ callId }) => callId);
  await expect.poll(async () => (await listed()).filter(({ callId }) => ids.includes(callId))).toHaveLength(people.length);
}

async function listed(query = ''): Promise<readonly { readonly callId: string; readonly caller: string }[]> {
  const answer = await server.get(`/api/v1/calls?limit=1000${query}`, headers);
  return ((await answer.json()) as { calls: readonly { callId: string; caller: string }[] }).calls;
}

test('an erasure that finds nothing says so with exit code 1, and names what finds numbers that end so', async () => {
  await told([{ callId: 'ends-so', caller: '+493055551008', callee: 'service' }]);
  const whole = await run(['erase', '1008', '--yes']);
  expect(whole).toMatchObject({ code: 1, out: '' });
  expect(whole.err).toBe(
    'Nothing is kept of 1008. `ringscope calls --number 1008` also finds calls of numbers that end so: give the number whole, as it was dialled or in international form.\n',
  );
  expect(await run(['erase', 'nobody-at-all', '--yes'])).toMatchObject({ code: 1, err: 'Nothing is kept of nobody-at-all.\n' });
  expect(await run(['erase', '~aaaaaa', '--dry-run'])).toMatchObject({ code: 1, err: 'Nothing is kept of ~aaaaaa.\n' });
  const json = await run(['erase', 'nobody-at-all', '--yes', '--json']);
  expect([json.code, JSON.parse(json.out)]).toEqual([1, { erased: 0, registrations: 0, messages: 0, mentions: 0, isDryRun: false }]);
  expect((await listed()).some(({ callId }) => callId === 'ends-so')).toBe(true);
});

test('a mask of many numbers is refused, and the hint says what is taken', async () => {
  for (const mask of ['***1008', '+49***1008', '...1008'])
    expect(await run(['erase', mask, '--yes'])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(/^BAD_REQUEST: A mask stands for many numbers: give the number whole.* ~k3m7vq/),
    });
});

test('on a terminal it says what it would erase, asks, and erases only after a y', async () => {
  await told([
    { callId: 'two-a', caller: '+493055552001', callee: 'asked' },
    { callId: 'two-b', caller: 'asked', callee: '+493055552001' },
  ]);
  const question = /^Erase 2 calls from 20\S+ to 20\S+ for good\? \[y\/N\] /;
  for (const typed of ['', 'n', 'no', 'yep'])
    expect(await run(['erase', 'asked'], typed)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(new RegExp(`${question.source}Nothing was erased\\.\\n$`)),
    });
  expect((await listed()).filter(({ callId }) => callId.startsWith('two-'))).toHaveLength(2);
  expect(await run(['erase', 'asked'], 'y')).toMatchObject({
    code: 0,
    err: expect.stringMatching(question),
    out: expect.stringMatching(/^Erased 2 calls from 20\S+ to 20\S+\.\n$/),
  });
  expect((await listed()).filter(({ callId }) => callId.startsWith('two-'))).toHaveLength(0);
  expect(await run(['erase', 'asked'], 'y')).toMatchObject({ code: 1, out: '', err: 'Nothing is kept of asked.\n' });
});

test('without a terminal it needs --yes, and --dry-run changes nothing', async () => {
  await told([{ callId: 'one-a', caller: 'script', callee: 'service' }]);
  expect(await run(['erase', 'script'])).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringMatching(/^USAGE: erase asks before it deletes, .*--yes.*--dry-run/),
  });
  const dry = await run(['erase', 'script', '--dry-run']);
  expect(dry).toMatchObject({ code: 0, out: expect.stringMatching(/^Would erase 1 call from 20\S+\.\n$/), err: '' });
  expect(JSON.parse((await run(['erase', 'script', '--dry-run', '--json'])).out)).toMatchObject({ erased: 1, isDryRun: true });
  expect((await listed()).some(({ callId }) => callId === 'one-a')).toBe(true);
  expect(await run(['erase', 'script', '--yes'])).toMatchObject({ code: 0, out: expect.stringMatching(/^Erased 1 call from 20\S+\.\n$/) });
  expect((await listed()).some(({ callId }) => callId === 'one-a')).toBe(false);
});

test('what tables show in place of a user erases that user alone', async () => {
  await told([
    { callId: 'of-a', caller: 'shown', callee: '+493055553001' },
    { callId: 'of-b', caller: '+493055553001', callee: 'another' },
  ]);
  const shown = (await listed()).find(({ callId }) => callId === 'of-a')?.caller ?? '';
  expect(shown).toMatch(/^~[a-z2-7]{6}$/);
  expect(await run(['erase', shown, '--yes'])).toMatchObject({ code: 0, out: expect.stringMatching(/^Erased 1 call from 20\S+\.\n$/) });
  expect((await listed()).filter(({ callId }) => callId.startsWith('of-')).map(({ callId }) => callId)).toEqual(['of-b']);
  expect(await listed(`&number=${shown}`)).toEqual([]);
});

test('a call in progress is erased by what is shown of its caller too, and comes back with no later report', async () => {
  const report = { type: 'call.report', source: 'pbx', callId: 'goes-on', caller: 'talker', callee: '+493055554001' };
  const tell = async (state: string): Promise<number> =>
    (await server.post('/api/v1/events', [{ ...report, state, at: Date.now() / 1000 }], { ...headers, 'content-type': 'application/json' }))
      .status;
  expect([await tell('offered'), await tell('answered')]).toEqual([200, 200]);
  const shown = (await listed()).find(({ callId }) => callId === 'goes-on')?.caller ?? '';
  expect(await run(['erase', shown, '--yes'])).toMatchObject({ code: 0, out: expect.stringMatching(/^Erased 1 call /) });
  expect(await tell('ended')).toBe(200);
  expect((await listed()).some(({ callId }) => callId === 'goes-on')).toBe(false);
});

test('calls of others that keep the end of an erased number are told, and stay without it', async () => {
  await told([
    { callId: 'prefixed', caller: 'service', callee: '990049305555400777' },
    { callId: 'own', caller: '+49305555400777', callee: 'service' },
  ]);
  const erased = await run(['erase', '+49305555400777', '--yes']);
  expect(erased).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^Erased 1 call from 20\S+, 1 mention of the end of the number in calls of others\.\n$/),
  });
  expect((await listed('&number=...5400777')).map(({ callId }) => callId)).toEqual([]);
  expect((await listed()).some(({ callId }) => callId === 'prefixed')).toBe(true);
});
