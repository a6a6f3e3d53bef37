import { TeleError } from '../../core/index.ts';
import { type Cidr, parseCidr } from '../settings/cidr.ts';
import { shownPath, whyUnread } from '../../tls/index.ts';
import type { Settings } from '../settings/server-settings.ts';
import { type BasicUser, parseBasicLines } from './basic-lines.ts';
import { createLiveFile, type LiveFile } from './live-file.ts';
import { tokenChanges } from './token-changes.ts';
import { parseTokenLines, type TokenLine } from './token-lines.ts';

/** Says what has become of a file. */
export type FileLog = (level: 'info' | 'warn' | 'error', message: string, code?: TeleError['code']) => void;

/** What the settings name, read. */
export interface Known {
  readonly tokens?: LiveFile<readonly TokenLine[]>;
  readonly users?: LiveFile<ReadonlyMap<string, BasicUser>>;
  readonly allow: readonly Cidr[];
  readonly trusted: readonly Cidr[];
}

/** Reads all of it. Throws what is wrong with one of the files. */
export function readKnown({ tokenFile, basicFile, allow, trustedProxies }: Settings['auth'], log: FileLog): Known {
  return {
    ...(tokenFile === undefined ? {} : { tokens: readTokens(tokenFile, log) }),
    ...(basicFile === undefined ? {} : { users: readUsers(basicFile, log) }),
    allow: networks(allow),
    trusted: networks(trustedProxies),
  };
}

function readTokens(path: string, log: FileLog): LiveFile<readonly TokenLine[]> {
  const file = createLiveFile({
    path,
    parse: (text) => parseTokenLines(text, path),
    empty: [],
    unreadable: (cause) =>
      new TeleError(
        'TOKEN_FILE_INVALID',
        `The token file${shownPath(path)} of auth.token_file could not be read${whyUnread(cause)}.`,
        cause,
      ),
    changed: (before, after) => log('info', `The token file changed: ${tokenChanges(before, after)}.`),
    gone: () => log('error', `The token file ${path} is gone: no token lets anybody in until it is there again.`, 'TOKEN_FILE_INVALID'),
    failed: (error) => log('error', `${error.message} The tokens from before hold on.`, error.code),
  });
  if (file.current().length === 0) throw new TeleError('TOKEN_FILE_INVALID', `The token file ${path} holds no token.`);
  if (file.isOpen) log('warn', 'Others than its owner may read the token file; give it mode 0600.');
  return file;
}

function readUsers(path: string, log: FileLog): LiveFile<ReadonlyMap<string, BasicUser>> {
  const file = createLiveFile<ReadonlyMap<string, BasicUser>>({
    path,
    parse: (text) => parseBasicLines(text, path),
    empty: new Map(),
    unreadable: (cause) =>
      new TeleError('BASIC_FILE_INVALID', `The file${shownPath(path)} of auth.basic_file could not be read${whyUnread(cause)}.`, cause),
    changed: (_before, after) => log('info', `The file of auth.basic_file changed: it has ${after.size} users.`),
    gone: () =>
      log(
        'error',
        `The file ${path} of auth.basic_file is gone: no password lets anybody in until it is there again.`,
        'BASIC_FILE_INVALID',
      ),
    failed: (error) => log('error', `${error.message} The users from before hold on.`, error.code),
  });
  if (file.current().size === 0) throw new TeleError('BASIC_FILE_INVALID', `The file ${path} of auth.basic_file holds no user.`);
  if (file.isOpen) log('warn', 'Others than its owner may read the file of auth.basic_file; give it mode 0600.');
  return file;
}

/** The settings have been checked: what is no network is none that lets anyone in. */
function networks(texts: readonly string[]): readonly Cidr[] {
  return texts.flatMap((text) => parseCidr(text) ?? []);
}
