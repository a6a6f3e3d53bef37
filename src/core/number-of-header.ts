/** A URI in angle brackets, behind a display name or alone. */
const BRACKETED = /<\s*((?:sips?|tel):[^<>]*)>/i;
const BARE = /^\s*((?:sips?|tel):\S+)/i;
/** What ends the user part: a password, a parameter, a query. */
const BEHIND_USER = /[:;?]/;

/** The number that a program told: of a SIP header or a URI, as programs pass them on, its user part; of any other text the text itself. */
export function numberOfHeader(text: string): string {
  const uri = (BRACKETED.exec(text) ?? BARE.exec(text))?.[1];
  if (uri === undefined) return text;
  const rest = uri.slice(uri.indexOf(':') + 1);
  const at = rest.indexOf('@');
  // A SIP URI without a user names a host alone.
  if (at < 0 && !/^tel:/i.test(uri)) return text;
  const [user = ''] = (at < 0 ? rest : rest.slice(0, at)).split(BEHIND_USER);
  return user === '' ? text : unescaped(user);
}

function unescaped(user: string): string {
  try {
    return decodeURIComponent(user);
  } catch {
    return user;
  }
}
