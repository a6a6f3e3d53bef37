const NAME = 'ringscope-session';
const ATTRIBUTES = 'Path=/; HttpOnly; SameSite=Lax';

/** The address that a browser asks: cookies know no ports, so the name of the cookie has the one that the browser sees. */
export interface AskedAt {
  /** The Host header. */
  readonly host: string | undefined;
  /** The browser speaks TLS, to this server or to a proxy before it: then no plain connection can set the cookie, and no other host of the domain. */
  readonly isSecure: boolean;
}

/**
 * The id of a session in a Cookie header: of the cookie that came over TLS, where there is one. Undefined where there is none that this server could have made, and where
 * there are several of one name: one of them is of somebody else.
 */
export function sessionIdIn(header: string | undefined, host: string | undefined): string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  const idsOf = (name: string): readonly string[] =>
    pairs.flatMap((pair) => (pair.startsWith(`${name}=`) ? [pair.slice(name.length + 1)] : []));
  const secure = idsOf(cookieName({ host, isSecure: true }));
  const ids = secure.length > 0 ? secure : idsOf(cookieName({ host, isSecure: false }));
  const [id] = ids;
  return ids.length === 1 && id !== undefined && /^[\w-]{43}$/.test(id) ? id : undefined;
}

/** The Set-Cookie header of a session that begins. It ends with the browser, if nothing ends it before. */
export function sessionCookie(id: string, at: AskedAt): string {
  return `${cookieName(at)}=${id}; ${ATTRIBUTES}${at.isSecure ? '; Secure' : ''}`;
}

/** The one of a session that has ended. */
export function endedCookie(at: AskedAt): string {
  return `${sessionCookie('', at)}; Max-Age=0`;
}

function cookieName({ host = '', isSecure }: AskedAt): string {
  const port = /:(\d{1,5})$/.exec(host)?.[1];
  return `${isSecure ? '__Host-' : ''}${NAME}${port === undefined ? '' : `-${port}`}`;
}
