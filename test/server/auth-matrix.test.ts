import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HttpRefusal } from '../../src/core/index.ts';
import { createCredentials, type ServerCredentials } from '../../src/server/credentials/create-credentials.ts';
import { type ListenerPolicy, ROLE, type Role } from '../../src/server/http/credentials.ts';
import { listen, type Listening } from '../../src/server/http/listen.ts';
import { API_ROUTES } from '../../src/server/http/routes/index.ts';
import { voiceSkillRoutes } from '../../src/server/http/routes/voice-skill.ts';
import { stubApp } from './stub-app.ts';

/** What a request needs. `probe`: nothing, where probes are open. `any`: somebody, whatever his roles. `login`: credentials, also where none are needed. */
type Needs = 'probe' | 'any' | 'login' | Role | 'read+pii';

/** Written by hand, not derived: whoever changes the role of a route changes it here as well, and knows it. */
const NEEDS: readonly (readonly [method: string, path: string, needs: Needs])[] = [
  ['GET', '/livez', 'probe'],
  ['GET', '/readyz', 'probe'],
  ['GET', '/', 'any'],
  ['GET', '/healthz', 'any'],
  ['GET', '/health', 'any'],
  ['GET', '/metrics', 'metrics'],
  ['GET', '/api/v1/openapi.json', 'any'],
  ['GET', '/api/v1/health', 'read'],
  ['GET', '/api/v1/about', 'read'],
  ['GET', '/api/v1/settings', 'admin'],
  ['GET', '/api/v1/sources', 'read'],
  ['GET', '/api/v1/trunks', 'read'],
  ['GET', '/runbooks', 'read'],
  ['GET', '/runbooks/:name', 'read'],
  ['GET', '/api/v1/alerts', 'read'],
  ['POST', '/api/v1/alerts/test', 'admin'],
  ['GET', '/api/v1/silences', 'read'],
  ['POST', '/api/v1/silences', 'admin'],
  ['DELETE', '/api/v1/silences/:id', 'admin'],
  ['GET', '/api/v1/log-levels', 'read'],
  ['POST', '/api/v1/log-levels', 'admin'],
  ['GET', '/nowhere', 'any'],
  ['GET', '/api/v1/session', 'any'],
  ['POST', '/api/v1/session', 'login'],
  ['DELETE', '/api/v1/session', 'any'],
  ['POST', '/api/v1/session/tickets', 'any'],
  ['GET', '/api/v1/calls', 'read'],
  ['GET', '/api/v1/calls?number=%2B15550100017', 'read+pii'],
  ['GET', '/api/v1/calls?caller=%2B15550100017', 'read+pii'],
  ['GET', '/api/v1/calls?callee=%2B15550100017', 'read+pii'],
  ['GET', '/api/v1/failures', 'read'],
  ['GET', '/api/v1/calls/:id', 'read'],
  ['GET', '/api/v1/calls/:id?numbers=true', 'read+pii'],
  ['GET', '/api/v1/calls/:id/similar', 'read'],
  ['GET', '/api/v1/calls/:id/trace', 'read'],
  ['GET', '/api/v1/calls/:id/messages', 'pii'],
  ['GET', '/api/v1/calls/:id/pcap', 'read'],
  ['GET', '/api/v1/calls/:id/pcap?numbers=true', 'read+pii'],
  ['GET', '/calls/:id', 'read'],
  ['GET', '/api/v1/dashboard', 'read'],
  ['GET', '/api/v1/series', 'read'],
  ['GET', '/api/v1/history', 'read'],
  ['GET', '/api/v1/history/values', 'read'],
  ['GET', '/api/v1/panels', 'read'],
  ['GET', '/api/v1/panels/:name', 'read'],
  ['GET', '/api/v1/top', 'read'],
  ['GET', '/api/v1/registrations', 'read'],
  ['GET', '/api/v1/registrations?user=%2B15550100017', 'read+pii'],
  ['GET', '/api/v1/latencies', 'read'],
  ['GET', '/api/v1/latencies/events', 'read'],
  ['GET', '/api/v1/export', 'read'],
  ['GET', '/api/v1/live', 'read'],
  ['GET', '/api/v1/live?number=%2B15550100017', 'read+pii'],
  ['POST', '/api/v1/events', 'ingest'],
  ['GET', '/api/v1/imports', 'write'],
  ['POST', '/api/v1/imports', 'write'],
  ['DELETE', '/api/v1/imports/:id', 'write'],
  ['GET', '/api/v1/stale', 'read'],
  ['POST', '/api/v1/stale/sweep', 'write'],
  ['POST', '/-/reload', 'admin'],
  ['DELETE', '/api/v1/people', 'pii'],
  ['DELETE', '/api/v1/people?number=%2B15550100017', 'pii'],
  ['GET', '/metrics/dashboard', 'read'],
  ['GET', '/metrics/calls', 'read'],
  ['GET', '/metrics/failures', 'read'],
  ['GET', '/metrics/health', 'read'],
  ['GET', '/metrics/prometheus', 'read'],
  ['GET', '/metrics/export', 'read'],
  ['GET', '/metrics/hourly', 'read'],
  ['GET', '/metrics/daily', 'read'],
  ['GET', '/metrics/latency', 'read'],
  ['GET', '/metrics/latency/events', 'read'],
  ['GET', '/zombie-calls', 'read'],
  ['GET', '/sessions', 'read'],
  ['POST', '/cleanup-stale-calls', 'write'],
  ['GET', '/storage/stats', 'read'],
  ['POST', '/sync-transcript', 'ingest'],
  ['POST', '/call-event', 'ingest'],
  ['POST', '/metrics/latency', 'ingest'],
];

const DIGEST = (token: string) => createHash('sha256').update(token).digest('hex');
const token = (name: string): string => `rs_a-token-of-the-test-${name}`;
const named = (name: string, roles: string, expires = ''): string =>
  `${name} sha256:${DIGEST(token(name))} ${roles} 2026-01-01T00:00:00Z ${expires}\n`;
const basic = (login: string): string => `Basic ${Buffer.from(login).toString('base64')}`;

const HASH = hashSync('a right password', 4);
const OWNER = 'rs_the-token-of-the-owner';
const TOKEN_FILE = [
  ...ROLE.map((role) => named(role, role)),
  named('all', ROLE.join(',')),
  named('some', 'read,pii', '2099-01-01T00:00:00Z'),
  named('expired', ROLE.join(','), '2026-01-02T00:00:00Z'),
  'a-short-line-token-in-the-clear\n',
].join('');
const REVOKED = named('revoked', ROLE.join(','));
const BASIC_FILE = `alice:${HASH} read,metrics\nbob:${HASH.replace('$2b$', '$2y$')} ${ROLE.join(',')}\n`;

/** Whom a header makes of a request, where credentials are configured. */
const SOMEBODY: readonly (readonly [header: string, roles: readonly Role[]])[] = [
  ...ROLE.map((role) => [`Bearer ${token(role)}`, [role]] as const),
  [`Bearer ${token('all')}`, ROLE],
  [`bEARER  ${token('some')}`, ['read', 'pii']],
  ['Bearer a-short-line-token-in-the-clear', ['read']],
  [basic('alice:a right password'), ['read', 'metrics']],
  [basic('bob:a right password').replace('Basic', 'bAsIc'), ROLE],
];

/** Nobody, in every way that was ever taken for somebody. */
const NOBODY: readonly (string | readonly string[] | undefined)[] = [
  undefined,
  '',
  ' ',
  'Bearer',
  'Bearer ',
  'Bearer undefined',
  'Bearer null',
  `Bearer ${token('expired')}`,
  `Bearer ${token('revoked')}`,
  `Bearer ${OWNER}`,
  `Bearer ${token('all')}x`,
  `Bearer ${token('all')} ${token('all')}`,
  `Bearer ${DIGEST(token('all'))}`,
  `Bearer sha256:${DIGEST(token('all'))}`,
  'Bearer e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  `Basic ${token('all')}`,
  `Token ${token('all')}`,
  token('all'),
  'Basic',
  basic('alice:'),
  basic('alice'),
  basic(':a right password'),
  basic('alice:a wrong password'),
  basic('nobody:a right password'),
  basic('alice:a right password\0'),
  basic(`alice:${'x'.repeat(73)}`),
  'Basic !!!!',
  'Digest username="alice"',
  'Bearer \u00fc\u00e4\u00f6',
  `Bearer ${token('all')}\u00a0`,
  // Two headers, also when both of them are right.
  [`Bearer ${token('all')}`, `Bearer ${token('all')}`],
  [`Bearer ${token('all')}`, basic('bob:a right password')],
];

interface Kind {
  readonly policy: ListenerPolicy;
  readonly hasFiles: boolean;
  /** Of who presents nothing that is valid. Undefined: he is refused with 401. */
  readonly anybody: readonly Role[] | undefined;
  /** Nobody asks from where this listener lets in. */
  readonly isElsewhere?: boolean;
}

const DEFAULT: ListenerPolicy = { allow: undefined, isOpen: false, openProbes: true };
const HARMLESS: readonly Role[] = ['metrics', 'read', 'write', 'ingest'];
const LISTENERS = {
  'with credentials': { policy: DEFAULT, hasFiles: true, anybody: undefined },
  'with credentials, probes too': { policy: { ...DEFAULT, openProbes: false }, hasFiles: true, anybody: undefined },
  'on loopback without credentials': { policy: DEFAULT, hasFiles: false, anybody: HARMLESS },
  'for another network': {
    policy: { ...DEFAULT, allow: [{ bytes: [192, 0, 2, 0], prefixBits: 24 }] },
    hasFiles: true,
    anybody: undefined,
    isElsewhere: true,
  },
  'that asks nobody': { policy: { ...DEFAULT, isOpen: true }, hasFiles: true, anybody: ['metrics'] },
} as const satisfies Record<string, Kind>;

const folder = mkdtempSync(join(tmpdir(), 'ringscope-matrix-'));
const listening: Listening[] = [];
const made: ServerCredentials[] = [];
afterAll(async () => {
  for (const one of listening) await one.close();
  for (const one of made) one.close();
  rmSync(folder, { recursive: true });
});

interface Served {
  readonly address: string;
  readonly refused: HttpRefusal[];
}

async function serveApp({ hasFiles, policy }: Kind): Promise<Served> {
  const [tokenFile, basicFile] = [join(folder, 'tokens'), join(folder, 'users')];
  writeFileSync(tokenFile, TOKEN_FILE + REVOKED, { mode: 0o600 });
  writeFileSync(basicFile, BASIC_FILE, { mode: 0o600 });
  const refused: HttpRefusal[] = [];
  // Each look at the clock is a minute after the one before, so that nobody is throttled here.
  let minutes = 0;
  const files = hasFiles ? { tokenFile, basicFile } : { tokenFile: undefined, basicFile: undefined };
  const credentials = createCredentials(
    { ...files, allow: [], trustedProxies: [] },
    {
      owner: { digest: Buffer.from(DIGEST(OWNER), 'hex'), identity: { name: 'owner', roles: new Set(ROLE) } },
      now: () => Date.UTC(2026, 5) / 1000,
      monotonicSeconds: () => (minutes += 60),
      log: () => undefined,
    },
  );
  made.push(credentials);
  writeFileSync(tokenFile, TOKEN_FILE, { mode: 0o600 });
  const count = (reason: HttpRefusal): void => void refused.push(reason);
  const app = stubApp({ hasVoiceSkill: true, credentials, policy, refused: count });
  const one = await listen(app, { host: '127.0.0.1', port: 0, refused: count });
  listening.push(one);
  return { address: one.address, refused };
}

/** 401, 403, or `let in` whatever it was answered then, with what it was counted as. */
async function outcome(
  { address, refused }: Served,
  method: string,
  path: string,
  authorization: string | readonly string[] | undefined,
): Promise<readonly [number | 'let in', ...HttpRefusal[]]> {
  refused.length = 0;
  const asked = httpRequest(`http://${address}${path.replace(/:(?:id|name)/, '7')}`, {
    method,
    headers: { 'content-type': 'application/json' },
  });
  if (authorization !== undefined) asked.setHeader('authorization', authorization);
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  const { statusCode = 0 } = response;
  return statusCode === 401 || statusCode === 403 ? [statusCode, ...refused] : ['let in'];
}

const REFUSED = [401, 'unauthorized'];
const ELSEWHERE = [403, 'address'];
/** What somebody with these roles is answered. */
function expected(needs: Needs, roles: readonly Role[]): readonly (string | number)[] {
  const isEnough =
    needs === 'probe' || needs === 'any' || needs === 'login' || needs.split('+').every((role) => roles.some((one) => one === role));
  return isEnough ? ['let in'] : [403, 'forbidden'];
}

/** What somebody with these roles is answered there. Undefined: nobody knows him. */
function answerTo({ policy, isElsewhere }: Kind, needs: Needs, known: readonly Role[] | undefined): readonly (string | number)[] {
  if (needs === 'probe' && policy.openProbes) return ['let in'];
  if (isElsewhere === true) return ELSEWHERE;
  return known === undefined ? REFUSED : expected(needs, known);
}

describe.each(Object.entries<Kind>(LISTENERS))('a listener %s', (_name, kind) => {
  let server: Served;
  beforeAll(async () => {
    server = await serveApp(kind);
  });

  test.each(NEEDS)('%s %s needs %s, of every credential there is, and each refusal is counted', async (method, path, needs) => {
    for (const credential of NOBODY) {
      const owner = credential === `Bearer ${OWNER}` && !kind.hasFiles;
      const known = owner ? ROLE : needs === 'login' ? undefined : kind.anybody;
      expect([credential, await outcome(server, method, path, credential)]).toEqual([credential, answerTo(kind, needs, known)]);
    }
    for (const [credential, roles] of SOMEBODY) {
      const known = kind.anybody === undefined ? roles : needs === 'login' ? undefined : kind.anybody;
      expect([credential, await outcome(server, method, path, credential)]).toEqual([credential, answerTo(kind, needs, known)]);
    }
  });
});

test.each([...ROLE.map((role) => [role, `Bearer ${token(role)}`] as const), ['all', `Bearer ${token('all')}`] as const])(
  'of all checks a token with the role %s is told what it may know',
  async (role, authorization) => {
    const { address } = await serveApp(LISTENERS['with credentials']);
    for (const path of ['/healthz', '/health'])
      expect(await (await fetch(`http://${address}${path}`, { headers: { authorization } })).json()).toEqual(
        ['read', 'metrics', 'all'].includes(role) ? { status: 'ready', checks: [] } : { status: 'ready' },
      );
  },
);

test('the table has every route', () => {
  const table = new Set(NEEDS.map(([method, path]) => `${method} ${path}`));
  const routes = [...API_ROUTES, ...voiceSkillRoutes].map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  expect(routes.filter((route) => !table.has(route))).toEqual([]);
});

test('a 401 says which credentials would do', async () => {
  const { address } = await serveApp(LISTENERS['with credentials']);
  const answer = await fetch(`http://${address}/api/v1/calls`);
  expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="ringscope", Basic realm="ringscope", charset="UTF-8"');
  expect(await answer.json()).toMatchObject({ code: 'UNAUTHORIZED', status: 401 });
});

test.each(['Host: a b\\<>', 'Host: x@y:99999', 'Host:'])(
  'a request with a Host that is none is refused with 400, and counted (%s)',
  async (host) => {
    const { address, refused } = await serveApp(LISTENERS['with credentials']);
    expect([await rawStatus(address, 'Accept: x', host), refused]).toEqual([400, ['malformed']]);
  },
);

/** What a socket is answered to some bytes: the status, 0 when it is closed without one. */
async function rawStatus(address: string, head: string, host = 'Host: 127.0.0.1'): Promise<number> {
  const [name = '', port = ''] = address.split(':');
  const socket = connect(Number(port), name);
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk) => (text += String(chunk)));
  socket.on('error', () => undefined);
  socket.write(Buffer.from(`GET /api/v1/calls HTTP/1.1\r\n${host}\r\nConnection: close\r\n${head}\r\n\r\n`, 'latin1'));
  await once(socket, 'close');
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
}

test.each([
  ['huge', `Authorization: Bearer ${'x'.repeat(64 * 1024)}`, 431],
  ['as long as may be', `Authorization: Bearer ${'x'.repeat(15 * 1024)}`, 401],
  ['a Basic one as long as may be', `Authorization: Basic ${'QUFB'.repeat(3 * 1024)}`, 401],
  ['with a control character', 'Authorization: Bearer a\u0001b', 400],
  ['with a zero byte', 'Authorization: Bearer a\u0000b', 400],
  ['folded over two lines', `Authorization: Bearer\r\n ${token('all')}`, 400],
  ['with bytes beyond ASCII', 'Authorization: Bearer \u00ff\u00fe', 401],
  ['that is twice there', `Authorization: Bearer ${token('all')}\r\nauthorization: Bearer ${token('all')}`, 401],
  ['with two in one', `Authorization: Bearer ${token('all')}, Bearer ${token('all')}`, 401],
  ['with a tab for a blank', `Authorization: Bearer\t${token('all')}`, 401],
  ['with a forged X-Forwarded-For', `Authorization: x\r\nX-Forwarded-For: 127.0.0.1, ${'1,'.repeat(2000)}`, 401],
])('a header %s is refused and no failure of the server', async (_what, head, status) => {
  const { address } = await serveApp(LISTENERS['with credentials']);
  expect(await rawStatus(address, head)).toBe(status);
});
