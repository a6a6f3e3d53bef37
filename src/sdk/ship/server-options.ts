import { TeleError } from '../../core/index.ts';
import { optionFault } from '../option-fault.ts';

/** The server to which a program sends its events. */
export interface ServerOptions {
  /** Where it listens, such as `https://ringscope.example:7464`. Private values go there as they are, so it is TLS, or a server on this machine. */
  readonly url: string;
  /** A token with the role `ingest`. Absent, as is `tokenFile`: the server needs none. */
  readonly token?: string;
  /** A file that holds the token alone. It is read again when the server refuses the token. */
  readonly tokenFile?: string;
  /** The most events that wait for the server; beyond, the oldest are dropped and counted. Default 10,000. */
  readonly maxEvents?: number;
  /** The most bytes that wait for it. Default 8 MiB. */
  readonly maxBytes?: number;
  /** How long `stop` waits until the server has everything, seconds. Default 5. */
  readonly drainSeconds?: number;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** The address of the events of a server. Throws `CONFIG_INVALID` for what is no address, and `SERVER_EXPOSED` for one where others could read along. */
export function eventsUrl({ url }: ServerOptions): URL {
  const base = URL.canParse(url) ? new URL(url) : undefined;
  if (base === undefined || !['http:', 'https:'].includes(base.protocol))
    throw optionFault(['server.url is no address such as https://ringscope.example:7464']);
  if (base.username !== '' || base.password !== '') throw optionFault(['server.url holds a password: give server.token instead']);
  if (base.protocol === 'http:' && !LOOPBACK.test(base.hostname))
    throw new TeleError('SERVER_EXPOSED', `Numbers and names would go to ${base.host} without encryption.`);
  return new URL('api/v1/events', base.href.endsWith('/') ? base : `${base.href}/`);
}
