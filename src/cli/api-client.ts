import { ERRORS, TeleError, type ErrorCode } from '../core/index.ts';
import { openAnswers, openServer, serverAt, type Answers, type AskOptions } from './answers.ts';
import type { CommandInput, CommandIo } from './command.ts';
import { flagOf } from './flag-name.ts';
import type { Answer } from './http-answer.ts';

type Query = Readonly<Record<string, string | undefined>>;
const DEADLINE_SECONDS = 10;

/** Asks the API: of a running server, or over the files of a data folder. The answers are the same. */
export interface ApiClient {
  /** What answers: an address or a folder. */
  place(): string;
  /** The JSON at a path. `alsoStatus`: an answer with this status carries data too. Throws what the server says, or `SERVER_UNREACHABLE`. */
  get(path: string, query?: Query, alsoStatus?: number): Promise<unknown>;
  /** Changes something, with JSON to say what; the JSON of the answer. */
  change(method: 'POST' | 'DELETE', path: string, query: Query, deadlineSeconds: number, body?: string): Promise<unknown>;
  /** Why answers lack something, as far as files could not be read so far. Undefined where a server answers: it does not tell. */
  unread(): Promise<readonly string[] | undefined>;
  /** The body of an answer as it comes. */
  read(path: string, query: Query): Promise<AsyncIterable<Uint8Array>>;
  /** Sends bytes as they come, until they end or the signal aborts, and reads the answer as it comes. */
  upload(
    path: string,
    query: Query,
    options: Required<Pick<AskOptions, 'upload' | 'uploadType' | 'signal'>>,
  ): Promise<AsyncIterable<Uint8Array>>;
  /** The same of an answer that does not end: when it does, its connection is gone. */
  follow(path: string, query: Query, options: Pick<AskOptions, 'lastEventId' | 'signal'>): Promise<AsyncIterable<Uint8Array>>;
}

/** Asks what the options and the environment name, and lets go of it afterwards. */
export async function withApi(input: CommandInput, io: CommandIo, work: (api: ApiClient) => Promise<number>): Promise<number> {
  const answers = await openAnswers(input, io);
  try {
    return await work(createClient(answers, input, io));
  } finally {
    await answers.close();
  }
}

/** The same with a running server alone. */
export async function withServer(input: CommandInput, io: CommandIo, work: (api: ApiClient) => Promise<number>): Promise<number> {
  return work(createClient(await openServer(input, io), input, io));
}

/** The same with the server at an address. */
export function clientAt(url: string, input: CommandInput, io: CommandIo): ApiClient {
  return createClient(serverAt(url, input, io), input, io);
}

/** A header of each answer about calls that are generated. */
const SYNTHETIC_HEADER = 'ringscope-synthetic';

/** A header of an export that may lack something: the code of what. */
const PARTIAL_HEADER = 'ringscope-partial';

function createClient(answers: Answers, input: CommandInput, io: CommandIo): ApiClient {
  let isTold = false;
  async function ask(path: string, query: Query, options: AskOptions, alsoStatus?: number): Promise<Answer> {
    const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
    const text = new URLSearchParams(Object.fromEntries(given)).toString();
    const answer = await answers.ask(text === '' ? path : `${path}?${text}`, options);
    if (!isTold && answer.header(SYNTHETIC_HEADER) !== undefined)
      io.err('This is generated traffic, marked isSynthetic: none of it ever happened.\n');
    isTold = true;
    if (answer.header(PARTIAL_HEADER) === 'ENDS_NOT_KEPT')
      io.err(`ENDS_NOT_KEPT: ${ERRORS.ENDS_NOT_KEPT.summary}\nhint: ${ERRORS.ENDS_NOT_KEPT.hint}\n`);
    const { status } = answer;
    if ((status >= 200 && status < 300) || status === alsoStatus) return answer;
    throw failure(status, await readJson(answer, answers.place()), path, input);
  }
  return {
    place: answers.place,
    unread: answers.unread,
    async get(path, query = {}, alsoStatus) {
      const answer = await ask(path, query, { method: 'GET', deadlineSeconds: DEADLINE_SECONDS }, alsoStatus);
      return readJson(answer, answers.place());
    },
    async change(method, path, query, deadlineSeconds, body) {
      const options = { method, deadlineSeconds, ...(body === undefined ? {} : { body }) };
      return readJson(await ask(path, query, options), answers.place());
    },
    async follow(path, query, options) {
      return (await ask(path, query, { method: 'GET', ...options })).body();
    },
    async upload(path, query, options) {
      return wholeBody((await ask(path, query, { method: 'POST', ...options })).body(), answers.place());
    },
    async read(path, query) {
      return wholeBody((await ask(path, query, { method: 'GET' })).body(), answers.place());
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

async function readJson(answer: Answer, place: string): Promise<unknown> {
  try {
    const body: unknown = JSON.parse(await answer.text());
    return body;
  } catch (cause) {
    throw new TeleError('SERVER_UNREACHABLE', `What answers at ${place} is no ringscope server.`, cause);
  }
}

/** The error that a problem document (RFC 9457) carries. */
function failure(status: number, body: unknown, path: string, { options }: CommandInput): TeleError {
  const problem = typeof body === 'object' && body !== null ? body : {};
  const told = 'detail' in problem && typeof problem.detail === 'string' ? problem.detail : `${path} answered ${status}.`;
  const detail = told.replace(/^The parameter (\w+)/, (text, name: string) => (name in options ? flagOf(name) : text));
  if ('code' in problem && isErrorCode(problem.code)) return new TeleError(problem.code, detail);
  if (status === 401 || status === 403) return new TeleError('UNAUTHORIZED', detail);
  return new TeleError(status === 404 ? 'NOT_FOUND' : 'SERVER_UNREACHABLE', detail);
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERRORS, code);
}
