/** Refused frames of HEP by reason, as a page of metrics has them. */
export function rejectsIn(page: string): ReadonlyMap<string, number> {
  const lines = page.matchAll(/^ringscope_source_rejects_total\{source="hep",reason="(\w+)"\} (\d+)/gm);
  return new Map([...lines].map(([, reason = '', count]) => [reason, Number(count)]));
}

const MEANING: { readonly [reason: string]: string } = {
  not_allowed: 'it was refused because the address of this machine is not in hep.allow',
  bad_key: 'it was refused because its key is not that of hep.key_file: --key-file names the right one',
  rate_limited: 'it was refused because this address has sent more than hep.rate_limit allows',
};

/** What most likely became of frames that were sent and not seen: a sentence, and what to do. */
export function whyLost(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  refused: string | undefined,
  sentTo: string,
): string {
  const risen = [...after].filter(([reason, count]) => count > (before.get(reason) ?? 0)).map(([reason]) => reason);
  const known = risen.find((reason) => MEANING[reason] !== undefined);
  if (known !== undefined) return `It reached the server, but ${MEANING[known] ?? known} (${known}).`;
  if (risen.length > 0) return `It reached the server, which refused it: ${risen.join(', ')}; docs/hep.md says what that means.`;
  if (refused === 'ECONNREFUSED')
    return `Nobody listens for HEP over UDP at ${sentTo}: look at hep.host, hep.port and hep.transports of the server.`;
  if (refused !== undefined) return `It could not be sent to ${sentTo}: ${refused}.`;
  return `Nothing of it reached the server: another program has the port ${sentTo}, a firewall drops it on the way, or --to is not where this server listens.`;
}
