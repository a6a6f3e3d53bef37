import { TLSSocket } from 'node:tls';
import { z } from 'zod';
import { field, fieldsSchema, TeleError } from '../../../core/index.ts';
import { challengeTo, socketOf } from '../access.ts';
import { type Credentials, ROLE } from '../credentials.ts';
import { type ApiContext, route } from '../route.ts';
import { ENDED_COOKIE, sessionCookie, sessionIdIn } from '../session-cookie.ts';

/** Logging in and out, and who one is. */
export const sessionRoutes = [
  route({
    method: 'get',
    path: '/api/v1/session',
    summary:
      'Who asks, and what he may do. Who is not known is answered 401; with the header X-Requested-With, which the page sends, `login` is `needed`.',
    role: 'any',
    query: z.object({}),
    answer: fieldsSchema({
      name: field.text().describe('As the log shows it: `anonymous` where no credentials are needed and none were presented.'),
      roles: field.list(field.oneOf(ROLE), ROLE.length),
      login: field
        .oneOf(['session', 'credentials', 'none', 'needed'])
        .describe(
          'By what he is known: the cookie of a session, credentials in the request itself, or nothing: `none` are needed, or `needed` they are.',
        ),
    }),
    async handle(_query, { var: { identity, login } }) {
      return { name: identity.name, roles: ROLE.filter((role) => identity.roles.has(role)), login };
    },
  }),
  route({
    method: 'post',
    path: '/api/v1/session',
    summary: 'Begins a session of a browser with the credentials in the header Authorization. Its cookie then stands for them.',
    role: 'any',
    query: z.object({}),
    async handle(_query, request, { credentials, sessions }) {
      const { identity, login } = request.var;
      const authorization = request.req.header('authorization');
      if (authorization === undefined || login !== 'credentials') {
        request.header('www-authenticate', challengeTo(request, credentials));
        throw new TeleError('UNAUTHORIZED', 'A session begins with valid credentials in the header Authorization.');
      }
      endSession();
      return noContent(sessionCookie(sessions.begin(authorization, identity.name), isSecure(request, credentials)));

      /** The id that a browser had before it logged in stands for nothing from now on. */
      function endSession(): void {
        const id = sessionIdIn(request.req.header('cookie'));
        if (id !== undefined) sessions.end(id);
      }
    },
  }),
  route({
    method: 'delete',
    path: '/api/v1/session',
    summary: 'Ends the session whose cookie the request carries.',
    role: 'any',
    query: z.object({}),
    async handle(_query, request, { sessions }) {
      const id = sessionIdIn(request.req.header('cookie'));
      if (id !== undefined) sessions.end(id);
      return noContent(ENDED_COOKIE);
    },
  }),
];

function noContent(cookie: string): Response {
  return new Response(null, { status: 204, headers: { 'set-cookie': cookie } });
}

/** Whether the browser speaks TLS, to this server or to a proxy before it. */
function isSecure(request: ApiContext, credentials: Credentials): boolean {
  const socket = socketOf(request);
  const header = (name: string): string => request.req.header(name)?.trim().toLowerCase() ?? '';
  if (socket instanceof TLSSocket || header('origin').startsWith('https://')) return true;
  return credentials.isProxy(socket?.remoteAddress ?? '') && header('x-forwarded-proto').startsWith('https');
}
