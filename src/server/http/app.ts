import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { TeleError } from '../../core/index.ts';
import { createMetricsResponder, livenessOf, webResponse } from '../../metrics-node/index.ts';
import { asTeleError } from '../thread-port.ts';
import { authenticate, requireRole, type Access } from './access.ts';
import { block } from '../block.ts';
import { refuse, type AppContext } from './app-context.ts';
import { refuseForeignSites } from './foreign-site.ts';
import { createIdempotency } from './idempotency.ts';
import { openApi } from './open-api.ts';
import { createPeople } from './people.ts';
import { problemResponse } from './problem.ts';
import { readParameters } from './read-parameters.ts';
import { requireMediaType } from './media-type.ts';
import { refusalOf } from './refusals.ts';
import { mount, refuseOtherMethods, type Offered } from './route.ts';
import { API_ROUTES } from './routes/index.ts';
import { voiceSkillRoutes } from './routes/voice-skill.ts';

const MAX_BODY_BYTES = 1024 * 1024;
const MAX_BLOCK_SECONDS = 60;

/** The routes of the one port. */
export function createApp(context: AppContext): Hono<Access> {
  // A slash at the end of a path changes nothing.
  const app = new Hono<Access>({ strict: false });
  app.onError((error, request) => {
    // Nobody reads the answer, and nothing of it is a failure of the server.
    const failure = request.req.raw.signal.aborted ? new TeleError('BAD_REQUEST', 'The client went away.') : asTeleError(error);
    const reason = refusalOf(failure.code);
    if (reason !== undefined) context.refused(reason);
    return problemResponse(request, failure, context.explain);
  });
  app.notFound((request) => problemResponse(request, new TeleError('NOT_FOUND', 'There is nothing at this path.'), context.explain));
  app.use(async (request, next) => {
    await next();
    request.header('x-content-type-options', 'nosniff');
    request.header('cache-control', 'no-store');
  });
  app.use(refuseForeignSites(context.credentials.isNeeded ? undefined : context.hosts));
  // What is added before needs no credentials.
  if (context.policy.openProbes) addProbes(app, context);
  app.use(authenticate(context.credentials, context.policy));
  if (!context.policy.openProbes) addProbes(app, context);
  app.use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError: refuseLarge }));
  for (const path of ['/healthz', '/health'])
    app.get(path, async (request) => {
      const health = await context.health();
      return request.json(health, health.status === 'not_ready' ? 503 : 200);
    });
  const answerScrape = createMetricsResponder(context.metrics);
  app.get('/metrics', requireRole('metrics'), async (request) => webResponse(await answerScrape(request.req.header())));
  const routes = [...API_ROUTES, ...(context.hasVoiceSkill ? voiceSkillRoutes : [])];
  mount(app, routes, { ...context, people: createPeople(context), idempotency: createIdempotency() });
  const document = openApi(routes, context.version);
  app.get('/api/v1/openapi.json', (request) => request.json(document));
  const offered = [...OTHER_PATHS, ...routes];
  const paths = offered.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  app.get('/', (request) => request.json({ name: 'ringscope', version: context.version, paths }));
  if (context.hasDebugHooks) addDebugHooks(app, context);
  refuseOtherMethods(app, offered);
  return app;
}

const OTHER_PATHS: readonly Offered[] = ['/livez', '/readyz', '/healthz', '/metrics', '/api/v1/openapi.json'].map((path) => ({
  method: 'get',
  path,
}));

function refuseLarge(): never {
  throw new TeleError('BODY_TOO_LARGE', `The body is longer than ${MAX_BODY_BYTES} bytes.`);
}

/** The probes. `/livez` is 200 while this thread lives and main's heartbeat is at most 10 s old, else 503. */
function addProbes(app: Hono<Access>, context: AppContext): void {
  app.get('/livez', (request) => {
    const { status, body } = livenessOf(context.heartbeatAgeSeconds());
    return request.json(body, status);
  });
  app.get('/readyz', async (request) => {
    const { status } = await context.health();
    const isReady = status === 'ready' || (status === 'degraded' && request.req.query('strict') !== '1');
    return request.json({ status }, isReady ? 200 : 503);
  });
}

function addDebugHooks(app: Hono<Access>, context: AppContext): void {
  app.post('/debug/block', requireRole('write'), requireMediaType(['application/json']), (request) => {
    const asked = readParameters(new URL(request.req.url).searchParams, ['seconds', 'thread']);
    const seconds = Number(asked.seconds);
    if (!(seconds > 0 && seconds <= MAX_BLOCK_SECONDS)) refuse(`The parameter seconds is not between 0 and ${MAX_BLOCK_SECONDS}.`);
    if (asked.thread === 'http') setImmediate(() => block(seconds));
    else context.main.tell('block', { seconds });
    return request.json({ seconds }, 202);
  });
}
