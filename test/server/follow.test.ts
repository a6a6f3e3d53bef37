import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { sharedServer } from '../../src/testing/shared-server.ts';
import { startServer, testFolder, type TestServer } from '../../src/testing/start-server.ts';
import { runCommand as run } from '../run-command.ts';
import { readLive } from './read-live.ts';

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function tell(server: TestServer, callId: string, state: string, more: object = {}): Promise<void> {
  await server.post('/api/v1/events', { type: 'call.report', callId, source: 'bot', state, direction: 'inbound', ...more });
}

const shared = sharedServer();

/** Waits until the server has so many readers. */
async function readers(server: TestServer, count: number): Promise<void> {
  while ((await server.sample('ringscope_live_readers')) !== count) await pause(10);
}

/** Waits until nobody reads, and nothing more comes of the calls that other tests have told of. */
async function isQuiet(server: TestServer): Promise<void> {
  await readers(server, 0);
  while (JSON.stringify(await server.json('/api/v1/calls?active=false')).includes('"isProvisional":true')) await pause(10);
}

/** A command that follows the calls of a server, with what it has written so far. */
function following(...words: readonly string[]) {
  const cut = new AbortController();
  const texts = { out: '', err: '' };
  const running = run(['calls', '--follow', ...words], {}, { signal: cut.signal, texts });
  return {
    /** Waits until it has written this. */
    async until(text: string): Promise<void> {
      while (!texts.out.includes(text)) await pause(10);
    },
    async end() {
      cut.abort();
      return running;
    },
  };
}

/** Waits until this server has told that a call of it is over. */
async function told(server: TestServer, work: () => Promise<void>): Promise<void> {
  const live = await readLive(server.url);
  await work();
  await live.until('call', ({ data }) => data.stage === 'settled');
  live.close();
}

test('calls --follow writes each call as it happens, once per line, and ends when it is ended', async () => {
  await isQuiet(shared);
  const command = following('--url', shared.url, '--time-zone', 'UTC');
  await readers(shared, 1);
  await told(shared, async () => {
    await tell(shared, 'written', 'ringing', { caller: '+15550100017', callee: '+4930123456' });
    await command.until('ringing');
    await tell(shared, 'written', 'ended', { outcome: 'busy' });
  });
  await command.until('busy');
  const { out, err } = await command.end();
  expect(err).toBe('Calls are written as they happen; Ctrl-C ends it.\n');
  const lines = out.trimEnd().split('\n');
  expect(lines.map((line) => line.split(/ +/).slice(1, 5).join(' '))).toEqual([
    'ringing +1***0017 -> +49***3456',
    'busy +1***0017 -> +49***3456',
  ]);
});

test('with --json each line is one JSON value, and conditions hold', async () => {
  await isQuiet(shared);
  const command = following('--json', '--outcome', 'busy', '--url', shared.url);
  await readers(shared, 1);
  await tell(shared, 'met-not', 'ended', { outcome: 'no_answer' });
  await told(shared, async () => tell(shared, 'met', 'ended', { outcome: 'busy' }));
  await command.until('"busy"');
  const values = (await command.end()).out
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(values.length).toBeGreaterThan(0);
  for (const value of values) expect(value).toMatchObject({ event: 'call', call: { outcome: 'busy', callId: expect.any(String) } });
});

test('over a restart of the server it goes on by itself, and says what is missing', async () => {
  const path = testFolder(ends);
  const first = await startServer(ends, { store: path });
  const port = new URL(first.url).port;
  const command = following('--json', '--url', first.url);
  await readers(first, 1);
  await told(first, async () => tell(first, 'one', 'ended', { outcome: 'busy' }));
  await first.stop();
  const second = await startServer(ends, { store: path, 'http-port': port });
  await readers(second, 1);
  await told(second, async () => tell(second, 'two', 'ended', { outcome: 'busy' }));
  await command.until('"two"');
  const { out, err } = await command.end();
  const values = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string; call?: { id: string } });
  expect(new Set(values.map(({ call }) => call?.id)).size).toBe(3);
  expect(values.filter(({ event }) => event === 'gap')).toMatchObject([
    { reason: 'restarted', isWholeBefore: true, missed: expect.any(Number) },
  ]);
  expect(err).toContain('It is tried again until it answers.');
  expect(err).toContain('The server answers again.');
  expect(err).toMatch(/The server was started again; (nothing is missing|\d+ changes? between)/);
});

test('live needs a terminal, and says what to do without one', async () => {
  const { code, err } = await run(['live']);
  expect([code, err]).toEqual([2, expect.stringMatching(/^USAGE: live draws on a terminal.*`ringscope calls --follow`/)]);
});

test('a feed that there is not is told at once', async () => {
  expect(await run(['calls', '--follow', '--url', 'http://127.0.0.1:9'])).toMatchObject({
    code: 4,
    err: expect.stringMatching(/^SERVER_UNREACHABLE/),
  });
  expect(await run(['calls', '--follow', '--store', testFolder(ends)])).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^USAGE.*--url/),
  });
  expect(await run(['calls', '--follow', '--limit', '3'])).toMatchObject({ code: 2, err: expect.stringMatching(/^USAGE/) });
});
