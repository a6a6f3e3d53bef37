import type { Context, Hono } from 'hono';
import type { z } from 'zod';
import { TeleError, type JsonSchema } from '../../core/index.ts';
import { type Access, requireRole } from './access.ts';
import type { AppContext } from './app-context.ts';
import type { Idempotency } from './idempotency.ts';
import { requireMediaType } from './media-type.ts';
import type { People } from './people.ts';
import type { Sessions } from './sessions.ts';
import { TICKET_PARAMETER } from './shown-session.ts';
import { parseParameters } from './parameters.ts';
import type { Role } from './credentials.ts';

export type ApiContext = Context<Access>;

/** What a route stands on: the server, and what it remembers between requests. */
export interface RouteContext extends AppContext {
  readonly people: People;
  readonly idempotency: Idempotency;
  readonly sessions: Sessions;
}

/** A method and a path that are answered. */
export interface Offered {
  readonly method: 'get' | 'post' | 'delete';
  /** With parameters as `:name`. */
  readonly path: string;
}

/** What a route declares: the route itself and its part of the OpenAPI document derive from it. */
interface RouteSpec<S extends z.ZodObject> extends Offered {
  /** One sentence. */
  readonly summary: string;
  /** `any`: whoever asks. */
  readonly role: Role | 'any';
  /** The parameters of the URL after the question mark. */
  readonly query: S;
  /** The JSON Schema of a 200. Left out: the answer is a 204. */
  readonly answer?: JsonSchema;
  /** The media type of a 200: JSON when left out. */
  readonly answerType?: string;
  /** The media types of the body, for a route that takes one: JSON when left out. */
  readonly body?: readonly string[];
  /** Its body is read as it comes, however long it is. */
  readonly isStreamed?: true;
  readonly handle: (query: z.output<S>, request: ApiContext, context: RouteContext) => Promise<object>;
}

/** A route with its handler bound to its own parameters. */
export interface Route extends Omit<RouteSpec<z.ZodObject>, 'handle'> {
  readonly answerTo: (request: ApiContext, context: RouteContext) => Promise<object>;
}

/** Declares a route. */
export function route<S extends z.ZodObject>({ handle, ...spec }: RouteSpec<S>): Route {
  return {
    ...spec,
    async answerTo(request, context) {
      const { searchParams } = new URL(request.req.url);
      // The ticket was checked first.
      searchParams.delete(TICKET_PARAMETER);
      return handle(parseParameters(spec.query, searchParams), request, context);
    },
  };
}

/** Adds routes to an app. An answer that is a `Response` is sent as it is, any other as JSON. */
export function mount(app: Hono<Access>, routes: readonly Route[], context: RouteContext): void {
  for (const one of routes) {
    app.on(one.method, one.path, requireRole(one.role), requireMediaType(one.body ?? ['application/json']), async (request) => {
      const answer = await one.answerTo(request, context);
      return answer instanceof Response ? answer : request.json(answer);
    });
  }
}

/** Answers 405 to every other method at these paths. */
export function refuseOtherMethods(app: Hono<Access>, offered: readonly Offered[]): void {
  const methods = new Map<string, string>();
  for (const { method, path } of offered) {
    const others = methods.get(path);
    const own = method === 'get' ? 'GET, HEAD' : method.toUpperCase();
    methods.set(path, others === undefined ? own : `${others}, ${own}`);
  }
  for (const [path, allow] of methods)
    app.all(path, (request) => {
      request.header('allow', allow);
      throw new TeleError('METHOD_NOT_ALLOWED', `This path takes ${allow}.`);
    });
}
