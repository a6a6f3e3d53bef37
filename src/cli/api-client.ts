import { readFileSync } from 'node:fs';
import { ERRORS, TeleError, type ErrorCode } from '../core/index.ts';
import { textOption, type CommandInput, type CommandIo } from './command.ts';

const DEFAULT_URL = 'http://127.0.0.1:7464';
const DEADLINE_MS = 10_000;

/** Asks one server. */
export interface ApiClient {
  readonly url: string;
  /** The JSON at a path. `alsoStatus`: an answer with this status carries data too. Throws what the server says, or `SERVER_UNREACHABLE`. */
  get(path: string, query?: Readonly<Record<string, string | undefined>>, alsoStatus?: number): Promise<unknown>;
}

/** Makes the client that the options and the environment name. */
export function createApiClient(input: CommandInput, io: CommandIo): ApiClient {
  const url = textOption(input, 'url') ?? (io.env['RINGSCOPE_URL'] || DEFAULT_URL);
  const tokenFile = textOption(input, 'tokenFile') ?? (io.env['RINGSCOPE_TOKEN_FILE'] || undefined);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw new TeleError('BAD_REQUEST', `${url} is no http address.`);
  const headers: Record<string, string> = { accept: 'application/json' };
  if (tokenFile !== undefined) headers['authorization'] = `Bearer ${readToken(tokenFile)}`;
  return {
    url,
    async get(path, query = {}, alsoStatus) {
      const target = new URL(path, url);
      for (const [name, value] of Object.entries(query)) if (value !== undefined) target.searchParams.set(name, value);
      const response = await ask(target, headers, io.signal);
      const body = await readJson(response, target);
      if (response.ok || response.status === alsoStatus) return body;
      throw failure(response.status, body, target);
    },
  };
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
    .map((line) => line.trim().split(/\s+/)[0] ?? '')
    .find((line) => line !== '' && !line.startsWith('#') && !line.startsWith('sha256:'));
  if (token === undefined) throw new TeleError('TOKEN_FILE_INVALID', `The token file ${path} holds no token in the clear.`);
  return token;
}

async function ask(target: URL, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(target, { headers, signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]) });
  } catch (cause) {
    throw new TeleError('SERVER_UNREACHABLE', `No ringscope server answered at ${target.origin}.`, cause);
  }
}

async function readJson(response: Response, target: URL): Promise<unknown> {
  try {
    const body: unknown = await response.json();
    return body;
  } catch (cause) {
    throw new TeleError('SERVER_UNREACHABLE', `What answers at ${target.origin} is no ringscope server.`, cause);
  }
}

/** The error that a problem document (RFC 9457) carries. */
function failure(status: number, body: unknown, target: URL): TeleError {
  const problem = typeof body === 'object' && body !== null ? body : {};
  const detail = 'detail' in problem && typeof problem.detail === 'string' ? problem.detail : `${target.pathname} answered ${status}.`;
  if ('code' in problem && isErrorCode(problem.code)) return new TeleError(problem.code, detail);
  if (status === 401 || status === 403) return new TeleError('UNAUTHORIZED', detail);
  return new TeleError(status === 404 ? 'NOT_FOUND' : 'SERVER_UNREACHABLE', detail);
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERRORS, code);
}
