import { createServer, type Server } from 'node:http';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSqlite } from '../stores/index.ts';
import { makeLadder } from '../server/index.ts';
import { callChange, storedCall, timelineEntry } from '../testing/index.ts';
import { COMMANDS } from './commands/index.ts';
import { runCli } from './run-cli.ts';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  let out = '';
  let err = '';
  const code = await runCli(argv, {
    out: (text) => void (out += text),
    write: async (bytes) => void (out += new TextDecoder().decode(bytes)),
    err: (text) => void (err += text),
    env,
    columns: 120,
    hasColor: false,
    isErrTerminal: false,
    signal: new AbortController().signal,
    now: () => 1_700_000_000,
  });
  return { code, out, err };
}

const TOKEN = 'correct-horse-battery';
const CALL = storedCall({ state: 'ended', outcome: 'failed', cause: 'congestion', sipCode: 500, hopCode: 503 });
const asked: string[] = [];
let server: Server;
let url = '';
let folder = '';

/** What the API answers; a server of our own, since what is tested is the other side. */
const ANSWERS: Readonly<Record<string, readonly [status: number, body: object]>> = {
  '/api/v1/calls': [200, { calls: [CALL], nextCursor: 'next-page' }],
  '/api/v1/calls/call-1': [
    200,
    {
      verdict: 'The network failed the call.',
      similar: 2,
      calls: [{ call: CALL, timeline: [timelineEntry({})], notes: [], ladder: makeLadder(CALL, [timelineEntry({})]) }],
    },
  ],
  '/api/v1/calls/hostile': [
    200,
    {
      verdict: 'The \u001b]0;owned\u0007trunk\nfailed \u202ethe call.',
      similar: 0,
      calls: [
        { call: { ...CALL, trunk: 'a\u001b[2Jb', callId: 'c\u009b31m\u200bd' }, timeline: [], notes: [], ladder: makeLadder(CALL, []) },
      ],
    },
  ],
  '/api/v1/calls/damaged': [500, { code: 'STORE_CORRUPT', detail: 'The log of the server says what failed.' }],
  '/api/v1/top': [200, { values: [], isPartial: true }],
  '/api/v1/calls/refused': [404, { code: 'NOT_FOUND', detail: 'There is no \u001b[2Jcall.' }],
  '/api/v1/failures': [200, { failures: [{ reason: 'The \u001b[31m\u2066hop refused it.', call: CALL }] }],
  '/api/v1/health': [
    503,
    { status: 'not_ready', checks: [{ name: 'store', severity: 'failed', reason: 'The disk is full.', since: 1_700_000_000 }] },
  ],
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ringscope-cli-'));
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const isAllowed = request.headers.authorization === `Bearer ${TOKEN}`;
    const path = new URL(request.url ?? '', 'http://localhost').pathname;
    if (path === '/api/v1/export') {
      response.write('id\r\n', () => response.destroy());
      return;
    }
    const [status, body] = isAllowed
      ? (ANSWERS[path] ?? [404, { code: 'NOT_FOUND', detail: 'There is no call with this id or Call-ID.' }])
      : [401, { code: 'UNAUTHORIZED', detail: 'The request carries no valid token.' }];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}`;
  writeFileSync(join(folder, 'token'), `# operators\n\n${TOKEN}\n`);
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

async function ask(...argv: readonly string[]): Promise<Ran> {
  return run(argv, { RINGSCOPE_URL: url, RINGSCOPE_TOKEN_FILE: join(folder, 'token') });
}

test('the help lists every command and the exit codes, and every command has help with an example', async () => {
  const { code, out } = await run(['--help']);
  expect(code).toBe(0);
  expect(out).toContain('130 interrupted');
  for (const { name } of COMMANDS) {
    expect(out).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    const help = await run([name, '--help']);
    expect(help).toMatchObject({ code: 0, err: '' });
    expect(help.out).toContain(`Example:\n  ringscope ${name}`);
  }
});

test('version writes what --version writes, and with --json the version of Node too', async () => {
  const { code, out } = await run(['version']);
  expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^ringscope \d+\.\d+\.\d+\n$/) });
  expect((await run(['--version'])).out).toBe(out);
  expect(JSON.parse((await run(['version', '--json'])).out)).toEqual({ version: out.trim().split(' ')[1], node: process.version });
});

test('a mistyped command or option is a usage error with a suggestion', async () => {
  expect(await run(['imprt'])).toEqual({
    code: 2,
    out: '',
    err: expect.stringMatching(
      /^USAGE: Unknown command 'imprt'\. Did you mean import\?\nhint: `ringscope --help` lists the commands, .*\n$/,
    ),
  });
  expect((await run(['calls', '--outcom', 'busy'])).err).toMatch(/^USAGE: Unknown option '--outcom'\. Did you mean --outcome\?\nhint: /);
  expect((await run(['import'])).err).toMatch(/^USAGE: Missing required argument 'file'\.\nhint: /);
});

test('no line of any help is wider than 80 characters, a default without a blank aside', async () => {
  for (const { name } of COMMANDS) {
    const { out } = await run([name, '--help']);
    const wide = out.split('\n').filter((line) => line.length > 80 && line.trim().includes(' '));
    expect([name, wide]).toEqual([name, []]);
  }
});

test('serve has a flag for every setting', async () => {
  const { out } = await run(['serve', '--help']);
  for (const flag of ['--http-port', '--hep-host', '--store', '--calls-settle-seconds', '--privacy-output', '--config'])
    expect(out).toContain(flag);
});

test('doctor and config take every setting, and their help says where they are listed', async () => {
  for (const name of ['doctor', 'config']) {
    const { out } = await run([name, '--help']);
    expect(out).not.toContain('--http-port');
    expect(out).toContain('`ringscope serve --help` lists them');
    expect(out.split('\n').length).toBeLessThan(35);
  }
  expect(JSON.parse((await run(['config', 'show', '--http-port', '7465', '--json'])).out)).toMatchObject({ 'http.port': { value: 7465 } });
});

test('completion writes the script of a shell, or the flags of all settings for it', async () => {
  expect(await run(['completion', 'bash'])).toMatchObject({
    code: 0,
    err: '',
    out: expect.stringContaining('complete -o default -F _ringscope ringscope'),
  });
  expect((await run(['completion', 'settings'])).out).toMatch(/^--hep-key-file$/m);
  expect((await run(['completion', 'tcsh'])).err).toMatch(/^USAGE: completion takes one of bash, zsh, fish, not tcsh\.\nhint: /);
});

test('a setting that cannot be is a settings error that names its flag', async () => {
  const { code, err } = await run(['serve', '--http-port', '99999']);
  expect(code).toBe(3);
  expect(err).toMatch(/^CONFIG_INVALID: [^]*--http-port[^]*\nhint: /);
  expect(await run(['serve', '--config', join(folder, 'none.yaml')])).toMatchObject({
    code: 3,
    err: expect.stringMatching(/^CONFIG_UNREADABLE: /),
  });
});

test('calls asks with the given filter and lists what comes', async () => {
  const { code, out, err } = await ask('calls', '--since', '1h', '--sip-code', '500', '--active', '--limit', '5');
  expect(asked.at(-1)).toBe('/api/v1/calls?since=1699996400&sipCode=500&active=true&limit=5');
  expect({ code, err }).toEqual({ code: 0, err: 'There are more: --cursor next-page\n' });
  expect(out.split('\n')[1]).toMatch(/^2023-11-14T22:13:20\.000Z {2}failed +500 +503 +congestion/);
});

test('--json writes what the server answered as one line, and nothing else', async () => {
  const { out, err } = await ask('calls', '--json');
  expect(JSON.parse(out)).toEqual({ calls: [CALL], nextCursor: 'next-page' });
  expect(err).toBe('');
});

test('call opens with the verdict and draws the ladder when asked to', async () => {
  const { out } = await ask('call', 'call-1', '--ladder');
  expect(out.split('\n')[0]).toBe('The network failed the call.');
  expect(out).toMatch(/\+0\.000 {2}\|-+ INVITE SDP -+>\|/);
  expect((await ask('call', 'call-1')).out).not.toContain('INVITE');
});

test('--config names the server by its settings, for what asks a server alone too', async () => {
  const config = join(folder, 'ringscope.yml');
  writeFileSync(config, `http: { host: 0.0.0.0, port: ${new URL(url).port} }\n`);
  for (const command of ['calls', 'status']) await run([command, '--config', config, '--token-file', join(folder, 'token')]);
  expect(asked.slice(-3)).toEqual(['/api/v1/calls', '/api/v1/health', '/api/v1/sources']);
});

test('a call that does not exist is exit code 1 with the hint of its code', async () => {
  expect(await ask('call', 'a/b@192.0.2.1')).toEqual({
    code: 1,
    out: '',
    err: expect.stringMatching(
      /^NOT_FOUND: There is no call with this id or Call-ID\.\nhint: Check the identifier; a call is found by its id or by its raw Call-ID, /,
    ),
  });
  expect(asked.slice(-2)).toEqual(['/api/v1/calls/a%2Fb%40192.0.2.1', '/api/v1/calls?callId=a%2Fb%40192.0.2.1&limit=100']);
});

test('an export that breaks off says so, and where to look', async () => {
  const { code, err } = await ask('export', '--since', '1h');
  expect(asked.at(-1)).toBe('/api/v1/export?since=1699996400&format=csv');
  expect({ code, err }).toEqual({
    code: 70,
    err: expect.stringMatching(/^EXPORT_BROKEN: The answer of http.* broke off in the middle.*\nhint: .*log.*`ringscope status`/),
  });
});

test('a call in a damaged file is told of with a hint that needs no name of a file', async () => {
  expect((await ask('call', 'damaged')).err).toMatch(/^STORE_CORRUPT: .*\nhint: .*`ringscope status` and the log name it/);
});

test('a server whose answer is not whole leaves open why, and says where to look', async () => {
  expect((await ask('top')).err).toMatch(
    /Something is missing: .*damaged or gone, .*not written yet, or .*too long\. `ringscope status` names the file/,
  );
});

test('files whose answer is not whole are named', async () => {
  const path = join(folder, 'damaged-store');
  const store = await openSqlite({ path });
  const ended = storedCall({ state: 'ended', isProvisional: false, outcome: 'answered', startedAt: 1_699_999_000 });
  await store.append({ lsn: 1, changes: [callChange(ended, [timelineEntry({})])] });
  await store.close();
  truncateSync(join(path, 'calls-2023-11-14.db'), 24_576);
  for (const command of [['daily'], ['top'], ['dashboard'], ['calls']]) {
    const { err } = await run([...command, '--store', path]);
    expect(err).toMatch(/Something is missing: The store file .*calls-2023-11-14\.db is damaged/);
    expect(err).not.toContain('shorter time');
  }
});

test.each([
  ['call', 'call-1'],
  ['calls', '--number', '+15550123'],
  ['erase', '+15550123', '--yes'],
])('%s needs the key of a folder that holds calls: when it is missing, that is said', async (...command) => {
  const path = join(folder, 'without-key');
  await (await openSqlite({ path })).close();
  expect(await run([...command, '--store', path])).toMatchObject({
    code: 3,
    err: expect.stringMatching(/^KEY_MISMATCH: .*is missing: .*privacy\.key/),
  });
});

test('a server that is not ready is exit code 1 with its reasons', async () => {
  const { code, out } = await ask('status');
  expect(code).toBe(1);
  expect(out).toMatch(/is not ready\.\n\nseverity .*\nfailed +store +2023-11-14T22:13:20\.000Z +The disk is full\.\n$/);
});

test('a missing token is exit code 5, a token file without a token exit code 3', async () => {
  expect(await run(['calls', '--url', url])).toMatchObject({ code: 5, out: '', err: expect.stringMatching(/^UNAUTHORIZED: /) });
  writeFileSync(join(folder, 'hashed'), `sha256:${'0'.repeat(64)}\n`);
  expect(await run(['calls', '--url', url, '--token-file', join(folder, 'hashed')])).toMatchObject({ code: 3 });
});

test('a server that does not answer is exit code 4, an address that is none exit code 2', async () => {
  // Port 9 (discard) is answered by nobody.
  expect(await run(['calls', '--url', 'http://127.0.0.1:9'])).toMatchObject({
    code: 4,
    err: expect.stringMatching(/^SERVER_UNREACHABLE: /),
  });
  expect(await run(['status', '--url', 'localhost'])).toMatchObject({ code: 2 });
  expect(await run(['calls', '--since', 'someday', '--url', url])).toMatchObject({
    code: 2,
    err: expect.stringContaining('"someday" is no time'),
  });
});

test('an address that sends elsewhere is told, and the token is not taken there', async () => {
  const asked: string[] = [];
  const sends = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(308, { location: `${url}/api/v1/calls` }).end();
  });
  await new Promise<void>((resolve) => sends.listen(0, '127.0.0.1', resolve));
  const from = `http://127.0.0.1:${(sends.address() as AddressInfo).port}`;
  expect(await run(['calls', '--url', from, '--token-file', join(folder, 'token')])).toMatchObject({
    code: 4,
    err: expect.stringContaining(`SERVER_UNREACHABLE: ${from} sends to ${url}/api/v1/calls: that is to be named with --url.`),
  });
  expect(asked).toEqual(['/api/v1/calls']);
  sends.closeAllConnections();
  sends.close();
});

test('import writes a table with the ratios, and with --json the report', async () => {
  const file = new URL('../../test/fixtures/hep/kamailio-sip.hepbin', import.meta.url).pathname;
  const table = await run(['import', file, '--wide']);
  expect(table.err).toBe('');
  expect(table.out).toContain('\n243 packets, 21 calls, 4 registrations, 4 duplicates\ncalls: answered 9, busy 2,');
  expect(table.out).toContain('\nretransmitted: 200 4, 487 4, INVITE 2\nSER 42.9 %');
  const { out } = await run(['import', file, '--json']);
  const report: unknown = JSON.parse(out);
  expect(Object.keys(report as object)).toEqual([
    'packets',
    'read',
    'passedOver',
    'rejects',
    'duplicates',
    'retransmissions',
    'dropped',
    'clockFallbacks',
    'calls',
    'registrations',
    'kpis',
  ]);
  expect(await run(['import', join(folder, 'none.pcap')])).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringMatching(/^FILE_UNREADABLE: /),
  });
});

test('what comes from outside is shown and not obeyed, in tables, sentences, errors and JSON', async () => {
  const options = ['--url', url, '--token-file', join(folder, 'token')];
  const call = await run(['call', 'hostile', '--wide', ...options]);
  expect(call.out).toContain('The \\u001b]0;owned\\u0007trunk\\u000afailed \\u202ethe call.\n');
  expect(call.out).toContain('c\\u009b31m\\u200bd');
  const failures = await run(['failures', ...options]);
  expect(failures.out).toContain('The \\u001b[31m\\u2066hop refused it.');
  const refused = await run(['call', 'refused', ...options]);
  expect(refused.err).toContain('There is no \\u001b[2Jcall.');
  const json = await run(['call', 'hostile', '--json', ...options]);
  expect(JSON.parse(json.out)).toMatchObject({ calls: [{ call: { trunk: 'a\u001b[2Jb', callId: 'c\u009b31m\u200bd' } }] });
  // eslint-disable-next-line no-control-regex -- none of these may be there.
  for (const { out, err } of [call, failures, refused, json])
    expect(out + err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202e\u2066]/);
});
