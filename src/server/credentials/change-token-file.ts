import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { TeleError } from '../../core/index.ts';
import { withFileLock, writeNewFile } from '../../stores/index.ts';
import { readSmallFileSync, whyUnread } from '../../tls/index.ts';
import type { Role } from '../http/credentials.ts';
import { newToken } from './owner-token.ts';
import { isTokenName, parseTokenLines, tokenLine, type TokenLine } from './token-lines.ts';

/** What a new token shall be. */
export interface NewToken {
  readonly name: string;
  readonly roles: readonly Role[];
  /** Unix seconds. */
  readonly now: number;
  readonly expiresAt?: number;
}

/** The tokens of a file, without their digests. Throws `FILE_UNREADABLE` when there is no such file. */
export function listTokens(path: string): readonly Omit<TokenLine, 'digest'>[] {
  requireFile(path);
  return parseTokenLines(readText(path), path);
}

/** Adds a token to a file, which is made when there is none, and gives the token itself: it is written nowhere. Throws `BAD_REQUEST` for a name that is taken. */
export async function createToken(path: string, { name, roles, now, expiresAt }: NewToken): Promise<string> {
  if (!isTokenName(name))
    throw new TeleError(
      'BAD_REQUEST',
      'The name of a token is 1 to 64 letters, digits, dots, dashes, _ or @, and begins with a letter or digit.',
    );
  const token = newToken();
  await changeFile(path, (text, lines) => {
    if (lines.some(({ identity }) => identity.name === name))
      throw new TeleError('BAD_REQUEST', `${path} has a token of the name ${name} already.`);
    const end = text === '' || text.endsWith('\n') ? '' : '\n';
    return `${text}${end}${tokenLine(name, token, roles, isoTime(now), expiresAt === undefined ? undefined : isoTime(expiresAt))}\n`;
  });
  return token;
}

/** Removes a token from a file. Throws `NOT_FOUND`, and `FILE_UNREADABLE` when there is no such file. */
export async function revokeToken(path: string, name: string): Promise<void> {
  requireFile(path);
  await changeFile(path, (text, lines) => {
    const gone = lines.find(({ identity }) => identity.name === name);
    if (gone === undefined) throw new TeleError('NOT_FOUND', `${path} has no token of the name ${name}.`);
    return text
      .split('\n')
      .filter((_, index) => index !== gone.line - 1)
      .join('\n');
  });
}

/** One change at a time: the text is read, changed and put in its place under a lock that goes with its process. */
async function changeFile(named: string, change: (text: string, lines: readonly TokenLine[]) => string): Promise<void> {
  // The file itself is replaced, not a link to it.
  const path = existsSync(named) ? realpathSync(named) : named;
  requireWritable(dirname(path), named);
  try {
    await withFileLock(`${path}.lock`, () => {
      const text = readText(path);
      replaceFile(path, change(text, parseTokenLines(text, path)));
    });
  } catch (cause) {
    if (cause instanceof TeleError) throw cause;
    throw new TeleError('FILE_UNWRITABLE', `Beside the token file ${path} no lock can be written.`, cause);
  }
}

function requireFile(path: string): void {
  if (!existsSync(path)) throw new TeleError('FILE_UNREADABLE', `There is no token file ${path}.`);
}

/** The file is replaced, so it is its folder that must be written. */
function requireWritable(folder: string, path: string): void {
  if (!existsSync(folder))
    throw new TeleError('FILE_UNWRITABLE', `The token file ${path} cannot be written: there is no folder ${folder}.`);
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new TeleError('FILE_UNWRITABLE', `The token file ${path} cannot be written: this user may not write in ${folder}.`, cause);
  }
}

function replaceFile(path: string, text: string): void {
  const fresh = `${path}.new`;
  try {
    writeNewFile(fresh, text);
    takeOwner(path, fresh);
    const handle = openSync(fresh, 'r');
    fsyncSync(handle);
    closeSync(handle);
    renameSync(fresh, path);
  } catch (cause) {
    rmSync(fresh, { force: true });
    throw new TeleError('FILE_UNWRITABLE', `The token file ${path} could not be written.`, cause);
  }
}

/** The superuser may make tokens for the user of the server. What others might read, they may not any more; a group may that could. */
function takeOwner(path: string, fresh: string): void {
  if (!existsSync(path)) return;
  const { uid, gid, mode } = statSync(path);
  const own = statSync(fresh);
  if (own.uid !== uid || own.gid !== gid) chownSync(fresh, uid, gid);
  chmodSync(fresh, 0o600 | (mode & 0o040));
}

function readText(path: string): string {
  try {
    return readSmallFileSync(path).bytes.toString('utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return '';
    throw new TeleError('TOKEN_FILE_INVALID', `The token file ${path} could not be read${whyUnread(cause)}.`, cause);
  }
}

function isoTime(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}
