/** A URI in angle brackets, behind a display name or alone. */
const BRACKETED = /<\s*((?:sips?|tel):[^<>]*)>/i;
const BARE = /^\s*((?:sips?|tel):\S+)/i;
/** Characters that end the user part: of a password, a parameter, a query. */
const BEHIND_USER = /[:;?]/;

/** Returns the number in a text of a program: the user part of a SIP header or URI, else the text itself. */
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
