import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { TeleError, type StoredCall } from '../../core/index.ts';
import type { Reader } from '../../metrics/index.ts';
import { createMetricsResponder, livenessOf, webResponse } from '../../metrics-node/index.ts';
import type { Health } from '../health.ts';
import type { MainFromHttp, StoreFromHttp } from '../messages.ts';
import { asTeleError, type Caller } from '../thread-port.ts';
import { verdict } from '../verdict.ts';
import { parseCallQuery } from './call-query.ts';
import { type Access, authenticate, requireRole } from './access.ts';
import { createIdempotency } from './idempotency.ts';
import { problemResponse } from './problem.ts';
import { readEvents } from './read-events.ts';
import { readParameters } from './read-parameters.ts';
import type { Tokens } from './tokens.ts';

/** How long main has to hand over what has arrived. */
const MAIN_DEADLINE_SECONDS = 1;
/** How long the store has for a query. */
const STORE_DEADLINE_SECONDS = 5;
/** Beyond this length an identifier is no Call-ID that anyone sends. */
const MAX_ID_LENGTH = 1024;
const MAX_BODY_BYTES = 64 * 1024;
const MAX_EVENTS_BYTES = 1024 * 1024;
const MAX_BLOCK_SECONDS = 60;

/** What the routes stand on. */
export interface AppContext {
  readonly version: string;
  readonly now: () => number;
  readonly main: Caller<MainFromHttp>;
  readonly store: Caller<StoreFromHttp>;
  /** Keyed hash of a raw Call-ID. */
  readonly hashId: (text: string) => string;
  /** A stored call by the output policy. */
  readonly present: (call: StoredCall) => object;
  /** Absent: everything is open. */
  readonly tokens?: Tokens;
  /** Seconds since main's last heartbeat, from shared memory. */
  readonly heartbeatAgeSeconds: () => number;
  /** Asks the store thread and judges everything; main is not asked. */
  readonly health: () => Promise<Health>;
  /** Reads the metrics in shared memory. */
  readonly metrics: Reader;
  readonly hasDebugHooks: boolean;
}

/** The routes of the one port. */
export function createApp(context: AppContext): Hono<Access> {
  const app = new Hono<Access>();
  app.onError((error, request) => problemResponse(request, asTeleError(error)));
  app.notFound((request) => problemResponse(request, new TeleError('NOT_FOUND', 'There is nothing at this path.')));
  app.use(async (request, next) => {
    await next();
    request.header('x-content-type-options', 'nosniff');
    request.header('cache-control', 'no-store');
  });
  addProbes(app, context);
  // What was added before needs no token.
  app.use(authenticate(context.tokens));
  addEvents(app, context);
  app.use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError: tooLarge }));
  app.get('/', (request) => request.json({ name: 'ringscope', version: context.version, paths: PATHS }));
  for (const path of ['/healthz', '/health'])
    app.get(path, async (request) => {
      const health = await context.health();
      return request.json(health, health.status === 'not_ready' ? 503 : 200);
    });
  const answerScrape = createMetricsResponder(context.metrics);
  app.get('/metrics', async (request) => webResponse(await answerScrape(request.req.header())));
  addCalls(app, context);
  if (context.hasDebugHooks) addDebugHooks(app, context);
  return app;
}

const PATHS = ['/livez', '/readyz', '/healthz', '/metrics', '/api/v1/calls', '/api/v1/calls/{id or Call-ID}', '/api/v1/events'];

/** The open probes. `/livez` is 200 while this thread lives and main's heartbeat is at most 10 s old, else 503. */
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

/** Events of other programs. Answered once they are on the disk. */
function addEvents(app: Hono<Access>, context: AppContext): void {
  const idempotency = createIdempotency();
  app.post('/api/v1/events', requireRole('write'), bodyLimit({ maxSize: MAX_EVENTS_BYTES, onError: tooLarge }), async (request) => {
    readParameters(parametersOf(request), []);
    const body = await request.req.text();
    const events = readEvents(body, request.req.header('content-type'), context.now());
    const answer = await idempotency.once(request.req.header('idempotency-key'), body, async () => {
      const { lsn } = await context.main.call('ingest', { events }, MAIN_DEADLINE_SECONDS);
      await context.store.call('reached', { lsn }, STORE_DEADLINE_SECONDS);
      return { accepted: events.length };
    });
    return request.json(answer);
  });
}

function addCalls(app: Hono<Access>, context: AppContext): void {
  app.get('/api/v1/calls', async (request) => {
    const filter = parseCallQuery(parametersOf(request));
    const page = await context.store.call('list', { filter, afterLsn: await flushMain(context) }, STORE_DEADLINE_SECONDS);
    return request.json({ ...page, calls: page.calls.map((call) => context.present(call)) });
  });
  app.get('/api/v1/calls/:id', async (request) => showCalls(request, context, request.req.param('id')));
}

async function showCalls(request: Context, context: AppContext, id: string): Promise<Response> {
  if (id.length > MAX_ID_LENGTH) refuse(`The identifier is longer than ${MAX_ID_LENGTH} characters.`);
  readParameters(parametersOf(request), []);
  const { calls, similar } = await context.store.call(
    'find',
    { id, callKey: context.hashId(id), similarSince: context.now() - 3600, afterLsn: await flushMain(context) },
    STORE_DEADLINE_SECONDS,
  );
  const [newest] = calls;
  if (newest === undefined) throw new TeleError('NOT_FOUND', 'There is no call with this id or Call-ID.');
  return request.json({
    verdict: verdict(newest.call, similar),
    similarLastHour: similar,
    calls: calls.map(({ call, timeline }) => ({ call: context.present(call), timeline })),
  });
}

/** Everything that has arrived is on its way to the store; the result is the number that covers it. */
async function flushMain(context: AppContext): Promise<number> {
  const { lsn } = await context.main.call('flush', {}, MAIN_DEADLINE_SECONDS);
  return lsn;
}

function addDebugHooks(app: Hono<Access>, context: AppContext): void {
  app.post('/debug/block', (request) => {
    const seconds = Number(readParameters(parametersOf(request), ['seconds']).seconds);
    if (!(seconds > 0 && seconds <= MAX_BLOCK_SECONDS)) refuse(`The parameter seconds is not between 0 and ${MAX_BLOCK_SECONDS}.`);
    context.main.tell('block', { seconds });
    return request.json({ seconds }, 202);
  });
}

function parametersOf(request: Context): URLSearchParams {
  return new URL(request.req.url).searchParams;
}

function tooLarge(): never {
  return refuse('The body is too large.');
}

function refuse(message: string): never {
  throw new TeleError('BAD_REQUEST', message);
}
