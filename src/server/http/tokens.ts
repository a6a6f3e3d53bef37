import { readFileSync, statSync } from 'node:fs';
import { TeleError } from '../../core/index.ts';
import { findBearer, isDigestOfNothing, secretDigest } from '../../metrics-node/index.ts';
import { ROLE, type Role } from './credentials.ts';

/** The shortest token that a token file may hold. */
const MIN_TOKEN_LENGTH = 16;

/** The tokens of a server, kept as digests. */
export interface Tokens {
  /** The roles of the token in an Authorization header; undefined when it carries none of them. The time it takes does not depend on how much of one is right. */
  rolesOf(authorization: string | undefined): ReadonlySet<Role> | undefined;
  /** Others than the owner may read the file. */
  readonly isFileOpen: boolean;
}

interface Token {
  readonly digest: Buffer;
  readonly roles: ReadonlySet<Role>;
}

/**
 * Reads a token file: one token per line, plain or as `sha256:<hex digest>`, and after a blank its roles with commas between them (`read` when it names none);
 * empty lines and lines that begin with `#` are skipped.
 */
export function loadTokens(path: string): Tokens {
  let text: string;
  let mode: number;
  try {
    text = readFileSync(path, 'utf8');
    mode = statSync(path).mode;
  } catch (error) {
    throw new TeleError('TOKEN_FILE_INVALID', `The token file ${path} could not be read.`, error);
  }
  const tokens = text.split('\n').flatMap((line, index) => {
    const words = line.trim();
    return words === '' || words.startsWith('#') ? [] : [readToken(words, path, index + 1)];
  });
  if (tokens.length === 0) throw new TeleError('TOKEN_FILE_INVALID', `The token file ${path} holds no token.`);
  return {
    isFileOpen: (mode & 0o077) !== 0,
    rolesOf: (authorization) => findBearer(authorization, tokens)?.roles,
  };
}

function readToken(line: string, path: string, number: number): Token {
  const [token = '', roles = 'read', ...rest] = line.split(/\s+/);
  const named = roles.split(',');
  const known = ROLE.filter((role) => named.includes(role));
  if (rest.length > 0 || known.length !== named.length)
    throw new TeleError(
      'TOKEN_FILE_INVALID',
      `Line ${number} of the token file ${path} names a role that is not one of ${ROLE.join(', ')}.`,
    );
  return { digest: digestOf(token, path, number), roles: new Set(known) };
}

function digestOf(token: string, path: string, line: number): Buffer {
  const hex = /^sha256:([0-9a-f]{64})$/i.exec(token)?.[1];
  const given = hex === undefined ? plainDigest(token) : Buffer.from(hex, 'hex');
  if (given === undefined) throw new TeleError('TOKEN_FILE_INVALID', `Line ${line} of the token file ${path} is no token.`);
  if (isDigestOfNothing(given))
    throw new TeleError('TOKEN_FILE_INVALID', `Line ${line} of the token file ${path} is the digest of an empty token.`);
  return given;
}

/** What begins as a digest is meant as one, and is never a token of its own. */
function plainDigest(token: string): Buffer | undefined {
  return token.length < MIN_TOKEN_LENGTH || /^sha-?256\b/i.test(token) ? undefined : secretDigest(token);
}
