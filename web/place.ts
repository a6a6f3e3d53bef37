/** The path below which everything of the server lies, without a slash at its end: that of a reverse proxy, or nothing. */
export const ROOT_PATH = new URL(document.baseURI).pathname.replace(/\/$/, '');

/** The path of a screen, or of the API, as the browser has to ask for it. */
export function at(path: string): string {
  return `${ROOT_PATH}${path}`;
}
