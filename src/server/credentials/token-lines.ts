import { TeleError } from '../../core/index.ts';
import { isDigestOfNothing, type Lock, secretDigest } from '../../metrics-node/index.ts';
import { type Identity, ROLE, type Role } from '../http/credentials.ts';

/** The shortest token that a token file may hold in the clear. */
export const MIN_TOKEN_LENGTH = 16;
const NAME = /^[A-Za-z0-9][\w.@-]{0,63}$/;

/** A line of a token file: a bearer token by its SHA-256, or a client certificate by its own. */
export interface TokenLine extends Lock {
  readonly kind: 'token' | 'certificate';
  readonly identity: Identity;
  /** ISO 8601. Absent in the short form. */
  readonly created?: string;
  /** Unix seconds from which on it opens nothing. Absent: never. */
  readonly expiresAt?: number;
  /** Its place in the file, from 1. */
  readonly line: number;
}

/**
 * Reads the text of a token file: one line each, `name sha256:<hex> roles created [expires]`, or `name cert:<hex>` for the SHA-256 fingerprint of a client certificate.
 * The short form has no name: a token in the clear or `sha256:<hex>`, and its roles. Roles have commas between them; `read` when there are none. Empty lines and those
 * that begin with `#` are skipped. Throws `TOKEN_FILE_INVALID` with the line, and never quotes it.
 */
export function parseTokenLines(text: string, path: string): readonly TokenLine[] {
  const lines = text.split('\n').flatMap((line, index) => {
    const words = line.trim();
    return words === '' || words.startsWith('#') ? [] : [readLine(words.split(/\s+/), index + 1, path)];
  });
  const names = new Set<string>();
  for (const { identity, line } of lines) {
    if (names.has(identity.name)) throw fault(path, line, 'has the name of another line');
    names.add(identity.name);
  }
  return lines;
}

/** The line of a new token. */
export function tokenLine(name: string, token: string, roles: readonly Role[], created: string, expires: string | undefined): string {
  const digest = secretDigest(token)?.toString('hex') ?? '';
  return [name, `sha256:${digest}`, roles.join(','), created, ...(expires === undefined ? [] : [expires])].join(' ');
}

/** Whether a token may have this name: it is shown in the log. */
export function isTokenName(name: string): boolean {
  return NAME.test(name);
}

/** The roles in a list with commas. Undefined when one of them is none. */
export function parseRoles(text: string): readonly Role[] | undefined {
  const named = text.split(',');
  const known = ROLE.filter((role) => named.includes(role));
  return known.length === named.length ? known : undefined;
}

function readLine(words: readonly string[], line: number, path: string): TokenLine {
  const isNamed = /^(?:sha256|cert):/i.test(words[1] ?? '');
  const [name, secret = '', roles = 'read', ...times] = isNamed ? words : [`line-${line}`, ...words];
  if (name === undefined || !isTokenName(name)) throw fault(path, line, 'has a name that is none');
  const known = parseRoles(roles);
  if (known === undefined) throw fault(path, line, `names a role that is not one of ${ROLE.join(', ')}`);
  if (times.length > (isNamed ? 2 : 0)) throw fault(path, line, 'has more words than a line may have');
  const [created, expires] = times.map((time) => readTime(time, path, line));
  return {
    ...readSecret(secret, path, line),
    identity: { name, roles: new Set(known) },
    ...(created === undefined ? {} : { created: new Date(created * 1000).toISOString() }),
    ...(expires === undefined ? {} : { expiresAt: expires }),
    line,
  };
}

function readSecret(secret: string, path: string, line: number): Pick<TokenLine, 'kind' | 'digest'> {
  const [, word, text = ''] = /^(sha256|cert):([0-9a-f:]+)$/i.exec(secret) ?? [];
  const isCertificate = word?.toLowerCase() === 'cert';
  // As `openssl x509 -fingerprint` writes it.
  const hex = isCertificate ? text.replaceAll(':', '') : text;
  const hashed = /^[0-9a-f]{64}$/i.test(hex) ? Buffer.from(hex, 'hex') : undefined;
  const digest = word === undefined ? plainDigest(secret) : hashed;
  if (digest === undefined) throw fault(path, line, 'is no token');
  if (isDigestOfNothing(digest)) throw fault(path, line, 'is the digest of an empty token');
  return { kind: isCertificate ? 'certificate' : 'token', digest };
}

/** What begins as a digest is meant as one, and is never a token of its own. */
function plainDigest(token: string): Buffer | undefined {
  return token.length < MIN_TOKEN_LENGTH || /^(?:sha-?256|cert)\b/i.test(token) ? undefined : secretDigest(token);
}

function readTime(text: string, path: string, line: number): number {
  const seconds = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) ? Date.parse(text) / 1000 : Number.NaN;
  if (Number.isNaN(seconds)) throw fault(path, line, 'has a time that is none, such as 2030-01-31T00:00:00Z');
  return seconds;
}

function fault(path: string, line: number, what: string): TeleError {
  return new TeleError('TOKEN_FILE_INVALID', `Line ${line} of the token file ${path} ${what}.`);
}
