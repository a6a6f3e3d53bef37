import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, testFolder, type TestServer } from '../../src/testing/start-server.ts';
import { runCommand, type RanCommand } from '../run-command.ts';

/** The verbs of calls on one server and on its files: the server has answered, failed and open calls of two people. */

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const ALICE = '+15550100017';
const BOB = '+15550100018';
const ends: (() => Promise<void> | void)[] = [];
let folder = '';
let server: TestServer;
/** When the calls are told of, in milliseconds. */
let begun = 0;

type Ran = Pick<RanCommand, 'out' | 'err'> & { readonly code: unknown };

const run = async (...argv: readonly string[]): Promise<Ran> => runCommand(argv);

/** The same in a process of its own, in a folder of one's choice. It looks for a server where the one of this file is, so that nobody's own is asked. */
async function runBuilt(cwd: string, ...argv: readonly string[]): Promise<Ran> {
  const env = { PATH: process.env['PATH'], RINGSCOPE_HTTP_PORT: new URL(server.url).port };
  const child = spawn(process.execPath, [MAIN, ...argv], { cwd, stdio: ['ignore', 'pipe', 'pipe'], env });
  const texts = { out: '', err: '' };
  child.stdout.on('data', (chunk) => void (texts.out += String(chunk)));
  child.stderr.on('data', (chunk) => void (texts.err += String(chunk)));
  const [code] = await once(child, 'close');
  return { code, ...texts };
}

/** Reports a call that started `ago` seconds ago: over when it has talked or has a code, else open. */
function reports(
  callId: string,
  ago: number,
  facts: { readonly talk?: number; readonly sipCode?: number; readonly caller: string },
): object[] {
  const { talk, sipCode, caller } = facts;
  const at = Date.now() / 1000 - ago;
  const report = { type: 'call.report', callId, source: 'pbx', direction: 'inbound', trunk: 'carrier', caller };
  const ended = { ...report, at: at + 2 + (talk ?? 0), state: 'ended', ...(sipCode === undefined ? {} : { sipCode }) };
  return [
    { ...report, at, state: 'offered' },
    ...(talk === undefined ? [] : [{ ...report, at: at + 2, state: 'answered' }]),
    ...(talk === undefined && sipCode === undefined ? [] : [ended]),
  ];
}

beforeAll(async () => {
  begun = Date.now();
  folder = testFolder(ends);
  server = await startServer(ends, { store: join(folder, 'ringscope-data'), presets: 'voice-skill' });
  const events = [
    ...reports('good', 100, { talk: 30, caller: ALICE }),
    ...reports('bad-1', 90, { sipCode: 503, caller: BOB }),
    ...reports('bad-2', 80, { sipCode: 503, caller: BOB }),
    ...reports('forgotten', 7200, { caller: ALICE }),
    { type: 'agent.stage', callId: 'good', stage: 'tool_call', seconds: 0.25, at: Date.now() / 1000 - 80 },
  ];
  expect((await server.post('/api/v1/events', events)).status).toBe(200);
  for (let waiting = 4; waiting > 1;) {
    const { calls } = (await server.json('/api/v1/calls')) as { calls: readonly { isProvisional: boolean }[] };
    waiting = calls.filter(({ isProvisional }) => isProvisional).length;
  }
});
afterAll(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const store = (): string => join(folder, 'ringscope-data');

test.each([
  ['calls', ['--since', '3h']],
  ['failures', ['--trunk', 'carrier', '--sip-code', '503']],
  ['top', ['--by', 'sipCode', '--since', '2026-01-01', '--until', '2026-06-01']],
  ['latency', ['--since', '2026-01-01', '--until', '2026-06-01']],
  ['latency', ['--events', '--stage', 'tool_call']],
  ['health', []],
  ['cleanup-stale', ['--dry-run', '--seconds', '100000']],
])('%s %j says the same on the files as on the server that writes them', async (name, options) => {
  const asked = await run(name, ...options, '--json', '--url', server.url);
  const read = await run(name, ...options, '--json', '--store', store());
  expect(asked.err).toBe('');
  expect(JSON.parse(asked.out)).toBeTypeOf('object');
  expect(read).toStrictEqual(asked);
});

test('the dashboard shows what there is, and what it was before', async () => {
  for (const place of [
    ['--url', server.url],
    ['--store', store()],
  ]) {
    const { code, out } = await run('dashboard', ...place);
    expect(code).toBe(0);
    expect(out).toMatch(/, 1 active now\n/);
    expect(out).toMatch(/^attempts +3 +0$/m);
    expect(out).toMatch(/^ASR +33\.3 % +-$/m);
    expect(out).toMatch(/^tool_call +1 +0\.250/m);
    expect(out).toMatch(/^503 +2$/m);
  }
});

test('what the API says of a parameter is said of the flag, as JSON to who asked for JSON', async () => {
  expect(await run('calls', '--sip-code', 'abc', '--url', server.url)).toEqual({
    code: 2,
    out: '',
    err: 'BAD_REQUEST: --sip-code is no whole number.\nhint: `ringscope calls --help` says what each of its flags takes.\n',
  });
  const { code, out, err } = await run('calls', '--outcome', 'nosuch', '--json', '--store', store());
  expect({ code, out, error: JSON.parse(err) as unknown }).toEqual({
    code: 2,
    out: '',
    error: {
      code: 'BAD_REQUEST',
      message: '--outcome is not one of answered, busy, no_answer, cancelled, redirected, rejected, failed, unknown.',
      hint: '`ringscope calls --help` says what each of its flags takes.',
    },
  });
  expect(JSON.parse((await run('calls', '--nope', '--json')).err)).toMatchObject({
    code: 'USAGE',
    message: expect.stringContaining("Unknown option '--nope'"),
  });
});

test('a settings file that is not there is told, also where an address is named', async () => {
  expect(await run('calls', '--url', server.url, '--config', join(folder, 'none.yml'))).toMatchObject({
    code: 3,
    out: '',
    err: expect.stringMatching(/^CONFIG_UNREADABLE: .*none\.yml .*\nhint: /),
  });
});

test('a trunk that there is not is told with those that there are', async () => {
  for (const words of [['calls'], ['failures'], ['top'], ['dashboard'], ['hourly']]) {
    const { err } = await run(...words, '--trunk', 'nosuch', '--url', server.url);
    expect(err).toContain('There is no trunk nosuch; there are carrier.');
  }
  expect((await run('calls', '--hop', '192.0.2.99', '--url', server.url)).err).toContain('`ringscope top --by hop` lists the next hops');
});

test('a server that does not listen at the usual address is found by the data folder that it writes', async () => {
  const env = { RINGSCOPE_HTTP_PORT: '9', RINGSCOPE_STORE_PATH: store() };
  const told = `No server answers at http://127.0.0.1:9; the one of this data folder does, at ${server.url}.\n`;
  for (const words of [['status'], ['calls', '--since', '3h', '--wide']]) {
    const { out, err } = await runCommand(words, env);
    expect(err).toBe(told);
    expect(out).not.toBe('');
  }
  // Who names an address means it.
  expect((await runCommand(['status', '--url', 'http://127.0.0.1:9'], env)).code).toBe(4);
});

test('export writes JSON with --json, as with --format json', async () => {
  const asked = await run('export', '--json', '--url', server.url);
  expect(asked).toEqual(await run('export', '--format', 'json', '--url', server.url));
  expect((JSON.parse(asked.out) as { calls: readonly unknown[] }).calls.length).toBe(4);
  expect(await run('export', '--json', '--format', 'csv', '--url', server.url)).toMatchObject({ code: 2 });
});

test('a list, CSV and JSON tell one time, to what each of them shows; a list by the clocks of a zone', async () => {
  const csv = (await run('export', '--store', store())).out.trimEnd().split('\r\n').slice(1);
  const { calls } = JSON.parse((await run('calls', '--json', '--store', store())).out) as {
    calls: readonly { id: string; startedAt: number }[];
  };
  const table = (await run('calls', '--store', store())).out;
  for (const { id, startedAt } of calls) {
    const iso = csv.find((line) => line.startsWith(`${id},`))?.split(',')[2] ?? '';
    expect(Math.floor(Date.parse(iso) / 1000) * 1e6 + Number(iso.slice(20, 26)), iso).toBe(Math.round(startedAt * 1e6));
    expect(table).toContain(`${iso.slice(0, 23)}Z`);
  }
  const nepal = await run('calls', '--since', '3h', '--time-zone', 'Asia/Kathmandu', '--store', store());
  expect(nepal.out).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+05:45 /m);
});

test('a call is found by the time on the clock', async () => {
  const [, minute = ''] = /T(\d\d:\d\d)/.exec(new Date(begun - 7_200_000).toISOString()) ?? [];
  const found = await run('calls', '--at', minute, '--store', store());
  expect(found.out).toContain('forgotten');
  expect(found.out).not.toContain('good');
});

test.each([
  ['calls', 'calls'],
  ['failures', 'failures'],
])('%s takes the conditions that every other verb takes', async (verb, list) => {
  const found = JSON.parse((await run(verb, '--sip-code', '503', '--trunk', 'carrier', '--json', '--store', store())).out) as Record<
    string,
    object[]
  >;
  expect(found[list]).toHaveLength(2);
});

test('the same conditions hold where calls are counted, ranked and written out', async () => {
  const some = ['--sip-code', '503', '--since', '3h', '--url', server.url];
  expect(JSON.parse((await run('dashboard', ...some, '--json')).out)).toMatchObject({ total: { attempts: 2, answered: 0 }, active: 0 });
  expect(JSON.parse((await run('top', '--by', 'cause', ...some, '--json')).out)).toMatchObject({
    values: [{ value: 'congestion', attempts: 2 }],
  });
  for (const verb of ['hourly', 'daily']) {
    const { steps } = JSON.parse((await run(verb, ...some, '--json')).out) as { steps: readonly { attempts: number }[] };
    expect(
      steps.reduce((sum, { attempts }) => sum + attempts, 0),
      verb,
    ).toBe(2);
  }
  expect((await run('export', ...some, '--format', 'ndjson')).out.trimEnd().split('\n')).toHaveLength(2);
  expect((await run('calls', '--call-id', 'bad-', '--json', '--store', store())).out.match(/"callId":"bad-[12]"/g)).toHaveLength(2);
  expect(JSON.parse((await run('top', '--by', 'hopCode', '--since', '3h', '--json', '--url', server.url)).out)).toMatchObject({
    values: expect.any(Array),
  });
  expect(await run('hourly', '--hours', '3', '--since', '1h', '--store', store())).toMatchObject({ code: 2 });
});

test('the last call is shown without an id', async () => {
  const { calls } = JSON.parse((await run('call', 'last', '--json', '--store', store())).out) as {
    calls: readonly { call: { callId: string } }[];
  };
  expect(calls.map(({ call }) => call.callId)).toEqual(['bad-2']);
});

test('a call is found by the beginning of its Call-ID; where several begin so they are listed', async () => {
  for (const place of [
    ['--url', server.url],
    ['--store', store()],
  ]) {
    const one = await run('call', 'forg', '--json', ...place);
    expect(one.code).toBe(0);
    expect((JSON.parse(one.out) as { calls: readonly { call: { callId: string } }[] }).calls.map(({ call }) => call.callId)).toEqual([
      'forgotten',
    ]);
    const several = await run('call', 'bad-', ...place);
    expect(several).toMatchObject({ code: 1, out: '' });
    expect(several.err).toMatch(/failed.*bad-2\n.*failed.*bad-1\n/);
    expect(several.err).toContain('Several Call-IDs begin with "bad-": bad-2, bad-1.');
    expect(several.err).toContain('Give more of the Call-ID');
    expect((await run('similar', 'bad-1', ...place)).out.trimEnd().split('\n')).toHaveLength(3);
    expect((await run('call', 'nothing', ...place)).err).toContain('There is no call with this id');
    expect((await run('call', 'bad', ...place)).err).toContain('There is no call with this id');
  }
});

test('a call is found by a stage of its voice agent, in lists, sums and files', async () => {
  const some = ['--stage', 'tool_call', '--since', '3h'];
  for (const place of [
    ['--url', server.url],
    ['--store', store()],
  ]) {
    const { calls } = JSON.parse((await run('calls', ...some, '--json', ...place)).out) as { calls: readonly object[] };
    expect(calls).toEqual([expect.objectContaining({ callId: 'good', stages: ['tool_call'] })]);
    expect(JSON.parse((await run('dashboard', ...some, '--json', ...place)).out)).toMatchObject({ total: { attempts: 1, answered: 1 } });
    expect((await run('export', ...some, '--format', 'ndjson', ...place)).out.trimEnd().split('\n')).toHaveLength(1);
  }
  expect(JSON.parse((await run('calls', '--stage', 'session', '--json', '--store', store())).out)).toMatchObject({ calls: [] });
});

test('hours and days end with the running one', async () => {
  const { out } = await run('hourly', '--hours', '3', '--url', server.url);
  const lines = out.trimEnd().split('\n');
  expect(lines).toHaveLength(4);
  expect(lines[3]).toMatch(/\(running\)$/);
  const days = await run('daily', '--days', '2', '--time-zone', 'Asia/Kathmandu', '--json', '--store', store());
  const { steps } = JSON.parse(days.out) as { steps: readonly { start: number; isPartial?: boolean; attempts: number }[] };
  expect(steps.map(({ isPartial }) => isPartial)).toStrictEqual([undefined, true]);
  // A day begins at midnight in Nepal, 5:45 before UTC's.
  expect(steps.map(({ start }) => (start + 20_700) % 86_400)).toStrictEqual([0, 0]);
  expect(steps.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(3);
  expect(await run('hourly', '--hours', 'many', '--url', server.url)).toMatchObject({ code: 2 });
});

test('failing calls make health exit with 1 and its reasons', async () => {
  const { code, out } = await run('health', '--store', store());
  expect(code).toBe(1);
  expect(out).toMatch(/^Calls are degraded: 3 in the last hour, NER 33\.3 %, 1 active now\.\nThe network carried only 33\.3 % of 3 calls/);
  expect(out).toContain('1 of 1 open calls started more than an hour ago.');
});

test('an export is the same from the server and from the files, in each format', async () => {
  for (const format of ['csv', 'json', 'ndjson']) {
    const asked = await run('export', '--format', format, '--url', server.url);
    expect(asked).toMatchObject({ code: 0, err: '' });
    expect(await run('export', '--format', format, '--store', store())).toStrictEqual(asked);
    expect(asked.out).toContain('+1***0017');
    expect(asked.out).not.toContain('5550100017');
  }
  const failed = await run('export', '--format', 'ndjson', '--sip-code', '503', '--store', store());
  expect(failed.out.trimEnd().split('\n')).toHaveLength(2);
  expect(await run('export', '--format', 'xml', '--url', server.url)).toMatchObject({ code: 2, out: '' });
});

test("voice-skill's export has its own columns and shape, and knows no other format", async () => {
  const csv = await server.get('/metrics/export?format=csv');
  expect(csv.headers.get('content-disposition')).toBe('attachment; filename="calls-export.csv"');
  const lines = (await csv.text()).trimEnd().split('\r\n');
  expect(lines[0]).toBe(
    'call_id,call_type,caller_number,callee_number,started_at,ended_at,duration_seconds,status,has_transcript,has_audio',
  );
  expect(lines).toHaveLength(5);
  expect(lines.find((line) => line.startsWith('good,'))).toMatch(/^good,inbound,'\+1\*\*\*0017,,[^,]+Z,[^,]+Z,30,completed,0,0$/);
  const json = await server.json('/metrics/export?days=1');
  expect(json).toMatchObject({
    period_days: 1,
    call_count: 4,
    calls: expect.arrayContaining([expect.objectContaining({ call_id: 'good' })]),
  });
  expect((await server.get('/metrics/export?format=xml')).status).toBe(400);
  expect((await server.get('/metrics/export?days=0')).status).toBe(400);
});

test("prometheus writes voice-skill's metrics", async () => {
  for (const place of [
    ['--url', server.url],
    ['--store', store()],
  ]) {
    const { code, out } = await run('prometheus', ...place);
    expect(code).toBe(0);
    expect(out).toContain('\nvoice_calls_active 1\n');
  }
});

test("voice-skill's verbs print the same from the server and from the files", async () => {
  for (const verb of ['failures', 'hourly', 'daily', 'latency-events', 'export-csv']) {
    const asked = await run('voice-skill', verb, '--url', server.url);
    expect(asked).toMatchObject({ code: 0, err: '' });
    expect(await run('voice-skill', verb, '--store', store())).toStrictEqual(asked);
  }
  expect(JSON.parse((await run('voice-skill', 'failures', '--url', server.url)).out)).toMatchObject([
    { call_id: 'bad-2' },
    { call_id: 'bad-1' },
  ]);
  expect(await run('voice-skill', 'health', '--url', server.url)).toMatchObject({ code: 0, out: expect.stringContaining('"degraded"') });
  expect(await run('voice-skill', 'walk', '--url', server.url)).toMatchObject({ code: 2, err: expect.stringMatching(/^BAD_REQUEST: /) });
});

test('a number is searched and erased on a server by the role pii alone, and on the files not while a server writes them', async () => {
  expect(await run('calls', '--number', ALICE, '--url', server.url)).toMatchObject({ code: 5, err: expect.stringMatching(/^FORBIDDEN: /) });
  expect(await run('erase', ALICE, '--yes', '--url', server.url)).toMatchObject({ code: 5, out: '' });
  const found = await run('calls', '--number', ALICE, '--json', '--store', store());
  expect((JSON.parse(found.out) as { calls: readonly unknown[] }).calls).toHaveLength(2);
  expect(await run('erase', BOB, '--yes', '--store', store())).toMatchObject({ code: 4, err: expect.stringMatching(/^STORE_LOCKED: /) });
  expect(await run('cleanup-stale', '--store', store())).toMatchObject({ code: 4 });
});

test('an empty answer says what to do next', async () => {
  const { code, out, err } = await run('calls', '--since', '2001-01-01', '--until', '2001-01-02', '--url', server.url);
  expect({ code, out }).toEqual({ code: 0, out: '' });
  expect(err).toContain('Take a longer time with --since');
  expect((await run('latency', '--since', '2001-01-01', '--until', '2001-01-02', '--store', store())).err).toContain('agent.stage');
});

test('a folder without a store is exit code 2, and --store with --url too', async () => {
  expect(await run('dashboard', '--store', join(folder, 'nothing'))).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^FILE_UNREADABLE: /),
  });
  expect(await run('dashboard', '--store', store(), '--url', server.url)).toMatchObject({ code: 2 });
});

test('without a server the built program reads the files, sweeps the forgotten call and erases a number for good', async () => {
  await server.stop();
  const dry = await runBuilt(folder, 'cleanup-stale', '--dry-run', '--json');
  expect(dry).toMatchObject({
    code: 0,
    err: `No server answers at ${new URL(server.url).origin}; the files in ./ringscope-data are read.\n`,
  });
  const { swept }: { swept: readonly string[] } = JSON.parse(dry.out);
  expect(swept).toHaveLength(1);
  expect(JSON.parse((await runBuilt(folder, 'cleanup-stale', '--json', '--store', store())).out)).toStrictEqual({ swept, isDryRun: false });
  const { out } = await run('call', swept[0] ?? '', '--json', '--store', store());
  const { calls }: { calls: readonly { call: object }[] } = JSON.parse(out);
  expect(calls[0]?.call).toMatchObject({ state: 'ended', outcome: 'unknown', caller: '+1***0017', isProvisional: false });
  expect(calls[0]?.call).not.toHaveProperty('talkSeconds');
  expect(await runBuilt(folder, 'erase', BOB, '--store', store())).toMatchObject({ code: 2, err: expect.stringContaining('--yes') });
  expect(await runBuilt(folder, 'erase', BOB, '--yes', '--store', store())).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^Erased 2 calls from /),
  });
  const left = await runBuilt(folder, 'calls', '--json', '--store', store());
  expect((JSON.parse(left.out) as { calls: readonly { callId: string }[] }).calls.map(({ callId }) => callId).toSorted()).toStrictEqual([
    'forgotten',
    'good',
  ]);
  expect(await runBuilt(folder, 'failures', '--sip-code', '503', '--store', store())).toMatchObject({
    code: 0,
    out: '',
    err: expect.stringContaining('No call failed.'),
  });
});
