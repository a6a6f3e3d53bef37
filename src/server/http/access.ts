import type { ServerResponse } from 'node:http';
import { createMiddleware } from 'hono/factory';
import { TeleError } from '../../core/index.ts';
import { type Role, ROLE } from './credentials.ts';
import type { Tokens } from './tokens.ts';

/** What every route knows of its request. */
export interface Access {
  /** The answer on its connection; there is none where a program reads the files itself. */
  readonly Bindings: { readonly outgoing?: ServerResponse };
  readonly Variables: { readonly roles: ReadonlySet<Role> };
}

/** Without tokens the server listens on loopback alone, and whoever reaches it may do everything but find people by their numbers. */
const WITHOUT_TOKENS: ReadonlySet<Role> = new Set(ROLE.filter((role) => role !== 'pii' && role !== 'admin'));

/** Refuses a request without a valid token, and remembers the roles of the others. */
export function authenticate(tokens: Tokens | undefined) {
  return createMiddleware<Access>(async (request, next) => {
    const roles = tokens === undefined ? WITHOUT_TOKENS : tokens.rolesOf(request.req.header('authorization'));
    if (roles === undefined) throw new TeleError('UNAUTHORIZED', 'The request carries no valid token.');
    request.set('roles', roles);
    await next();
  });
}

/** Refuses a request whose token has not this role. */
export function requireRole(role: Role) {
  return createMiddleware<Access>(async (request, next) => {
    if (!request.var.roles.has(role)) throw new TeleError('FORBIDDEN', `This needs a token with the role ${role}.`);
    await next();
  });
}
