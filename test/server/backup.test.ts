import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { shownPath } from '../../src/server/programs/told-keeper.ts';
import { openSqlite, readOffset } from '../../src/stores/index.ts';
import { testFolder } from '../../src/testing/start-server.ts';
import { spawnServer, type SpawnedServer } from './spawn-server.ts';
import { rounds } from '../rounds.ts';
import { runCommand } from '../run-command.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
/** Calls in one post. */
const PART = 20;
const ROUNDS = 6;
const ends: (() => Promise<unknown> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

function newFolder(): string {
  const folders: (() => Promise<void> | void)[] = [];
  const folder = testFolder(folders);
  ends.push(...folders);
  return folder;
}

async function start(path: string, flags: Record<string, string> = {}): Promise<SpawnedServer> {
  const server = await spawnServer({ store: path, 'calls-settle-seconds': '0.3', ...flags });
  ends.push(() => server.kill('SIGKILL'));
  return server;
}

const run = async (...argv: readonly string[]) => runCommand(argv);

/** Posts calls until it is stopped: each post begins some and ends those of the post before. What it has named was acknowledged. */
interface Poster {
  readonly begun: Set<string>;
  readonly ended: Set<string>;
  stop(): Promise<void>;
}

function post(server: SpawnedServer, everyMs: number): Poster {
  const begun = new Set<string>();
  const ended = new Set<string>();
  let isOver = false;
  const report = (callId: string, state: string, at: number) => ({
    type: 'call.report',
    callId,
    source: 'pbx',
    direction: 'inbound',
    state,
    at,
  });
  const running = (async () => {
    let open: readonly string[] = [];
    for (let round = 0; !isOver; round += 1) {
      const next = Array.from({ length: PART }, (_, index) => `backup-${round}-${index}`);
      const at = Date.now() / 1000;
      const events = [
        ...next.flatMap((callId) => [report(callId, 'offered', at - 3), report(callId, 'answered', at - 2)]),
        ...open.map((callId) => report(callId, 'ended', at - 1)),
      ];
      const headers = { 'content-type': 'application/json' };
      const { status } = await fetch(`${server.url}/api/v1/events`, { method: 'POST', headers, body: JSON.stringify(events) });
      if (status !== 200) throw new Error(`The server answered ${status}.`);
      for (const callId of next) begun.add(callId);
      for (const callId of open) ended.add(callId);
      open = next;
      await pause(everyMs);
    }
  })();
  return {
    begun,
    ended,
    async stop() {
      isOver = true;
      await running;
    },
  };
}

async function posted(poster: Poster, calls: number): Promise<void> {
  while (poster.begun.size < calls) await pause(20);
}

interface Listed {
  readonly calls: readonly { readonly callId: string; readonly state: string }[];
  readonly nextCursor?: string;
}

/** The state of each call that a server shows. Fails when one is shown twice. */
async function states(server: SpawnedServer): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (let cursor = ''; ;) {
    const response = await fetch(`${server.url}/api/v1/calls?limit=1000${cursor}`);
    expect(response.status).toBe(200);
    const { calls, nextCursor } = (await response.json()) as Listed;
    for (const { callId, state } of calls) {
      expect(found.has(callId)).toBe(false);
      found.set(callId, state);
    }
    if (nextCursor === undefined) return found;
    cursor = `&cursor=${encodeURIComponent(nextCursor)}`;
  }
}

function modes(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  const paths = [folder, ...entries.map((entry) => join(entry.parentPath, entry.name))];
  return paths.flatMap((path) => {
    const stat = statSync(path);
    const wanted = stat.isDirectory() ? 0o700 : 0o600;
    return (stat.mode & 0o777) === wanted ? [] : [`${path} ${(stat.mode & 0o777).toString(8)}`];
  });
}

test('a backup under traffic, served elsewhere, has every call that was acknowledged before it began, none twice, and those that had ended as ended', async () => {
  const folder = newFolder();
  // Segments of 2 MiB are begun and deleted all the time.
  const server = await start(join(folder, 'data'), { 'store-spool-max-bytes': String(16 * 1024 * 1024) });
  const poster = post(server, 30);
  const taken: { readonly to: string; readonly begun: readonly string[]; readonly ended: readonly string[] }[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    await posted(poster, poster.begun.size + 200);
    const to = join(folder, `backup-${round}`);
    const before = { to, begun: [...poster.begun], ended: [...poster.ended] };
    const { code, out, err } = await run('backup', to, '--store', join(folder, 'data'), '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({ folder: to, hasKey: true, isServing: true, problems: [] });
    expect(modes(to)).toEqual([]);
    taken.push(before);
  }
  await poster.stop();
  expect((await server.kill('SIGTERM')).code).toBe(0);
  for (const { to, begun, ended } of taken) {
    const restored = await start(to);
    const found = await states(restored);
    expect(begun.filter((callId) => !found.has(callId))).toEqual([]);
    expect(ended.filter((callId) => found.get(callId) !== 'ended')).toEqual([]);
    expect(restored.stderr()).not.toContain('"level":"error"');
    expect((await restored.kill('SIGTERM')).code).toBe(0);
  }
});

test('a backup that is killed has no name yet, and the next one says what is left of it', async () => {
  const folder = newFolder();
  const data = join(folder, 'data');
  const server = await start(data);
  const poster = post(server, 10);
  await posted(poster, 400);
  await poster.stop();
  let killed = 0;
  // On a busy machine a backup may be over before the signal that ends it is sent.
  for (let round = 1; round <= rounds(2, 5) || (killed === 0 && round <= 100); round += 1) {
    const to = join(folder, `killed-${round}`);
    const child = spawn(process.execPath, [MAIN, 'backup', to, '--store', data], { stdio: 'ignore', env: { PATH: process.env['PATH'] } });
    const ended = once(child, 'exit');
    while (!existsSync(`${to}.partial`) && child.exitCode === null) await pause(1);
    await pause((round % 6) * 8);
    child.kill('SIGKILL');
    await ended;
    if (existsSync(to)) {
      const store = await openSqlite({ path: to, readOnly: true });
      ends.push(() => store.close());
      expect((await store.stats()).calls).toBe(poster.begun.size);
      continue;
    }
    killed += 1;
    const again = await run('backup', to, '--store', data);
    expect(again).toMatchObject({ code: 2, err: expect.stringMatching(/^BACKUP_REFUSED: .*killed-\d+\.partial is left of a backup/) });
  }
  expect(killed).toBeGreaterThan(0);
});

test('a folder without its server is locked meanwhile, and the backup holds the same calls, with the key or without', async () => {
  const folder = newFolder();
  const data = join(folder, 'data');
  const server = await start(data);
  const poster = post(server, 10);
  await posted(poster, 100);
  await poster.stop();
  // What it leaves in its logs and in its spool is copied too.
  await server.kill('SIGKILL');
  const whole = await run('backup', join(folder, 'whole'), '--store', data);
  expect(whole).toMatchObject({ code: 0, err: '' });
  expect(whole.out).toContain('No server writes');
  expect(whole.out).toContain('The privacy key is in it');
  mkdirSync(join(folder, 'keyless'));
  expect(await run('backup', join(folder, 'keyless'), '--store', data, '--without-key')).toMatchObject({ code: 0, err: '' });
  expect(existsSync(join(folder, 'keyless', 'privacy.key'))).toBe(false);
  const restored = await start(join(folder, 'whole'));
  expect([...(await states(restored)).keys()].toSorted()).toEqual([...poster.begun].toSorted());
});

test('a backup has silences, states of alerts and what receivers were told, and a server that is started on it goes on with them', async () => {
  const folder = newFolder();
  const data = join(folder, 'data');
  let told = 0;
  const receiver = createServer((request, response) => {
    told += 1;
    request.resume().on('end', () => response.end());
  });
  await new Promise<void>((resolve) => void receiver.listen(0, '127.0.0.1', resolve));
  ends.push(() => void receiver.close());
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  const receivers = [{ name: 'all', kind: 'alertmanager', url, severities: ['none'], wait_seconds: 0, interval_seconds: 1 }];
  const flags = { 'alerts-receivers': JSON.stringify(receivers), 'alerts-instance': 'here' };
  await start(data, flags);
  const silenced = await runCommand(['alerts', 'silence', 'trunk=carrier-a'], { RINGSCOPE_STORE_PATH: data });
  expect(silenced).toMatchObject({ code: 0 });
  while (!existsSync(join(data, 'alerting', 'told.json'))) await pause(20);
  writeFileSync(join(data, 'alerting', 'states.json.damaged'), '');
  expect(await run('backup', join(folder, 'backup'), '--store', data)).toMatchObject({ code: 0, err: '' });
  expect(readdirSync(join(folder, 'backup', 'alerting')).toSorted()).toEqual(['silences.json', 'states.json', 'told.json']);
  expect(modes(join(folder, 'backup'))).toEqual([]);
  const restored = await start(join(folder, 'backup'), flags);
  const { silences } = (await (await fetch(`${restored.url}/api/v1/silences`)).json()) as { readonly silences: readonly object[] };
  expect(silences).toMatchObject([{ matchers: ['trunk=carrier-a'] }]);
  await expect
    .poll(async () => ((await (await fetch(`${restored.url}/api/v1/alerts`)).json()) as { readonly at: number }).at)
    .toBeGreaterThan(0);
  // The receiver knows what fires.
  expect(told).toBe(1);
});

test('a backup is refused in the data folder, over other files, and where no store is', async () => {
  const folder = newFolder();
  const data = join(folder, 'data');
  await (await start(data)).kill('SIGTERM');
  writeFileSync(join(folder, 'file'), '');
  symlinkSync(data, join(folder, 'link'));
  mkdirSync(join(folder, 'empty'));
  symlinkSync(join(folder, 'empty'), join(folder, 'to-empty'));
  symlinkSync(join(folder, 'nothing'), join(folder, 'dangling'));
  for (const [to, reason] of [
    [join(data, 'backup'), 'lies in the data folder'],
    [join(folder, 'link', 'sub'), 'lies in the data folder'],
    [join(folder, 'link', 'sub', 'further'), 'lies in the data folder'],
    [join(folder, 'link'), 'is a link; name the folder itself'],
    [join(folder, 'to-empty'), 'is a link; name the folder itself'],
    [join(folder, 'dangling'), 'is a link; name the folder itself'],
    [join(folder, 'dangling', 'sub'), 'is a link that leads nowhere'],
    [folder, 'is no empty folder'],
    [join(folder, 'file'), 'is no empty folder'],
  ] as const) {
    const { code, err } = await run('backup', to, '--store', data);
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining(reason) });
  }
  const nothing = await run('backup', join(folder, 'b'), '--store', join(folder, 'none'), '--without-key');
  expect(nothing).toMatchObject({ code: 2, err: expect.stringContaining('FILE_UNREADABLE: There is no store') });
  expect(readdirSync(folder).toSorted()).toEqual(['dangling', 'data', 'empty', 'file', 'link', 'to-empty']);
  expect(readdirSync(data)).not.toContain('sub');
  // Through a link to another folder it goes where that leads.
  mkdirSync(join(folder, 'disk'));
  symlinkSync(join(folder, 'disk'), join(folder, 'mounted'));
  expect(await run('backup', join(folder, 'mounted', 'today'), '--store', data, '--json')).toMatchObject({ code: 0 });
  expect(existsSync(join(folder, 'disk', 'today', 'active.db'))).toBe(true);
});

test('a restored server counts no event of a program twice: neither one that is sent again nor one that was scraped', async () => {
  const folder = newFolder();
  const data = join(folder, 'data');
  const server = await start(data);
  const events = Array.from({ length: 7 }, (_, index) => ({
    type: 'sms.sent',
    source: 'gateway',
    recipient: '+4915112345678',
    parts: 1,
    at: Date.now() / 1000 - index,
  }));
  const tell = async ({ url }: SpawnedServer, sequence: number) => {
    const headers = {
      'content-type': 'application/json',
      'ringscope-instance': 'gateway-instance-1',
      'ringscope-sequence': String(sequence),
    };
    return (await fetch(`${url}/api/v1/events`, { method: 'POST', headers, body: JSON.stringify(events) })).json();
  };
  const sent = async ({ url }: SpawnedServer): Promise<number> =>
    Number(/^telephony_sms_sent_total\{.*\} (\d+)$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1] ?? 0);
  expect(await tell(server, 1)).toMatchObject({ accepted: 7 });
  await expect.poll(async () => sent(server)).toBe(7);
  // What was shown is noted behind the scrape.
  await expect.poll(async () => readOffset(shownPath(join(data, 'spool')))).toBeGreaterThan(0);
  expect(await run('backup', join(folder, 'copy'), '--store', data)).toMatchObject({ code: 0 });
  const restored = await start(join(folder, 'copy'));
  expect(await tell(restored, 1)).toMatchObject({ accepted: 0, duplicates: 7 });
  expect(await sent(restored)).toBe(0);
  expect(await tell(restored, 8)).toMatchObject({ accepted: 7 });
  await expect.poll(async () => sent(restored)).toBe(7);
});
