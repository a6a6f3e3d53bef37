import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { TeleError } from '../../core/index.ts';

/** The shortest token that a token file may hold. */
const MIN_TOKEN_LENGTH = 16;

/** The tokens that may read, kept as digests. */
export interface Tokens {
  /** Whether the value of an Authorization header carries one of the tokens. The time it takes does not depend on how much of one is right. */
  isAllowed(authorization: string | undefined): boolean;
  /** Others than the owner may read the file. */
  readonly isFileOpen: boolean;
}

/** Reads a token file: one token per line, plain or as `sha256:<hex digest>`; empty lines and lines that begin with `#` are skipped. */
export function loadTokens(path: string): Tokens {
  let text: string;
  let mode: number;
  try {
    text = readFileSync(path, 'utf8');
    mode = statSync(path).mode;
  } catch (error) {
    throw new TeleError('TOKEN_FILE_INVALID', `The token file ${path} could not be read.`, error);
  }
  const digests = text.split('\n').flatMap((line, index) => {
    const token = line.trim();
    return token === '' || token.startsWith('#') ? [] : [digestOf(token, path, index + 1)];
  });
  if (digests.length === 0) throw new TeleError('TOKEN_FILE_INVALID', `The token file ${path} holds no token.`);
  return {
    isFileOpen: (mode & 0o077) !== 0,
    isAllowed(authorization) {
      const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
      const given = sha256(token);
      let isKnown = false;
      // All are compared, so that the time does not tell which one fits.
      for (const digest of digests) isKnown = timingSafeEqual(digest, given) || isKnown;
      return isKnown;
    },
  };
}

function digestOf(token: string, path: string, line: number): Buffer {
  const hex = /^sha256:([0-9a-f]{64})$/i.exec(token)?.[1];
  if (hex !== undefined) return Buffer.from(hex, 'hex');
  if (token.startsWith('sha256:') || token.length < MIN_TOKEN_LENGTH || /\s/.test(token))
    throw new TeleError('TOKEN_FILE_INVALID', `Line ${line} of the token file ${path} is no token.`);
  return sha256(token);
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
