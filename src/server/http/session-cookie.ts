/** Its name. One server on a host has it: cookies do not know ports. */
const NAME = 'ringscope-session';
const ATTRIBUTES = 'Path=/; HttpOnly; SameSite=Lax';

/** The id of a session in a Cookie header. Undefined where there is none that this server could have made, and where there are several: one of them is of somebody else. */
export function sessionIdIn(header: string | undefined): string | undefined {
  const ids = (header ?? '').split(';').flatMap((pair) => {
    const text = pair.trim();
    return text.startsWith(`${NAME}=`) ? [text.slice(NAME.length + 1)] : [];
  });
  const [id] = ids;
  return ids.length === 1 && id !== undefined && /^[\w-]{43}$/.test(id) ? id : undefined;
}

/** The Set-Cookie header of a session that begins. It ends with the browser, if nothing ends it before. */
export function sessionCookie(id: string, isSecure: boolean): string {
  return `${NAME}=${id}; ${ATTRIBUTES}${isSecure ? '; Secure' : ''}`;
}

/** The one of a session that has ended. */
export const ENDED_COOKIE = `${NAME}=; ${ATTRIBUTES}; Max-Age=0`;
