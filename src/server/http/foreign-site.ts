import { createMiddleware } from 'hono/factory';
import { TeleError } from '../../core/index.ts';
import { isOwnHost } from '../../metrics-node/index.ts';
import { type Access, socketOf } from './access.ts';
import { clientCertificateOf } from './client-certificate.ts';

/**
 * Refuses what a browser sends on behalf of another site. `hosts`: the names of this server beside localhost and its IP addresses; undefined when every name
 * will do, since a token is needed, which a browser adds to no request by itself. Who has shown a certificate may name the server as he likes, too: a browser shows none
 * to a name that the certificate of the server does not have.
 */
export function refuseForeignSites(hosts: readonly string[] | undefined) {
  return createMiddleware<Access>(async (request, next) => {
    const header = (name: string): string | undefined => request.req.header(name);
    if (hosts !== undefined && !isOwnHost(header('host'), hosts) && clientCertificateOf(socketOf(request)) === undefined)
      throw new TeleError('HOST_REFUSED', 'The Host of the request is no name of this server.');
    if (!isOwnOrigin(header('origin'), header('host'))) throw new TeleError('ORIGIN_REFUSED', 'The Origin of the request is another site.');
    const isLink = request.req.path === '/' && request.req.method === 'GET' && header('sec-fetch-dest') === 'document';
    if (/^(?:cross|same)-site$/i.test(header('sec-fetch-site') ?? '') && !isLink)
      throw new TeleError('ORIGIN_REFUSED', 'A browser sent the request for a page of another site.');
    await next();
  });
}

/** The scheme is left out: a proxy before this server may speak another one. */
function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  return origin === undefined || (host !== undefined && /^https?:\/\/(.*)$/i.exec(origin)?.[1]?.toLowerCase() === host.toLowerCase());
}
