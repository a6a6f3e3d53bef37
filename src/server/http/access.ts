import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { TeleError } from '../../core/index.ts';
import { isAmong } from '../credentials/client-address.ts';
import { clientCertificateOf } from './client-certificate.ts';
import { type Credentials, type Identity, type ListenerPolicy, type Presented, ROLE, type Role } from './credentials.ts';
import type { Sessions } from './sessions.ts';
import { openShownSession } from './shown-session.ts';
import { kindOfLogin, type WrongLogin } from './wrong-login.ts';

/** What deciding who may ask stands on. */
interface AccessContext {
  readonly credentials: Credentials;
  readonly policy: ListenerPolicy;
  /** Tells the operator. */
  readonly suspected: (login: WrongLogin) => void;
  /** Absent: what browsers have logged in to counts for nothing here. */
  readonly sessions?: Sessions;
}

/** By what somebody is known: a session, his credentials in the request itself, or nothing: where none are needed, and who has yet to log in. */
export type Login = 'session' | 'credentials' | 'none' | 'needed';

/** What every route knows of its request. */
export interface Access {
  /** The two ends of its connection; there is none where a program reads the files itself. */
  readonly Bindings: { readonly incoming?: IncomingMessage; readonly outgoing?: ServerResponse };
  readonly Variables: {
    readonly identity: Identity;
    readonly address: string;
    readonly login: Login;
    /** The place of the session that was shown: it may have ended meanwhile. */
    readonly session: string | undefined;
  };
}

/** Without credentials the server listens on loopback alone: whoever reaches it may do everything but find people by their numbers and steer the server. */
const ANONYMOUS: Identity = { name: 'anonymous', roles: new Set(ROLE.filter((role) => role !== 'pii' && role !== 'admin')) };
/** The same where all data is generated. */
const ANONYMOUS_OF_DEMO: Identity = { name: ANONYMOUS.name, roles: new Set(ROLE) };
/** Who asks a listener that asks for no credentials. */
const ANYBODY: Identity = { name: 'anybody', roles: new Set(['metrics']) };

/** The page asks whether there is a login, and a browser reports each 401 as an error. */
const NOBODY: Identity = { name: '', roles: new Set() };
const SESSION_PATH = '/api/v1/session';

/** Refuses a request from where nobody may ask, and one without valid credentials; remembers who sends the others. */
export function authenticate(context: AccessContext) {
  const { credentials, policy } = context;
  return createMiddleware<Access>(async (request, next) => {
    // Credentials in the request itself count alone.
    const opened = request.req.header('authorization') === undefined ? openShownSession(request, context.sessions) : undefined;
    request.set('session', opened?.place);
    const presented = presentedBy(request, context.credentials, opened?.authorization);
    const known = await whoAsks(request, presented, context);
    const identity = known ?? (asksWhoHeIs(request) ? NOBODY : undefined);
    if (identity === undefined) {
      if (policy.forbidsWrong === true && /^Bearer +\S+$/i.test(presented.authorization ?? ''))
        throw new TeleError('FORBIDDEN', 'The request carries credentials that are not valid.');
      request.header('www-authenticate', challengeTo(request, credentials));
      throw new TeleError('UNAUTHORIZED', 'The request carries no valid credentials.');
    }
    const login = loginOf(identity, presented);
    if (login === 'session') refuseWithoutOrigin(request);
    request.set('identity', identity);
    request.set('login', login);
    request.set('address', presented.address);
    await next();
  });
}

function loginOf(identity: Identity, { isAgain }: Presented): Login {
  if (identity === NOBODY) return 'needed';
  if (identity === ANONYMOUS || identity === ANONYMOUS_OF_DEMO || identity === ANYBODY) return 'none';
  return isAgain === true ? 'session' : 'credentials';
}

/** The page does, before it shows anything. Whoever presents credentials is told that they are wrong. */
function asksWhoHeIs({ req }: Context<Access>): boolean {
  const isOfPage = req.header('x-requested-with') !== undefined && req.header('authorization') === undefined;
  return isOfPage && req.method === 'GET' && req.path === SESSION_PATH;
}

/** Whether who sent a request has all of his roles still: credentials may be revoked while an answer goes on. It uses no session, so an open answer does not keep one from its end. */
export async function isStillAllowed(request: Context<Access>, context: AccessContext): Promise<boolean> {
  try {
    const { session } = request.var;
    const ofSession = session === undefined ? undefined : context.sessions?.peek(session);
    const identity = await whoAsks(request, presentedBy(request, context.credentials, ofSession), context);
    return [...request.var.identity.roles].every((role) => identity?.roles.has(role) === true);
  } catch {
    return false;
  }
}

async function whoAsks(
  request: Context<Access>,
  presented: Presented,
  { credentials, policy, suspected, sessions }: AccessContext,
): Promise<Identity | undefined> {
  const { address } = presented;
  if (!credentials.isAllowed(address) || (policy.allow !== undefined && !isAmong(address, policy.allow)))
    throw new TeleError('ADDRESS_REFUSED', 'From this address nobody may ask.');
  const known = policy.isOpen ? ANYBODY : await identify(request, presented, { credentials, suspected });
  // Its credentials were revoked meanwhile, or have expired.
  if (known === undefined && presented.isAgain === true) sessions?.end(request.var.session ?? '');
  if (known !== undefined || credentials.isNeeded) return known;
  return credentials.opensAll === true ? ANONYMOUS_OF_DEMO : ANONYMOUS;
}

/** Who it is. What is wrong is told, and for how long an address is refused that failed too often. */
async function identify(
  request: Context<Access>,
  presented: Presented,
  { credentials, suspected }: Pick<AccessContext, 'credentials' | 'suspected'>,
): Promise<Identity | undefined> {
  const { authorization = '', address, isAgain = false } = presented;
  const tell = (code: WrongLogin['code']): void => suspected({ address, kind: kindOfLogin(authorization), code });
  try {
    const known = await credentials.identify(presented);
    if (known === undefined && credentials.isNeeded && authorization !== '' && !isAgain) tell('UNAUTHORIZED');
    return known;
  } catch (error) {
    if (error instanceof TeleError && error.code === 'LOGINS_THROTTLED') {
      request.header('retry-after', String(Math.max(1, Math.ceil(credentials.secondsRefused(address)))));
      tell('LOGINS_THROTTLED');
    }
    throw error;
  }
}

/** Refuses a request of somebody who has not this role. `any`: nobody. */
export function requireRole(role: Role | 'any') {
  return createMiddleware<Access>(async (request, next) => {
    if (role !== 'any' && !request.var.identity.roles.has(role))
      throw new TeleError('FORBIDDEN', `This needs a token with the role ${role}.`);
    await next();
  });
}

/** The connection of a request. Undefined where a program asks the routes themselves. */
export function socketOf(request: Context<Access>): IncomingMessage['socket'] | undefined {
  // Nothing stands in for the bindings there.
  const env: Access['Bindings'] | undefined = request.env;
  return env?.incoming?.socket;
}

/** The WWW-Authenticate header of a 401. A browser that is told of Basic asks for a password by itself, before the page can. */
export function challengeTo({ req }: Context<Access>, { challenge }: Credentials): string {
  const isOfPage = req.header('x-requested-with') !== undefined || req.header('accept') === 'text/event-stream';
  return isOfPage ? challenge.replace(/, Basic .*$/, '') : challenge;
}

/** A browser adds the cookie by itself, whoever has it ask. The Origin itself was looked at before. */
function refuseWithoutOrigin({ req }: Context<Access>): void {
  if (req.method === 'GET' || req.method === 'HEAD' || req.header('origin') !== undefined) return;
  throw new TeleError('ORIGIN_REFUSED', 'With a session only the page changes something: the request has no Origin.');
}

function presentedBy(request: Context<Access>, credentials: Credentials, ofSession: string | undefined): Presented {
  const socket = socketOf(request);
  const authorization = request.req.header('authorization') ?? ofSession;
  const clientCertificate = clientCertificateOf(socket);
  return {
    address: credentials.addressOf(socket?.remoteAddress ?? '', request.req.header('x-forwarded-for')),
    ...(authorization === undefined ? {} : { authorization }),
    ...(ofSession === undefined ? {} : { isAgain: true }),
    ...(clientCertificate === undefined ? {} : { clientCertificate }),
  };
}
