import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { TeleError } from '../../core/index.ts';
import { createMetricsResponder, livenessOf, type MetricsResponder, webResponse } from '../../metrics-node/index.ts';
import { asTeleError } from '../thread-port.ts';
import { authenticate, requireRole, type Access } from './access.ts';
import type { AppContext } from './app-context.ts';
import { refuseForeignSites } from './foreign-site.ts';
import { createIdempotency, type Idempotency } from './idempotency.ts';
import { type Listener, MAIN_PATHS } from './listener.ts';
import { openApi } from './open-api.ts';
import { readWebPage, servePage, type WebPage } from './page.ts';
import { monotonicSeconds } from '../monotonic-seconds.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createPeople, type People } from './people.ts';
import { problemResponse } from './problem.ts';
import { serveRunbooks } from './runbook-pages.ts';
import { refusalOf } from './refusals.ts';
import { mount, refuseOtherMethods, type Offered, type Route, type RouteContext } from './route.ts';
import { API_ROUTES } from './routes/index.ts';
import { voiceSkillRoutes } from './routes/voice-skill.ts';

/** A header of every answer of a server whose traffic is generated. */
const SYNTHETIC_HEADER = 'ringscope-synthetic';

export const MAX_BODY_BYTES = 1024 * 1024;

/** What the apps of all listeners have in common: it remembers something. */
export interface SharedParts {
  readonly people: People;
  readonly idempotency: Idempotency;
  readonly sessions: Sessions;
  readonly answerScrape: MetricsResponder;
  /** Undefined when it was not built. */
  readonly page: WebPage | undefined;
}

/** Makes those of one server. */
export function createSharedParts(
  context: Pick<AppContext, 'now' | 'main' | 'output' | 'hashPerson' | 'searchPerson' | 'metrics'>,
): SharedParts {
  return {
    people: createPeople(context),
    idempotency: createIdempotency(),
    sessions: createSessions(monotonicSeconds),
    answerScrape: createMetricsResponder(context.metrics),
    page: readWebPage(),
  };
}

/** What is served where. */
type Offer = Pick<Listener, 'serves' | 'paths'>;

const MAIN_OFFER: Offer = { serves: ['api', 'metrics', 'health'], paths: MAIN_PATHS };

/** The routes of one listener: all of them when nothing else is said. */
export function createApp(context: AppContext, offer: Offer = MAIN_OFFER, shared: SharedParts = createSharedParts(context)): Hono<Access> {
  const { serves, paths } = offer;
  const isServed = { api: serves.includes('api'), health: serves.includes('health') };
  const routes = isServed.api ? [...API_ROUTES, ...(context.hasVoiceSkill ? voiceSkillRoutes : [])] : [];
  const offered: readonly Offered[] = [...otherPaths(offer).map((path) => ({ method: 'get' as const, path })), ...routes];
  const asThemselves = new Set(otherPaths(offer));
  const app = createFrame(context, isServed.api ? asThemselves : undefined);
  const probe = (isOpen: boolean): void => {
    if (isServed.health && context.policy.openProbes === isOpen) addProbes(app, context, paths);
  };
  // What is added before needs no credentials.
  probe(true);
  if (isServed.api) addPage(app, shared, asThemselves);
  else app.use(refuseOtherPaths(offered));
  app.use(authenticate({ ...context, sessions: shared.sessions }));
  probe(false);
  if (isServed.api && !context.hasVoiceSkill) app.use(tellVoiceSkill(context, offered));
  app.use(limitBodies(routes));
  if (isServed.health) addChecks(app, context, offer);
  if (serves.includes('metrics')) addMetrics(app, paths.metrics, shared.answerScrape);
  if (isServed.api) addApi(app, { ...context, ...shared }, routes, offered);
  refuseOtherMethods(app, offered);
  return app;
}

function addPage(app: Hono<Access>, { page }: SharedParts, asThemselves: ReadonlySet<string>): void {
  app.use(serveRunbooks);
  if (page !== undefined) app.use(servePage(page, asThemselves));
}

function addMetrics(app: Hono<Access>, path: string, answerScrape: MetricsResponder): void {
  app.get(path, requireRole('metrics'), async (request) => webResponse(await answerScrape(request.req.header())));
}

/** What holds for every path. `asThemselves`: paths at which no browser is shown the page; undefined when at none it is. */
export function createFrame(context: AppContext, asThemselves?: ReadonlySet<string>): Hono<Access> {
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
    if (!request.res.headers.has('cache-control')) request.header('cache-control', 'no-store');
    if (context.isSynthetic) request.header(SYNTHETIC_HEADER, 'true');
  });
  app.use(refuseForeignSites(context.credentials.isNeeded && !context.policy.isOpen ? undefined : context.hosts, asThemselves));
  return app;
}

function addApi(app: Hono<Access>, context: RouteContext, routes: readonly Route[], offered: readonly Offered[]): void {
  mount(app, routes, context);
  const document = openApi(routes, context.version);
  app.get('/api/v1/openapi.json', (request) => request.json(document));
  const paths = offered.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  app.get('/', (request) => request.json({ name: 'ringscope', version: context.version, paths }));
}

function otherPaths({ serves, paths }: Offer): readonly string[] {
  return [
    ...(serves.includes('health') ? [paths.live, paths.ready, ...paths.health] : []),
    ...(serves.includes('metrics') ? [paths.metrics] : []),
    ...(serves.includes('api') ? ['/api/v1/openapi.json'] : []),
  ];
}

/** Says where the routes of voice-skill are when its preset has a listener of its own. */
function tellVoiceSkill({ voiceSkillAt }: AppContext, offered: readonly Offered[]) {
  const own = new Set(offered.map(({ path }) => path));
  const elsewhere = new Set(voiceSkillRoutes.map(({ path }) => path).filter((path) => !own.has(path)));
  return createMiddleware<Access>(async (request, next) => {
    const url = elsewhere.has(request.req.path.replace(/\/$/, '')) ? voiceSkillAt?.() : undefined;
    if (url !== undefined) throw new TeleError('NOT_FOUND', `The preset voice-skill has a listener of its own: ${url}.`);
    await next();
  });
}

/** On a listener without the API there is nothing else, and nothing to hide. */
export function refuseOtherPaths(offered: readonly Offered[]) {
  const known = new Set(offered.map(({ path }) => path));
  return createMiddleware<Access>(async (request, next) => {
    if (!known.has(request.req.path.replace(/(?<=.)\/$/, ''))) throw new TeleError('NOT_FOUND', 'There is nothing at this path.');
    await next();
  });
}

function limitBodies(routes: readonly Route[]) {
  const streamed = new Set(routes.flatMap(({ path, isStreamed }) => (isStreamed === true ? [path] : [])));
  const limit = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: refuseLarge });
  return createMiddleware<Access>(async (request, next) =>
    streamed.has(request.req.path.replace(/\/$/, '')) ? next() : limit(request, next),
  );
}

/** A body that is too long. */
export function refuseLarge(): never {
  throw new TeleError('BODY_TOO_LARGE', `The body is longer than ${MAX_BODY_BYTES} bytes.`);
}

/** The probes. `/livez` is 200 while this thread lives and main's heartbeat is at most 10 s old, else 503. */
function addProbes(app: Hono<Access>, context: AppContext, { live, ready }: Offer['paths']): void {
  app.get(live, (request) => {
    const { status, body } = livenessOf(context.heartbeatAgeSeconds());
    return request.json(body, status);
  });
  app.get(ready, async (request) => {
    const { status } = await context.health();
    const isReady = status !== 'not_ready' && (status !== 'degraded' || request.req.query('strict') !== '1');
    return request.json({ status }, isReady ? 200 : 503);
  });
}

/** All checks to those who may see what the server is about, and to all others their conclusion alone. */
function addChecks(app: Hono<Access>, context: AppContext, { paths }: Offer): void {
  for (const path of paths.health)
    app.get(path, async (request) => {
      const health = await context.health();
      const { roles } = request.var.identity;
      const isTold = (roles.has('read') || roles.has('metrics')) && !context.isStatusOnly();
      return request.json(isTold ? health : { status: health.status }, health.status === 'not_ready' ? 503 : 200);
    });
}
