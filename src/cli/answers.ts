import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TeleError } from '../core/index.ts';
import { textOption, type CommandInput, type CommandIo } from './command.ts';

const USUAL_PORT = '7464';

/** How to ask. */
export interface AskOptions {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** How long the answer may take. Absent: as long as the command runs. */
  readonly deadlineSeconds?: number;
}

/** What answers the API. */
export interface Answers {
  /** An address or a folder. */
  place(): string;
  /** Throws `SERVER_UNREACHABLE` when nothing answers. */
  ask(pathAndQuery: string, options: AskOptions): Promise<Response>;
  /** Why answers lack something, as far as files could not be read so far. Undefined where a server answers. */
  unread(): Promise<readonly string[] | undefined>;
  close(): Promise<void>;
}

/**
 * The one rule of where answers come from: `--store` reads the files of a folder; else `--url` or `RINGSCOPE_URL` is asked. When neither is given and no
 * server answers at the usual address, the files of `store.path` are read, and a message says so.
 */
export async function openAnswers(input: CommandInput, io: CommandIo): Promise<Answers> {
  const folder = textOption(input, 'store');
  const url = namedUrl(input, io);
  if (folder !== undefined && textOption(input, 'url') !== undefined)
    throw new TeleError('BAD_REQUEST', '--store and --url exclude each other: the files are read, or a server is asked.');
  if (folder !== undefined) return openFolder(input, io, { 'store-path': folder });
  return url === undefined ? serverOrFiles(input, io) : server(url, input, io);
}

/** The server that is named, else the one at the usual address: for what no file can tell. */
export function openServer(input: CommandInput, io: CommandIo): Answers {
  return server(namedUrl(input, io) ?? usualUrl(io), input, io);
}

function namedUrl(input: CommandInput, io: CommandIo): string | undefined {
  return textOption(input, 'url') ?? (io.env['RINGSCOPE_URL'] || undefined);
}

/** Where a server listens that has the same environment. */
function usualUrl(io: CommandIo): string {
  return `http://127.0.0.1:${io.env['RINGSCOPE_HTTP_PORT'] || USUAL_PORT}`;
}

function serverOrFiles(input: CommandInput, io: CommandIo): Answers {
  const usual = server(usualUrl(io), input, io);
  let files: Answers | undefined;
  return {
    place: () => (files ?? usual).place(),
    async ask(path, options) {
      if (files !== undefined) return files.ask(path, options);
      try {
        return await usual.ask(path, options);
      } catch (error) {
        files = await filesInstead(error, input, io);
        return files.ask(path, options);
      }
    },
    unread: async () => files?.unread(),
    close: async () => files?.close(),
  };
}

/** The files of the settings when there are any; else what went wrong with the server. */
async function filesInstead(error: unknown, input: CommandInput, io: CommandIo): Promise<Answers> {
  if (!(error instanceof TeleError && error.code === 'SERVER_UNREACHABLE') || io.signal.aborted) throw error;
  const { readSettings } = await import('./read-settings.ts');
  const { path } = (await readSettings(input, io, {})).store;
  if (!existsSync(join(path, 'active.db'))) throw error;
  io.err(`No server answers at ${usualUrl(io)}; the files in ${path} are read.\n`);
  return openFolder(input, io, {});
}

async function openFolder(input: CommandInput, io: CommandIo, flags: Readonly<Record<string, string>>): Promise<Answers> {
  const { openFiles } = await import('../server/index.ts');
  const { readSettings } = await import('./read-settings.ts');
  const settings = await readSettings(input, io, flags);
  const files = await openFiles(settings, io.now);
  return {
    place: () => settings.store.path,
    ask: async (path, { method }) => files.fetch(new Request(new URL(path, 'http://files'), { method })),
    unread: files.unread,
    close: files.close,
  };
}

function server(url: string, input: CommandInput, io: CommandIo): Answers {
  const tokenFile = textOption(input, 'tokenFile') ?? (io.env['RINGSCOPE_TOKEN_FILE'] || undefined);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw new TeleError('BAD_REQUEST', `${url} is no http address.`);
  const token = tokenFile === undefined ? undefined : readToken(tokenFile);
  return {
    place: () => url,
    async ask(path, options) {
      const response = await send(new URL(path, url), token, options, io);
      // Where credentials are configured the answer is 401, and a token of the owner would be a wrong one.
      if (token !== undefined || response.status !== 403) return response;
      const { ownerOf } = await import('./owner.ts');
      const owner = await ownerOf(url, input, io);
      if (owner === undefined) return response;
      await response.body?.cancel();
      return send(new URL(path, owner.url), owner.token, options, io);
    },
    unread: async () => undefined,
    close: async () => undefined,
  };
}

async function send(target: URL, token: string | undefined, { method, deadlineSeconds }: AskOptions, io: CommandIo): Promise<Response> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const signal = deadlineSeconds === undefined ? io.signal : AbortSignal.any([io.signal, AbortSignal.timeout(deadlineSeconds * 1000)]);
  try {
    return await fetch(target, { method, headers, signal });
  } catch (cause) {
    throw new TeleError('SERVER_UNREACHABLE', `${unansweredBy(cause)} at ${target.origin}.`, cause);
  }
}

/** Codes of OpenSSL and of Node for a certificate that is not believed. */
const UNTRUSTED = /^(?:CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS_CERT)/;

function unansweredBy(cause: unknown): string {
  const code = cause instanceof Error && cause.cause instanceof Error && 'code' in cause.cause ? String(cause.cause.code) : '';
  if (!UNTRUSTED.test(code)) return 'No ringscope server answered';
  return `The certificate is not trusted (${code}); NODE_EXTRA_CA_CERTS names a file with the one that signed it. Nothing was asked`;
}

/** The first line of the file that is a token and not the digest of one. */
function readToken(path: string): string {
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
