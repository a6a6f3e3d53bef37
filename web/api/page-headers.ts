/** The headers by which the server knows the page and its session. By the first it knows that a 401 is for the page, and not for the browser to ask for a password. */
export function pageHeaders(key: string | undefined): Readonly<Record<string, string>> {
  return { 'x-requested-with': 'ringscope', ...(key === undefined ? {} : { 'ringscope-session-key': key }) };
}
