import { TLSSocket } from 'node:tls';
import { z } from 'zod';
import { field, fieldsSchema, TeleError } from '../../../core/index.ts';
import { challengeTo, socketOf } from '../access.ts';
import { type Credentials, ROLE } from '../credentials.ts';
import { type ApiContext, route } from '../route.ts';
import { type AskedAt, endedCookie, sessionCookie } from '../session-cookie.ts';
import { openShownSession } from '../shown-session.ts';

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
    summary:
      'Begins a session of a browser with the credentials in the header Authorization. Its cookie together with its key in the header `ringscope-session-key` then stand for them; neither does alone.',
    role: 'any',
    query: z.object({}),
    answer: fieldsSchema({ key: field.text().describe('The key of the session, for the page at this origin alone.') }),
    async handle(_query, request, { credentials, sessions }) {
      const { identity, login } = request.var;
      const authorization = request.req.header('authorization');
      if (authorization === undefined || login !== 'credentials') {
        request.header('www-authenticate', challengeTo(request, credentials));
        throw new TeleError('UNAUTHORIZED', 'A session begins with valid credentials in the header Authorization.');
      }
      const before = openShownSession(request, sessions);
      if (before !== undefined) sessions.end(before.place);
      const { id, key } = sessions.begin(authorization, identity.name);
      request.header('set-cookie', sessionCookie(id, askedAt(request, credentials)));
      return { key };
    },
  }),
  route({
    method: 'post',
    path: '/api/v1/session/tickets',
    summary:
      'Makes a ticket of the session that the request shows: in the parameter `ticket` of one GET within 30 seconds, beside the cookie, it takes the place of the key. So a browser follows a link to a file by itself.',
    role: 'any',
    query: z.object({}),
    answer: fieldsSchema({ ticket: field.text() }),
    async handle(_query, request, { sessions }) {
      const { session } = request.var;
      const ticket = session === undefined ? undefined : sessions.ticketOf(session);
      if (ticket === undefined) throw new TeleError('BAD_REQUEST', 'A ticket is made of a session, which this request does not show.');
      return { ticket };
    },
  }),
  route({
    method: 'delete',
    path: '/api/v1/session',
    summary: 'Ends the session whose cookie and key the request carries.',
    role: 'any',
    query: z.object({}),
    async handle(_query, request, { credentials, sessions }) {
      const { session } = request.var;
      if (session !== undefined) sessions.end(session);
      return new Response(null, { status: 204, headers: { 'set-cookie': endedCookie(askedAt(request, credentials)) } });
    },
  }),
];

function askedAt(request: ApiContext, credentials: Credentials): AskedAt {
  return { host: request.req.header('host'), isSecure: isSecure(request, credentials) };
}

/** Whether the browser speaks TLS, to this server or to a proxy before it. */
function isSecure(request: ApiContext, credentials: Credentials): boolean {
  const socket = socketOf(request);
  const header = (name: string): string => request.req.header(name)?.trim().toLowerCase() ?? '';
  if (socket instanceof TLSSocket || header('origin').startsWith('https://')) return true;
  return credentials.isProxy(socket?.remoteAddress ?? '') && header('x-forwarded-proto').startsWith('https');
}
