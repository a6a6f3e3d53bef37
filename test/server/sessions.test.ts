import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import { afterEach, expect, test } from 'vitest';
import { createCredentials } from '../../src/server/credentials/create-credentials.ts';
import { ROLE } from '../../src/server/http/credentials.ts';
import { listen } from '../../src/server/http/listen.ts';
import type { WrongLogin } from '../../src/server/http/wrong-login.ts';
import { stubApp } from './stub-app.ts';

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const DIGEST = (text: string) => createHash('sha256').update(text).digest('hex');
const LENA = 'Bearer rs_the-token-of-lena-in-the-test';
const OTTO = `Basic ${Buffer.from('otto:a right password').toString('base64')}`;
const OWNER = 'rs_the-token-of-the-owner';
const LENAS_LINE = `lena sha256:${DIGEST(LENA.slice(7))} read,write 2026-01-01T00:00:00Z\n`;
const OTHERS_LINE = `other sha256:${DIGEST('other')} read 2026-01-01T00:00:00Z\n`;
const COOKIE = /^((?:__Host-)?ringscope-session-\d+)=([\w-]{43}); Path=\/; HttpOnly; SameSite=Lax(; Secure)?$/;

type Shown = Readonly<Record<'cookie' | 'ringscope-session-key', string>>;

interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly body: Record<string, unknown>;
  readonly headers: IncomingMessage['headers'];
}

interface Served {
  readonly host: string;
  readonly suspected: WrongLogin[];
  /** Puts other lines into the file of tokens. */
  setTokens(lines: string): void;
  setUsers(lines: string): void;
  ask(method: string, path: string, headers?: Record<string, string>): Promise<Answer>;
  /** What the page of a browser that has logged in shows in each request. */
  logIn(authorization: string, headers?: Record<string, string>): Promise<Shown>;
}

async function serve({ hasFiles = true }: { hasFiles?: boolean } = {}): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-sessions-'));
  ends.push(() => rmSync(folder, { recursive: true }));
  const [tokenFile, basicFile] = [join(folder, 'tokens'), join(folder, 'users')];
  const setTokens = (lines: string): void => writeFileSync(tokenFile, lines, { mode: 0o600 });
  const setUsers = (lines: string): void => writeFileSync(basicFile, lines, { mode: 0o600 });
  setTokens(LENAS_LINE + OTHERS_LINE);
  setUsers(`otto:${hashSync('a right password', 4)} read,pii\n`);
  const suspected: WrongLogin[] = [];
  const credentials = createCredentials(
    {
      tokenFile: hasFiles ? tokenFile : undefined,
      basicFile: hasFiles ? basicFile : undefined,
      allow: [],
      trustedProxies: ['127.0.0.2/32'],
    },
    {
      owner: { digest: Buffer.from(DIGEST(OWNER), 'hex'), identity: { name: 'owner', roles: new Set(ROLE) } },
      now: () => Date.UTC(2026, 5) / 1000,
      monotonicSeconds: () => performance.now() / 1000,
      log: () => undefined,
    },
  );
  ends.push(() => credentials.close());
  const app = stubApp({ credentials, suspected: (login) => void suspected.push(login), hosts: ['127.0.0.1'] });
  const listening = await listen(app, { host: '127.0.0.1', port: 0, refused: () => undefined });
  ends.push(async () => listening.close(true));
  const host = listening.address;

  async function ask(method: string, path: string, { from, ...headers }: Record<string, string> = {}): Promise<Answer> {
    const asked = httpRequest(`http://${host}${path}`, { method, headers, ...(from === undefined ? {} : { localAddress: from }) });
    asked.end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) text += String(chunk);
    const parsed: unknown = text.startsWith('{') ? JSON.parse(text) : {};
    const body = typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
    const code = 'code' in body && typeof body.code === 'string' ? body.code : undefined;
    return { status: response.statusCode ?? 0, code, body, headers: response.headers };
  }

  return {
    host,
    suspected,
    setTokens,
    setUsers,
    ask,
    async logIn(authorization, headers = {}) {
      const answer = await ask('POST', '/api/v1/session', { authorization, ...headers });
      expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'no-store']);
      const [, name = '', id = ''] = COOKIE.exec(answer.headers['set-cookie']?.[0] ?? '') ?? [];
      return { cookie: `${name}=${id}`, 'ringscope-session-key': String(answer.body['key']) };
    },
  };
}

test('a cookie stands for the credentials of its login, with a name and roles, until the logout', async () => {
  const { ask, logIn, host } = await serve();
  expect((await ask('GET', '/api/v1/session')).status).toBe(401);
  const [lena, otto] = [await logIn(LENA), await logIn(OTTO)];
  expect((await ask('GET', '/api/v1/session', lena)).body).toEqual({
    name: 'lena',
    roles: ['read', 'write'],
    login: 'session',
  });
  expect((await ask('GET', '/api/v1/session', otto)).body).toEqual({ name: 'otto', roles: ['read', 'pii'], login: 'session' });
  // The thread behind it does not answer in this test: the request was let in.
  expect((await ask('GET', '/api/v1/calls', lena)).code).toBe('MAIN_STUCK');
  const out = await ask('DELETE', '/api/v1/session', { ...lena, origin: `http://${host}` });
  expect([out.status, out.headers['set-cookie']]).toEqual([
    204,
    [`ringscope-session-${host.split(':')[1]}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`],
  ]);
  expect((await ask('GET', '/api/v1/session', lena)).status).toBe(401);
  expect((await ask('GET', '/api/v1/session', otto)).status).toBe(200);
});

test('the cookie of a session alone opens nothing and ends nothing, whoever sends it with whatever Origin', async () => {
  const { ask, logIn, host } = await serve();
  const { cookie } = await logIn(LENA);
  const browser = { cookie, origin: `http://${host}`, 'sec-fetch-site': 'same-origin', 'x-requested-with': 'ringscope' };
  expect((await ask('GET', '/api/v1/session', browser)).body).toMatchObject({ login: 'needed' });
  for (const headers of [{ cookie }, browser])
    for (const [method, path] of [
      ['GET', '/api/v1/calls'],
      ['GET', '/metrics'],
      ['POST', '/api/v1/stale/sweep'],
      ['DELETE', '/api/v1/session'],
    ] as const)
      expect([method, path, (await ask(method, path, headers)).status]).toEqual([method, path, 401]);
});

test('the page is answered that it has to log in, without an error in the console; wrong credentials and all else stay refused', async () => {
  const { ask, logIn } = await serve();
  const page = { 'x-requested-with': 'ringscope' };
  const answer = await ask('GET', '/api/v1/session', page);
  expect([answer.status, answer.body]).toEqual([200, { name: '', roles: [], login: 'needed' }]);
  expect((await ask('GET', '/api/v1/session', { ...page, authorization: 'Bearer wrong' })).status).toBe(401);
  expect((await ask('GET', '/api/v1/calls', page)).status).toBe(401);
  expect((await ask('DELETE', '/api/v1/session', page)).status).toBe(401);
  const shown = await logIn(LENA);
  expect((await ask('GET', '/api/v1/session', { ...page, ...shown })).body).toMatchObject({ name: 'lena', login: 'session' });
});

test('a ticket of a session stands in one link for its key, which no URL takes, and changes nothing', async () => {
  const { ask, logIn, host } = await serve();
  const shown = await logIn(LENA);
  const { cookie } = shown;
  const origin = `http://${host}`;
  const make = async (): Promise<string> => String((await ask('POST', '/api/v1/session/tickets', { ...shown, origin })).body['ticket']);
  const [ticket, other] = [await make(), await make()];
  expect((await ask('GET', `/api/v1/calls?ticket=${ticket}`)).status).toBe(401);
  // The thread behind it does not answer in this test: the request was let in, and the parameter is no condition.
  expect((await ask('GET', `/api/v1/calls?limit=1&ticket=${ticket}`, { cookie })).code).toBe('MAIN_STUCK');
  expect((await ask('GET', `/api/v1/calls?limit=1&ticket=${ticket}`, { cookie })).code).toBe('UNAUTHORIZED');
  expect((await ask('POST', `/api/v1/stale/sweep?ticket=${other}`, { cookie, origin })).code).toBe('UNAUTHORIZED');
  expect((await ask('GET', `/api/v1/calls?ticket=${shown['ringscope-session-key']}`, { cookie })).code).toBe('UNAUTHORIZED');
  for (const headers of [{}, { cookie, origin }]) expect((await ask('POST', '/api/v1/session/tickets', headers)).code).toBe('UNAUTHORIZED');
  expect((await ask('POST', '/api/v1/session/tickets', { authorization: LENA })).code).toBe('BAD_REQUEST');
  await ask('DELETE', '/api/v1/session', { ...shown, origin });
  expect((await ask('GET', `/api/v1/calls?ticket=${other}`, { cookie })).code).toBe('UNAUTHORIZED');
});

test('who presents credentials needs no session, and says who he is by them whatever cookie he has', async () => {
  const { ask, logIn } = await serve();
  const shown = await logIn(OTTO);
  expect((await ask('GET', '/api/v1/session', { ...shown, authorization: LENA })).body).toMatchObject({
    name: 'lena',
    login: 'credentials',
  });
  expect((await ask('GET', '/api/v1/session', { ...shown, authorization: 'Bearer wrong' })).status).toBe(401);
  expect((await ask('GET', '/api/v1/session', { ...shown, authorization: '' })).status).toBe(401);
});

test('a session begins with credentials in the request itself, and not by another session', async () => {
  const { ask, logIn, host } = await serve();
  const shown = await logIn(LENA);
  for (const headers of [{}, { ...shown, origin: `http://${host}` }, { authorization: 'Bearer wrong' }]) {
    const answer = await ask('POST', '/api/v1/session', headers);
    expect([answer.status, answer.headers['set-cookie']]).toEqual([401, undefined]);
  }
});

test('a session ends at once when its token is revoked, or its password is another one, and that is no wrong login', async () => {
  const { ask, logIn, setTokens, setUsers, suspected } = await serve();
  const [lena, otto] = [await logIn(LENA), await logIn(OTTO)];
  setTokens(OTHERS_LINE);
  setUsers(`otto:${hashSync('another password', 4)} read,pii\n`);
  const until = async (shown: Shown): Promise<void> => {
    while ((await ask('GET', '/api/v1/session', shown)).status !== 401) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  await until(lena);
  await until(otto);
  for (let count = 0; count < 30; count++) expect((await ask('GET', '/api/v1/session', lena)).code).toBe('UNAUTHORIZED');
  expect(suspected).toEqual([]);
  // It does not come back with the token.
  setTokens(LENAS_LINE);
  await logIn(LENA);
  expect((await ask('GET', '/api/v1/session', lena)).status).toBe(401);
});

test('a new login has a new id, whatever id the browser brings, and ends the session that it had', async () => {
  const { ask, logIn, host } = await serve();
  const fixed = { cookie: `ringscope-session-${host.split(':')[1]}=${'f'.repeat(43)}`, 'ringscope-session-key': 'f'.repeat(43) };
  const first = await logIn(LENA, fixed);
  expect(first).not.toEqual(fixed);
  expect((await ask('GET', '/api/v1/session', fixed)).status).toBe(401);
  const second = await logIn(LENA, first);
  expect([second.cookie === first.cookie, second['ringscope-session-key'] === first['ringscope-session-key']]).toEqual([false, false]);
  expect((await ask('GET', '/api/v1/session', first)).status).toBe(401);
  expect((await ask('GET', '/api/v1/session', second)).status).toBe(200);
});

test('with a session only the page of the server changes something', async () => {
  const { ask, logIn, host } = await serve();
  const shown = await logIn(LENA);
  const sweep = async (headers: Record<string, string>) => (await ask('POST', '/api/v1/stale/sweep', { ...shown, ...headers })).code;
  expect(await sweep({ origin: `http://${host}` })).toBe('MAIN_STUCK');
  for (const headers of [
    {},
    { origin: 'null' },
    { origin: 'http://attacker.example' },
    { origin: `http://${host}.attacker.example` },
    { origin: 'null', 'sec-fetch-site': 'same-origin' },
    { origin: 'http://attacker.example', 'sec-fetch-site': 'cross-site' },
    { origin: 'http://attacker.example', 'sec-fetch-site': 'none' },
  ])
    expect([headers, await sweep(headers)]).toEqual([headers, 'ORIGIN_REFUSED']);
  expect((await ask('DELETE', '/api/v1/session', shown)).code).toBe('ORIGIN_REFUSED');
  expect((await ask('GET', '/api/v1/session', shown)).status).toBe(200);
});

test('behind a proxy that puts its own name into Host the browser says whether the page is of the same origin', async () => {
  const { ask, logIn } = await serve();
  const browser = { origin: 'http://localhost:8080', 'sec-fetch-site': 'same-origin' };
  const shown = await logIn(LENA, browser);
  expect((await ask('POST', '/api/v1/stale/sweep', { ...shown, ...browser })).code).toBe('MAIN_STUCK');
});

test('logins of the page are throttled as all others are, and do not end the sessions of others at the same address', async () => {
  const { ask, logIn, suspected } = await serve();
  const shown = await logIn(LENA);
  const codes: (string | undefined)[] = [];
  for (let count = 0; count < 12; count++)
    codes.push((await ask('POST', '/api/v1/session', { authorization: `Bearer wrong-${count}` })).code);
  expect(codes).toEqual([...Array.from({ length: 10 }, () => 'UNAUTHORIZED'), 'LOGINS_THROTTLED', 'LOGINS_THROTTLED']);
  const right = await ask('POST', '/api/v1/session', { authorization: OTTO });
  expect([right.code, Number(right.headers['retry-after']) > 0]).toEqual(['LOGINS_THROTTLED', true]);
  await logIn(LENA);
  expect(suspected.length).toBe(13);
  expect((await ask('GET', '/api/v1/session', shown)).status).toBe(200);
});

test('cookies that nobody was given open nothing, are no wrong logins and hold nothing', async () => {
  const { ask, suspected, host } = await serve();
  for (let count = 0; count < 50; count++) {
    const cookie = `ringscope-session-${host.split(':')[1]}=${createHash('sha256').update(String(count)).digest('base64url')}`;
    expect((await ask('GET', '/api/v1/calls', { cookie, 'ringscope-session-key': 'f'.repeat(43) })).code).toBe('UNAUTHORIZED');
  }
  expect(suspected).toEqual([]);
});

test('10,000 logins leave 32 sessions of a token, and the session of somebody else', async () => {
  const { ask, logIn } = await serve();
  const other = await logIn(OTTO);
  const first = await logIn(LENA);
  let last: Shown | undefined;
  for (let count = 0; count < 10_000; count += 100) [last] = await Promise.all(Array.from({ length: 100 }, async () => logIn(LENA)));
  expect((await ask('GET', '/api/v1/session', first)).status).toBe(401);
  expect((await ask('GET', '/api/v1/session', other)).status).toBe(200);
  expect((await ask('GET', '/api/v1/session', await logIn(LENA))).status).toBe(200);
  expect(last).not.toEqual(first);
});

test.each([
  ['plain HTTP', {}, false],
  ['a page of an https site', { origin: 'https://localhost:8443', 'sec-fetch-site': 'same-origin' }, true],
  ['a trusted proxy that was asked over TLS', { from: '127.0.0.2', 'x-forwarded-proto': 'https' }, true],
  ['anybody who says so', { 'x-forwarded-proto': 'https' }, false],
])('the cookie is for TLS alone when the login came over TLS: %s', async (_what, headers, isSecure) => {
  const { ask } = await serve();
  const answer = await ask('POST', '/api/v1/session', { authorization: LENA, ...headers });
  const [, name = '', id, secure] = COOKIE.exec(answer.headers['set-cookie']?.[0] ?? '') ?? [];
  expect([name.startsWith('__Host-'), id?.length, secure !== undefined]).toEqual([isSecure, 43, isSecure]);
});

test('without credentials everybody is anonymous, and the token of the owner begins a session of its own', async () => {
  const { ask, logIn } = await serve({ hasFiles: false });
  const anonymous = { name: 'anonymous', roles: ['metrics', 'read', 'write', 'ingest'], login: 'none' };
  expect((await ask('GET', '/api/v1/session')).body).toEqual(anonymous);
  expect((await ask('GET', '/api/v1/session', { authorization: LENA })).body).toEqual(anonymous);
  expect((await ask('POST', '/api/v1/session', { authorization: LENA })).status).toBe(401);
  const shown = await logIn(`Bearer ${OWNER}`);
  expect((await ask('GET', '/api/v1/session', shown)).body).toEqual({ name: 'owner', roles: [...ROLE], login: 'session' });
  expect((await ask('POST', '/-/reload', shown)).code).toBe('ORIGIN_REFUSED');
  expect((await ask('GET', '/api/v1/session', { ...shown, cookie: `${shown.cookie}x` })).body).toEqual(anonymous);
});

test('the page is not told of Basic, for then the browser asks before it, and programs are', async () => {
  const { ask } = await serve();
  const challenge = async (headers: Record<string, string>) => (await ask('GET', '/api/v1/calls', headers)).headers['www-authenticate'];
  expect(await challenge({})).toBe('Bearer realm="ringscope", Basic realm="ringscope", charset="UTF-8"');
  for (const headers of [{ 'x-requested-with': 'ringscope' }, { accept: 'text/event-stream' }])
    expect(await challenge(headers as unknown as Record<string, string>)).toBe('Bearer realm="ringscope"');
});
