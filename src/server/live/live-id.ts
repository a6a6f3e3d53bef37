/** The id of an event of the feed: which start of the server, and the number of the change. */
export function liveId(boot: string, position: number): string {
  return `${boot}-${position}`;
}

/** What an id says. Undefined for what is none. */
export function readLiveId(text: string): { readonly boot: string; readonly position: number } | undefined {
  const [, boot, position] = /^([0-9a-f]{8})-(\d{1,15})$/.exec(text) ?? [];
  return boot === undefined ? undefined : { boot, position: Number(position) };
}
