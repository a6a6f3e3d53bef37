import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../server/index.ts';
import { TeleError } from '../core/index.ts';
import { textOption, type CommandInput, type CommandIo } from './command.ts';
import { askHttp, type Answer } from './http-answer.ts';
import { readToken } from './read-token.ts';

const USUAL_PORT = '7464';

/** How to ask. */
export interface AskOptions {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** How long the answer may take. Absent: as long as the command runs. */
  readonly deadlineSeconds?: number;
  /** Ends it before that. */
  readonly signal?: AbortSignal;
  /** The id of the last event of a feed that is already here. */
  readonly lastEventId?: string;
  /** JSON to send. */
  readonly body?: string;
  /** Bytes to send instead, as they come. Then `signal` alone ends it. */
  readonly upload?: () => AsyncIterable<Uint8Array>;
  /** The media type of these. Absent: application/octet-stream. */
  readonly uploadType?: string;
}

/** What answers the API. */
export interface Answers {
  /** An address or a folder. */
  place(): string;
  /** Throws `SERVER_UNREACHABLE` when nothing answers. */
  ask(pathAndQuery: string, options: AskOptions): Promise<Answer>;
  /** Why answers lack something, as far as files could not be read so far. Undefined where a server answers. */
  unread(): Promise<readonly string[] | undefined>;
  close(): Promise<void>;
}

/**
 * The one rule of where answers come from: `--store` reads the files of a folder; else `--url` or `RINGSCOPE_URL` is asked. When neither is given and no
 * server answers at the usual address, the one that writes `store.path` is asked, else its files are read; a message says so.
 */
export async function openAnswers(input: CommandInput, io: CommandIo): Promise<Answers> {
  const folder = textOption(input, 'store');
  const url = namedUrl(input, io);
  if (folder !== undefined && textOption(input, 'url') !== undefined)
    throw new TeleError('BAD_REQUEST', '--store and --url exclude each other: the files are read, or a server is asked.');
  if (folder !== undefined) return openFolder(input, io, { store: folder });
  return url === undefined ? serverOrFiles(input, io) : server(url, input, io);
}

/** The server that is named, else the one at the usual address: for what no file can tell. */
export async function openServer(input: CommandInput, io: CommandIo): Promise<Answers> {
  const url = namedUrl(input, io);
  return url === undefined ? usualServer(input, io) : server(url, input, io);
}

/** The server at an address. */
export function serverAt(url: string, input: CommandInput, io: CommandIo): Answers {
  return server(url, input, io);
}

function namedUrl(input: CommandInput, io: CommandIo): string | undefined {
  const url = textOption(input, 'url') ?? (io.env['RINGSCOPE_URL'] || undefined);
  const config = textOption(input, 'config');
  // It is read where a server asks for its owner alone; a wrong name is to be told before that.
  if (url !== undefined && config !== undefined && !existsSync(config))
    throw new TeleError('CONFIG_UNREADABLE', `The settings file ${config} could not be read: there is none of this name.`);
  return url;
}

/** Where a server listens that has the same settings file and environment. Only a file that is named is read for it. */
async function usualUrl(input: CommandInput, io: CommandIo): Promise<string> {
  const isNamed = textOption(input, 'config') !== undefined || Boolean(io.env['RINGSCOPE_CONFIG']);
  if (!isNamed) return `http://127.0.0.1:${io.env['RINGSCOPE_HTTP_PORT'] || USUAL_PORT}`;
  const { readSettings } = await import('./read-settings.ts');
  return urlOf((await readSettings(input, io, {})).http);
}

/** Where a server with these settings is reached from its own machine. */
export function urlOf({ host, port, tls }: Settings['http']): string {
  const reached = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `${tls.certFile === undefined ? 'http' : 'https'}://${reached.includes(':') ? `[${reached}]` : reached}:${port}`;
}

/** The address that a lock names, with the scheme of these settings. */
export function urlAt(address: string, http: Settings['http']): string {
  const { hostname, port } = new URL(`http://${address}`);
  return urlOf({ ...http, host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || '80') });
}

/** The server at the usual address; when none answers there, the one that writes the data folder of the settings, wherever it listens. */
async function usualServer(input: CommandInput, io: CommandIo): Promise<Answers> {
  let asked = server(await usualUrl(input, io), input, io);
  return {
    place: () => asked.place(),
    async ask(path, options) {
      try {
        return await asked.ask(path, options);
      } catch (error) {
        const url = isUnreachable(error, io) ? await writerUrl(input, io) : undefined;
        if (url === undefined || url === asked.place()) throw error;
        const writer = server(url, input, io);
        const answer = await writer.ask(path, options).catch(() => {
          // It has left its lock behind.
          throw error;
        });
        io.err(`No server answers at ${asked.place()}; the one of this data folder does, at ${url}.\n`);
        asked = writer;
        return answer;
      }
    },
    unread: async () => undefined,
    close: async () => undefined,
  };
}

async function writerUrl(input: CommandInput, io: CommandIo): Promise<string | undefined> {
  const { readValidSettings } = await import('./read-settings.ts');
  const settings = await readValidSettings(input, io);
  if (settings === undefined) return undefined;
  const { holderAddress } = await import('../server/index.ts');
  const address = holderAddress(settings.store.path);
  return address === undefined || !URL.canParse(`http://${address}`) ? undefined : urlAt(address, settings.http);
}

function isUnreachable(error: unknown, io: CommandIo): boolean {
  return error instanceof TeleError && error.code === 'SERVER_UNREACHABLE' && !io.signal.aborted;
}

async function serverOrFiles(input: CommandInput, io: CommandIo): Promise<Answers> {
  const usual = await usualServer(input, io);
  let files: Answers | undefined;
  return {
    place: () => (files ?? usual).place(),
    async ask(path, options) {
      if (files !== undefined) return files.ask(path, options);
      try {
        return await usual.ask(path, options);
      } catch (error) {
        files = await filesInstead(error, usual.place(), input, io);
        return files.ask(path, options);
      }
    },
    unread: async () => files?.unread(),
    close: async () => files?.close(),
  };
}

/** The files of the settings when there are any; else what went wrong with the server. */
async function filesInstead(error: unknown, url: string, input: CommandInput, io: CommandIo): Promise<Answers> {
  if (!isUnreachable(error, io)) throw error;
  const { readSettings } = await import('./read-settings.ts');
  const { path } = (await readSettings(input, io, {})).store;
  if (!existsSync(join(path, 'active.db'))) throw error;
  io.err(`No server answers at ${url}; the files in ${path} are read.\n`);
  return openFolder(input, io, {});
}

async function openFolder(input: CommandInput, io: CommandIo, flags: Readonly<Record<string, string>>): Promise<Answers> {
  const { openFiles } = await import('../server/index.ts');
  const { readSettings } = await import('./read-settings.ts');
  const settings = await readSettings(input, io, flags);
  const files = await openFiles(settings, io.now);
  return {
    place: () => settings.store.path,
    ask: async (path, { method }) => answerOf(await files.fetch(new Request(new URL(path, 'http://files'), { method }))),
    unread: files.unread,
    close: files.close,
  };
}

function answerOf(response: Response): Answer {
  const { body } = response;
  return {
    status: response.status,
    header: (name) => response.headers.get(name) ?? undefined,
    text: async () => response.text(),
    body: () => body ?? new Blob([]).stream(),
    drop: () => void body?.cancel(),
  };
}

function server(url: string, input: CommandInput, io: CommandIo): Answers {
  const tokenFile = textOption(input, 'tokenFile') ?? (io.env['RINGSCOPE_TOKEN_FILE'] || undefined);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw new TeleError('BAD_REQUEST', `${url} is no http address.`);
  const token = tokenFile === undefined ? undefined : readToken(tokenFile);
  return {
    place: () => url,
    async ask(path, options) {
      const answer = await send(new URL(path, url), token, options, io);
      // Where credentials are configured the answer is 401, and a token of the owner would be a wrong one.
      if (token !== undefined || answer.status !== 403) return answer;
      const { ownerOf } = await import('./owner.ts');
      const owner = await ownerOf(url, input, io);
      if (owner === undefined) return answer;
      answer.drop();
      return send(new URL(path, owner.url), owner.token, options, io);
    },
    unread: async () => undefined,
    close: async () => undefined,
  };
}

async function send(target: URL, token: string | undefined, options: AskOptions, io: CommandIo): Promise<Answer> {
  const { method, deadlineSeconds, body, upload } = options;
  const headers = headersOf(token, options);
  const ends = deadlineSeconds === undefined ? [] : [AbortSignal.timeout(Math.round(deadlineSeconds * 1000))];
  const signal = AbortSignal.any([
    ...(upload === undefined ? [io.signal] : []),
    ...ends,
    ...(options.signal === undefined ? [] : [options.signal]),
  ]);
  const sent = upload === undefined ? (body === undefined ? {} : { body }) : { upload };
  const answer = await askHttp(target, { method, headers, signal, ...sent }).catch((cause: unknown) => {
    throw new TeleError('SERVER_UNREACHABLE', `${unansweredBy(cause)} at ${target.origin}.`, cause);
  });
  return answeredHere(answer, target);
}

function headersOf(token: string | undefined, { lastEventId, body, upload, uploadType }: AskOptions): Readonly<Record<string, string>> {
  return {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(upload === undefined ? {} : { 'content-type': uploadType ?? 'application/octet-stream' }),
  };
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** An answer that does not send elsewhere: a token is not taken to where somebody else points. */
function answeredHere(answer: Answer, target: URL): Answer {
  const elsewhere = answer.header('location');
  if (!REDIRECTS.has(answer.status) || elsewhere === undefined) return answer;
  answer.drop();
  throw new TeleError('SERVER_UNREACHABLE', `${target.origin} sends to ${elsewhere}: that is to be named with --url.`);
}

/** Codes of OpenSSL and of Node for a certificate that is not believed. */
const UNTRUSTED = /^(?:CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS_CERT)/;

function unansweredBy(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (!UNTRUSTED.test(code)) return 'No ringscope server answered';
  return `The certificate is not trusted (${code}); NODE_EXTRA_CA_CERTS names a file with the one that signed it. Nothing was asked`;
}
