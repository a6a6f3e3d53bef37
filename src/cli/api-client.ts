import { ERRORS, TeleError, type ErrorCode } from '../core/index.ts';
import { openAnswers, openServer, type Answers, type AskOptions } from './answers.ts';
import type { CommandInput, CommandIo } from './command.ts';

type Query = Readonly<Record<string, string | undefined>>;
const DEADLINE_SECONDS = 10;

/** Asks the API: of a running server, or over the files of a data folder. The answers are the same. */
export interface ApiClient {
  /** What answers: an address or a folder. */
  place(): string;
  /** The JSON at a path. `alsoStatus`: an answer with this status carries data too. Throws what the server says, or `SERVER_UNREACHABLE`. */
  get(path: string, query?: Query, alsoStatus?: number): Promise<unknown>;
  /** Changes something; the JSON of the answer. */
  change(method: 'POST' | 'DELETE', path: string, query: Query, deadlineSeconds: number): Promise<unknown>;
  /** Why answers lack something, as far as files could not be read so far. Undefined where a server answers: it does not tell. */
  unread(): Promise<readonly string[] | undefined>;
  /** The body of an answer as it comes. */
  read(path: string, query: Query): Promise<AsyncIterable<Uint8Array>>;
}

/** Asks what the options and the environment name, and lets go of it afterwards. */
export async function withApi(input: CommandInput, io: CommandIo, work: (api: ApiClient) => Promise<number>): Promise<number> {
  const answers = await openAnswers(input, io);
  try {
    return await work(createClient(answers));
  } finally {
    await answers.close();
  }
}

/** The same with a running server alone. */
export async function withServer(input: CommandInput, io: CommandIo, work: (api: ApiClient) => Promise<number>): Promise<number> {
  return work(createClient(openServer(input, io)));
}

function createClient(answers: Answers): ApiClient {
  async function ask(path: string, query: Query, options: AskOptions, alsoStatus?: number): Promise<Response> {
    const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
    const text = new URLSearchParams(Object.fromEntries(given)).toString();
    const response = await answers.ask(text === '' ? path : `${path}?${text}`, options);
    if (response.ok || response.status === alsoStatus) return response;
    throw failure(response.status, await readJson(response, answers.place()), path);
  }
  return {
    place: answers.place,
    unread: answers.unread,
    async get(path, query = {}, alsoStatus) {
      const response = await ask(path, query, { method: 'GET', deadlineSeconds: DEADLINE_SECONDS }, alsoStatus);
      return readJson(response, answers.place());
    },
    async change(method, path, query, deadlineSeconds) {
      return readJson(await ask(path, query, { method, deadlineSeconds }), answers.place());
    },
    async read(path, query) {
      const { body } = await ask(path, query, { method: 'GET' });
      return wholeBody(body ?? new ReadableStream<Uint8Array>({ start: (controller) => controller.close() }), answers.place());
    },
  };
}

/** The chunks of a body. Throws `EXPORT_BROKEN` when it breaks off. */
async function* wholeBody(body: AsyncIterable<Uint8Array>, place: string): AsyncGenerator<Uint8Array, void> {
  try {
    yield* body;
  } catch (cause) {
    if (cause instanceof TeleError) throw cause;
    throw new TeleError('EXPORT_BROKEN', `The answer of ${place} broke off in the middle: what was written is not whole.`, cause);
  }
}

async function readJson(response: Response, place: string): Promise<unknown> {
  try {
    const body: unknown = await response.json();
    return body;
  } catch (cause) {
    throw new TeleError('SERVER_UNREACHABLE', `What answers at ${place} is no ringscope server.`, cause);
  }
}

/** The error that a problem document (RFC 9457) carries. */
function failure(status: number, body: unknown, path: string): TeleError {
  const problem = typeof body === 'object' && body !== null ? body : {};
  const detail = 'detail' in problem && typeof problem.detail === 'string' ? problem.detail : `${path} answered ${status}.`;
  if ('code' in problem && isErrorCode(problem.code)) return new TeleError(problem.code, detail);
  if (status === 401 || status === 403) return new TeleError('UNAUTHORIZED', detail);
  return new TeleError(status === 404 ? 'NOT_FOUND' : 'SERVER_UNREACHABLE', detail);
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERRORS, code);
}
