import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { listen, type Listening } from '../../src/server/http/listen.ts';
import { API_ROUTES } from '../../src/server/http/routes/index.ts';
import { voiceSkillRoutes } from '../../src/server/http/routes/voice-skill.ts';
import { loadTokens } from '../../src/server/http/tokens.ts';
import { stubApp } from './stub-app.ts';

/** What a request needs. `open`: nothing. `any`: a token, whatever its roles. */
type Needs = 'open' | 'any' | 'read' | 'write' | 'pii' | 'read+pii';

/** Written by hand, not derived: whoever changes the role of a route changes it here as well, and knows it. */
const NEEDS: readonly (readonly [method: string, path: string, needs: Needs])[] = [
  ['GET', '/livez', 'open'],
  ['GET', '/readyz', 'open'],
  ['GET', '/', 'any'],
  ['GET', '/healthz', 'any'],
  ['GET', '/health', 'any'],
  ['GET', '/metrics', 'any'],
  ['GET', '/api/v1/openapi.json', 'any'],
  ['GET', '/nowhere', 'any'],
  ['POST', '/debug/block', 'write'],
  ['GET', '/api/v1/calls', 'read'],
  ['GET', '/api/v1/calls?number=%2B15550100017', 'read+pii'],
  ['GET', '/api/v1/calls?caller=%2B15550100017', 'read+pii'],
  ['GET', '/api/v1/calls?callee=%2B15550100017', 'read+pii'],
  ['GET', '/api/v1/failures', 'read'],
  ['GET', '/api/v1/calls/:id', 'read'],
  ['GET', '/api/v1/calls/:id?numbers=true', 'read+pii'],
  ['GET', '/api/v1/calls/:id/messages', 'pii'],
  ['GET', '/api/v1/dashboard', 'read'],
  ['GET', '/api/v1/series', 'read'],
  ['GET', '/api/v1/top', 'read'],
  ['GET', '/api/v1/registrations', 'read'],
  ['GET', '/api/v1/registrations?user=%2B15550100017', 'read+pii'],
  ['GET', '/api/v1/latencies', 'read'],
  ['GET', '/api/v1/latencies/events', 'read'],
  ['GET', '/api/v1/export', 'read'],
  ['POST', '/api/v1/events', 'write'],
  ['GET', '/api/v1/stale', 'read'],
  ['POST', '/api/v1/stale/sweep', 'write'],
  ['POST', '/-/reload', 'write'],
  ['DELETE', '/api/v1/people', 'pii'],
  ['DELETE', '/api/v1/people?number=%2B15550100017', 'pii'],
  ['GET', '/metrics/dashboard', 'read'],
  ['GET', '/metrics/failures', 'read'],
  ['GET', '/metrics/health', 'read'],
  ['GET', '/metrics/prometheus', 'read'],
  ['GET', '/metrics/export', 'read'],
  ['GET', '/metrics/hourly', 'read'],
  ['GET', '/metrics/daily', 'read'],
  ['GET', '/metrics/latency', 'read'],
  ['GET', '/metrics/latency/events', 'read'],
  ['GET', '/zombie-calls', 'read'],
  ['POST', '/cleanup-stale-calls', 'write'],
  ['POST', '/call-event', 'write'],
  ['POST', '/metrics/latency', 'write'],
];

const READ = 'a-token-that-may-read';
const WRITE = 'a-token-that-may-write';
const PII = 'a-token-that-may-see-numbers';
const DIGESTED = 'only-its-digest-is-in-the-file';
const DIGEST = createHash('sha256').update(DIGESTED).digest('hex');
const FILE = `${READ}\n${WRITE} write\n${PII} pii\nsha256:${DIGEST} read,write,pii\n`;

const ROLES = {
  [`Bearer ${READ}`]: ['read'],
  [`Bearer ${WRITE}`]: ['write'],
  [`Bearer ${PII}`]: ['pii'],
  [`Bearer ${DIGESTED}`]: ['read', 'write', 'pii'],
} as const;

/** Nobody, in every way that was ever taken for somebody. */
const NOBODY: readonly (string | undefined)[] = [
  undefined,
  '',
  ' ',
  'Bearer',
  'Bearer ',
  'Bearer undefined',
  'Bearer null',
  `Bearer ${READ}x`,
  `Bearer ${READ} ${READ}`,
  `Bearer ${DIGEST}`,
  `Bearer sha256:${DIGEST}`,
  'Bearer e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  `Basic ${READ}`,
  READ,
];

const folder = mkdtempSync(join(tmpdir(), 'ringscope-matrix-'));
const listening: Listening[] = [];
afterAll(async () => {
  for (const one of listening) await one.close();
  rmSync(folder, { recursive: true });
});

async function serveApp(tokenFile: string | undefined): Promise<string> {
  const tokens = tokenFile === undefined ? {} : { tokens: loadTokens(tokenFile) };
  const app = stubApp({ hasVoiceSkill: true, hasDebugHooks: true, ...tokens });
  const one = await listen(app, { host: '127.0.0.1', port: 0, refused: () => undefined });
  listening.push(one);
  return `http://${one.address}`;
}

/** 401, 403, or `let in` whatever it was answered then. */
async function outcome(url: string, method: string, path: string, authorization: string | undefined): Promise<number | string> {
  const headers = { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) };
  const asked = httpRequest(url + path.replace(':id', '7'), { method, headers }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  return response.statusCode === 401 || response.statusCode === 403 ? response.statusCode : 'let in';
}

test('each route lets in the roles that it says, nobody else, and no credential that is none', async () => {
  const file = join(folder, 'tokens');
  writeFileSync(file, FILE, { mode: 0o600 });
  const url = await serveApp(file);
  for (const [method, path, needs] of NEEDS) {
    for (const credential of NOBODY) {
      const expected = needs === 'open' ? 'let in' : 401;
      expect([method, path, credential, await outcome(url, method, path, credential)]).toEqual([method, path, credential, expected]);
    }
    for (const [credential, roles] of Object.entries(ROLES)) {
      const isEnough = needs === 'open' || needs === 'any' || needs.split('+').every((role) => roles.some((one) => one === role));
      const expected = isEnough ? 'let in' : 403;
      expect([method, path, roles, await outcome(url, method, path, credential)]).toEqual([method, path, roles, expected]);
    }
  }
});

test.each([
  'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  `SHA256:${DIGEST.slice(1)}`,
  `sha-256:${DIGEST}`,
  `sha256=${DIGEST}`,
])('the digest of nothing, or what is no digest, is no credential that a server starts with (%s)', (line) => {
  const file = join(folder, 'wrong');
  writeFileSync(file, `${FILE}${line} read,write,pii\n`, { mode: 0o600 });
  expect(() => loadTokens(file)).toThrow(
    expect.objectContaining({ code: 'TOKEN_FILE_INVALID', message: expect.stringContaining('Line 5 ') }),
  );
});

test('without tokens all is open but what finds or shows the numbers of people', async () => {
  const url = await serveApp(undefined);
  for (const [method, path, needs] of NEEDS)
    for (const credential of [undefined, 'Bearer ', `Bearer ${PII}`])
      expect([method, path, await outcome(url, method, path, credential)]).toEqual([method, path, needs.endsWith('pii') ? 403 : 'let in']);
});

test('the table has every route', () => {
  const table = new Set(NEEDS.map(([method, path]) => `${method} ${path}`));
  const routes = [...API_ROUTES, ...voiceSkillRoutes].map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  expect(routes.filter((route) => !table.has(route))).toEqual([]);
});
