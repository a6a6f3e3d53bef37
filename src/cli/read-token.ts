import { readFileSync } from 'node:fs';
import { TeleError } from '../core/index.ts';

/** The first line of the file that is a token and not the digest of one. */
export function readToken(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new TeleError('TOKEN_FILE_INVALID', `The token file ${path} could not be read.`, cause);
  }
  const token = text
    .split(/\r?\n/)
    .map((line) => line.trim().split(/\s+/))
    .filter(([first = '', second = '']) => ![first, second].some((word) => /^(?:sha256|cert):/i.test(word)))
    .map(([first = '']) => first)
    .find((first) => first !== '' && !first.startsWith('#'));
  if (token === undefined)
    throw new TeleError(
      'TOKEN_FILE_INVALID',
      `The first line of ${path} is no token in the clear: a digest is for the file of the server, who asks needs the token itself.`,
    );
  return token;
}
