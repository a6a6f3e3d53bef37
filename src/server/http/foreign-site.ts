import { createMiddleware } from 'hono/factory';
import { TeleError } from '../../core/index.ts';
import { isOwnHost } from '../../metrics-node/index.ts';
import { type Access, socketOf } from './access.ts';
import { clientCertificateOf } from './client-certificate.ts';
import { isPageAsked } from './page.ts';

/**
 * Refuses what a browser sends on behalf of another site. `hosts`: the names of this server beside localhost and its IP addresses; undefined when every name
 * will do, since a token is needed, which a browser adds to no request by itself. Who has shown a certificate may name the server as he likes, too: a browser shows none
 * to a name that the certificate of the server does not have. A link to the page may stand anywhere; `asThemselves`: paths that are no part of it, undefined
 * where there is no page.
 */
export function refuseForeignSites(hosts: readonly string[] | undefined, asThemselves?: ReadonlySet<string>) {
  return createMiddleware<Access>(async (request, next) => {
    const header = (name: string): string | undefined => request.req.header(name);
    if (hosts !== undefined && !isOwnHost(header('host'), hosts) && clientCertificateOf(socketOf(request)) === undefined)
      throw new TeleError('HOST_REFUSED', 'The Host of the request is no name of this server.');
    if (!isOwnOrigin(header('origin'), header('host')) && !isSaidOwn(header('origin'), header('sec-fetch-site')))
      throw new TeleError('ORIGIN_REFUSED', 'The Origin of the request is another site.');
    const isLink = header('sec-fetch-dest') === 'document' && asThemselves !== undefined && isPageAsked(request, asThemselves);
    if (/^(?:cross|same)-site$/i.test(header('sec-fetch-site') ?? '') && !isLink)
      throw new TeleError('ORIGIN_REFUSED', 'A browser sent the request for a page of another site.');
    await next();
  });
}

/** A proxy may have put its own name into Host. What the browser says of the page no script can say. */
function isSaidOwn(origin: string | undefined, site: string | undefined): boolean {
  return origin !== 'null' && site?.toLowerCase() === 'same-origin';
}

/** The scheme is left out: a proxy before this server may speak another one. */
function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  return origin === undefined || (host !== undefined && /^https?:\/\/(.*)$/i.exec(origin)?.[1]?.toLowerCase() === host.toLowerCase());
}
