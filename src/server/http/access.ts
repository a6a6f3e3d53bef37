import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { TeleError } from '../../core/index.ts';
import { isAmong } from '../credentials/client-address.ts';
import { clientCertificateOf } from './client-certificate.ts';
import { type Credentials, type Identity, type ListenerPolicy, type Presented, ROLE, type Role } from './credentials.ts';
import { kindOfLogin, type WrongLogin } from './wrong-login.ts';

/** What deciding who may ask stands on. */
interface AccessContext {
  readonly credentials: Credentials;
  readonly policy: ListenerPolicy;
  /** Tells the operator. */
  readonly suspected: (login: WrongLogin) => void;
}

/** What every route knows of its request. */
export interface Access {
  /** The two ends of its connection; there is none where a program reads the files itself. */
  readonly Bindings: { readonly incoming?: IncomingMessage; readonly outgoing?: ServerResponse };
  readonly Variables: { readonly identity: Identity; readonly address: string };
}

/** Without credentials the server listens on loopback alone: whoever reaches it may do everything but find people by their numbers and steer the server. */
const ANONYMOUS: Identity = { name: 'anonymous', roles: new Set(ROLE.filter((role) => role !== 'pii' && role !== 'admin')) };
/** Who asks a listener that asks for no credentials. */
const ANYBODY: Identity = { name: 'anybody', roles: new Set(['metrics']) };

/** Refuses a request from where nobody may ask, and one without valid credentials; remembers who sends the others. */
export function authenticate({ credentials, policy, suspected }: AccessContext) {
  return createMiddleware<Access>(async (request, next) => {
    const presented = presentedBy(request, credentials);
    const { address } = presented;
    if (!credentials.isAllowed(address) || (policy.allow !== undefined && !isAmong(address, policy.allow)))
      throw new TeleError('ADDRESS_REFUSED', 'From this address nobody may ask.');
    const known = policy.isOpen ? ANYBODY : await identify(request, presented, { credentials, suspected });
    const identity = known ?? (credentials.isNeeded ? undefined : ANONYMOUS);
    if (identity === undefined) {
      if (policy.forbidsWrong === true && /^Bearer +\S+$/i.test(presented.authorization ?? ''))
        throw new TeleError('FORBIDDEN', 'The request carries credentials that are not valid.');
      request.header('www-authenticate', credentials.challenge);
      throw new TeleError('UNAUTHORIZED', 'The request carries no valid credentials.');
    }
    request.set('identity', identity);
    request.set('address', address);
    await next();
  });
}

/** Who it is. What is wrong is told, and for how long an address is refused that failed too often. */
async function identify(
  request: Context<Access>,
  presented: Presented,
  { credentials, suspected }: Pick<AccessContext, 'credentials' | 'suspected'>,
): Promise<Identity | undefined> {
  const { authorization = '', address } = presented;
  const tell = (code: WrongLogin['code']): void => suspected({ address, kind: kindOfLogin(authorization), code });
  try {
    const known = await credentials.identify(presented);
    if (known === undefined && credentials.isNeeded && authorization !== '') tell('UNAUTHORIZED');
    return known;
  } catch (error) {
    if (error instanceof TeleError && error.code === 'LOGINS_THROTTLED') {
      request.header('retry-after', String(Math.max(1, Math.ceil(credentials.secondsRefused(address)))));
      tell('LOGINS_THROTTLED');
    }
    throw error;
  }
}

/** Refuses a request of somebody who has not this role. */
export function requireRole(role: Role) {
  return createMiddleware<Access>(async (request, next) => {
    if (!request.var.identity.roles.has(role)) throw new TeleError('FORBIDDEN', `This needs a token with the role ${role}.`);
    await next();
  });
}

/** The connection of a request. Undefined where a program asks the routes themselves. */
export function socketOf(request: Context<Access>): IncomingMessage['socket'] | undefined {
  // Nothing stands in for the bindings there.
  const env: Access['Bindings'] | undefined = request.env;
  return env?.incoming?.socket;
}

function presentedBy(request: Context<Access>, credentials: Credentials): Presented {
  const socket = socketOf(request);
  const authorization = request.req.header('authorization');
  const clientCertificate = clientCertificateOf(socket);
  return {
    address: credentials.addressOf(socket?.remoteAddress ?? '', request.req.header('x-forwarded-for')),
    ...(authorization === undefined ? {} : { authorization }),
    ...(clientCertificate === undefined ? {} : { clientCertificate }),
  };
}
