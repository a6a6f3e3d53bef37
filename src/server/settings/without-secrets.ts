/** An address, with all that stands behind it up to the next blank or quote. */
const ADDRESS = /([a-z][a-z\d+.-]*:\/\/)([^\s"]*)/giu;
const HOST = /^[\w.:[\]-]*/u;

/**
 * A text with the addresses in it by their scheme, host and port alone: name, password, path and query may be or hold a secret, and any of them may have commas and
 * semicolons in it.
 */
export function withoutSecrets(text: string): string {
  return text.replaceAll(ADDRESS, (_, scheme: string, rest: string) => {
    // Which of several @ stands before the host nobody knows.
    if (rest.includes('@')) return `${scheme}(set)`;
    const host = HOST.exec(rest)?.[0] ?? '';
    return rest === host || rest === `${host}/` ? `${scheme}${rest}` : `${scheme}${host}/(set)`;
  });
}
