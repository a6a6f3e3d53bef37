import type { IncomingMessage, ServerResponse } from 'node:http';
import { HTTP_METHOD, labelText, type LabelText } from '../core/index.ts';
import type { SubjectContext } from './subject.ts';

/** Which routes a program serves by node:http, which has none itself. */
export interface CountedRoutes {
  /** The patterns, e.g. `/sms/:id`: a segment that begins with a colon is any text, `*` at the end is any rest. The first that fits counts. */
  readonly routes?: readonly string[];
}

/** Middleware for node:http and Express. */
export type CountRequest = (request: IncomingMessage, response: ServerResponse, next?: () => void) => void;

/** What is read of the request of Fastify. */
interface FastifyRequest {
  readonly method: string;
  readonly routeOptions?: { readonly url?: string | undefined };
}

/** What is read of the reply of Fastify. */
interface FastifyReply {
  readonly statusCode: number;
  readonly elapsedTime?: number;
}

/** What is read of the context of Hono. */
interface HonoContext {
  readonly req: { readonly method: string; readonly matchedRoutes: readonly { readonly path: string; readonly method: string }[] };
  readonly res: { readonly status: number };
}

/** What a request that fits no pattern says in place of its path, which may hold a number. */
const OTHER = labelText('other');

/** Counts requests that a server of the program answered, by the pattern of their route, never by their path. */
export interface CountRequests {
  /** For node:http call it first in the listener; for Express `app.use` it first. */
  node(options?: CountedRoutes): CountRequest;
  /** For Fastify: `app.addHook('onResponse', ...)`. */
  fastify(): (request: FastifyRequest, reply: FastifyReply, done: () => void) => void;
  /** For Hono: `app.use(...)` before the routes. */
  hono(): (context: HonoContext, next: () => Promise<void>) => Promise<void>;
}

/** Makes the middleware of one instance. */
export function createCountRequests({ tell, stopwatch }: SubjectContext): CountRequests {
  const request = tell('http.request');
  const count = (route: LabelText, method: string | undefined, status: number, seconds: number | undefined): void =>
    request({ route, method: methodOf(method), status, ...(seconds === undefined ? {} : { seconds }) });
  return {
    node({ routes = [] } = {}) {
      const patterns = routes.map((route) => ({ route: labelText(route), fits: patternOf(route) }));
      return (asked, response, next) => {
        const seconds = stopwatch();
        const { method, url = '/' } = asked;
        const path = url.replace(/[?#].*$/, '');
        // Who goes away before the answer is no answer.
        response.once('finish', () => {
          const route = expressRoute(asked) ?? patterns.find(({ fits }) => fits.test(path))?.route ?? OTHER;
          count(route, method, response.statusCode, seconds());
        });
        next?.();
      };
    },
    fastify:
      () =>
      (asked, { statusCode, elapsedTime }, done) => {
        count(routeOf(asked.routeOptions?.url), asked.method, statusCode, elapsedTime === undefined ? undefined : elapsedTime / 1000);
        done();
      },
    hono: () => async (context, next) => {
      const seconds = stopwatch();
      await next();
      const { method, matchedRoutes } = context.req;
      // The first that is no middleware has answered.
      const route = matchedRoutes.find(({ method: by, path }) => by !== 'ALL' || !path.endsWith('*'));
      count(routeOf(route?.path), method, context.res.status, seconds());
    },
  };
}

/** The pattern by which Express answered; it is on the request then. Where a router is mounted is not in it: Express has that as the path came. */
function expressRoute(request: object): LabelText | undefined {
  const { route } = request as { readonly route?: { readonly path?: unknown } };
  return typeof route?.path === 'string' ? labelText(route.path) : undefined;
}

function routeOf(pattern: string | undefined): LabelText {
  return pattern === undefined || pattern === '' || /^\/?\*$/.test(pattern) ? OTHER : labelText(pattern);
}

function methodOf(method: string | undefined): (typeof HTTP_METHOD)[number] {
  return HTTP_METHOD.find((one) => one === method?.toUpperCase()) ?? 'OTHER';
}

function patternOf(route: string): RegExp {
  const segments = route.split('/').map((segment) => {
    if (segment.startsWith(':')) return '[^/]+';
    return segment === '*' ? '.*' : segment.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
  });
  return new RegExp(`^${segments.join('/')}/?$`);
}
