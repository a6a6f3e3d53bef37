import type { IncomingMessage, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { TeleError } from '../../core/index.ts';
import { isAmong } from '../credentials/client-address.ts';
import { type Credentials, type Identity, type ListenerPolicy, type Presented, ROLE, type Role } from './credentials.ts';

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
export function authenticate(credentials: Credentials, policy: ListenerPolicy) {
  return createMiddleware<Access>(async (request, next) => {
    const presented = presentedBy(request, credentials);
    const { address } = presented;
    if (!credentials.isAllowed(address) || (policy.allow !== undefined && !isAmong(address, policy.allow)))
      throw new TeleError('ADDRESS_REFUSED', 'From this address nobody may ask.');
    const known = policy.isOpen ? ANYBODY : await credentials.identify(presented);
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

/** Refuses a request of somebody who has not this role. */
export function requireRole(role: Role) {
  return createMiddleware<Access>(async (request, next) => {
    if (!request.var.identity.roles.has(role)) throw new TeleError('FORBIDDEN', `This needs a token with the role ${role}.`);
    await next();
  });
}

function presentedBy(request: Context<Access>, credentials: Credentials): Presented {
  // Nothing stands in for a connection where a program asks the routes themselves.
  const env: Access['Bindings'] | undefined = request.env;
  const socket = env?.incoming?.socket;
  const authorization = request.req.header('authorization');
  return {
    address: credentials.addressOf(socket?.remoteAddress ?? '', request.req.header('x-forwarded-for')),
    ...(authorization === undefined ? {} : { authorization }),
    ...certificateOf(socket),
  };
}

/** The certificate of a client, once TLS has verified it. */
function certificateOf(socket: IncomingMessage['socket'] | undefined): Pick<Presented, 'clientCertificate'> {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return {};
  const { subject, fingerprint256 } = socket.getPeerCertificate();
  // Without a certificate the object is empty, whatever its type says.
  return typeof fingerprint256 === 'string' ? { clientCertificate: { subject: String(subject?.CN ?? ''), fingerprint256 } } : {};
}
