/** The path below which everything of the server lies, without a slash at its end: that of a reverse proxy, or nothing. */
export const ROOT_PATH = onThisHost(new URL(document.baseURI).pathname).replace(/\/$/, '');

/** The path of a screen, or of the API, as the browser has to ask for it. */
export function at(path: string): string {
  return `${ROOT_PATH}${path}`;
}

/** A path with one slash at its beginning: of one with several a browser takes the first name for that of another host. */
export function onThisHost(path: string): string {
  return path.replace(/^\/{2,}/, '/');
}
