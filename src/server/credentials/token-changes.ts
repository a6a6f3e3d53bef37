import type { TokenLine } from './token-lines.ts';

/** What has become of the tokens of a file, by their names. */
export function tokenChanges(before: readonly TokenLine[], after: readonly TokenLine[]): string {
  const [old, fresh] = [byName(before), byName(after)];
  const parts = [
    ['added', [...fresh.keys()].filter((name) => !old.has(name))],
    ['removed', [...old.keys()].filter((name) => !fresh.has(name))],
    ['changed', [...fresh].filter(([name, text]) => (old.get(name) ?? text) !== text).map(([name]) => name)],
  ] as const;
  const said = parts.flatMap(([what, names]) => (names.length === 0 ? [] : [`${what} ${names.join(', ')}`]));
  return said.length === 0 ? 'no token is another' : said.join('; ');
}

function byName(lines: readonly TokenLine[]): ReadonlyMap<string, string> {
  return new Map(
    lines.map(({ identity, digest, expiresAt }) => [identity.name, `${digest.toString('hex')} ${[...identity.roles].join()} ${expiresAt}`]),
  );
}
