import { TeleError, type HealthCheck } from '../core/index.ts';
import type { ServerAnswer, SourcesReport } from '../server/index.ts';
import { asBody } from './answer-bodies.ts';
import type { Answers } from './answers.ts';
import type { CommandIo } from './command.ts';
import type { Answer } from './http-answer.ts';

const DEADLINE_SECONDS = 5;
/** Codes of Node for a connection that nobody takes. */
const REFUSED = 'ECONNREFUSED';

/** What answers at the address of a server, whatever that is. It never throws. */
export async function askServer(answers: Answers, io: CommandIo): Promise<ServerAnswer> {
  const url = answers.place();
  try {
    const root = await ask(answers, '/');
    const askedAt = io.now();
    if (isProblem(root.body)) return { kind: 'refused', url, error: problemOf(root.body) };
    const version = versionOf(root.body);
    if (version === undefined) return { kind: 'other', url };
    const health = await ask(answers, '/api/v1/health');
    if (isProblem(health.body)) return { kind: 'refused', url, error: problemOf(health.body) };
    const sources = sourcesOf((await ask(answers, '/api/v1/sources')).body);
    const date = Date.parse(root.answer.header('date') ?? '') / 1000;
    // The header has whole seconds.
    const ahead = Math.round(date - askedAt);
    return {
      kind: 'up',
      url,
      version,
      checks: checksOf(health.body),
      ...(sources === undefined ? {} : { sources }),
      ...(Number.isNaN(ahead) ? {} : { aheadSeconds: ahead }),
    };
  } catch (error) {
    if (!(error instanceof TeleError)) throw error;
    return hasCode(error, REFUSED) ? { kind: 'down', url } : { kind: 'unreachable', url, reason: reasonOf(error) };
  }
}

async function ask(answers: Answers, path: string): Promise<{ readonly answer: Answer; readonly body: unknown }> {
  const answer = await answers.ask(path, { method: 'GET', deadlineSeconds: DEADLINE_SECONDS });
  try {
    return { answer, body: JSON.parse(await answer.text()) as unknown };
  } catch (cause) {
    if (cause instanceof SyntaxError) return { answer, body: undefined };
    throw new TeleError('SERVER_UNREACHABLE', `The answer at ${answers.place()} broke off.`, cause);
  }
}

function versionOf(body: unknown): string | undefined {
  const isServer = typeof body === 'object' && body !== null && 'name' in body && body.name === 'ringscope' && 'version' in body;
  return isServer ? String(body.version) : undefined;
}

interface Problem {
  readonly code: string;
  readonly detail: string;
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body && 'title' in body;
}

function problemOf({ code, detail }: Problem): TeleError {
  const known = (['UNAUTHORIZED', 'FORBIDDEN', 'ADDRESS_REFUSED', 'LOGINS_THROTTLED', 'HOST_REFUSED'] as const).find((one) => one === code);
  return new TeleError(known ?? 'SERVER_UNREACHABLE', detail);
}

function checksOf(body: unknown): readonly HealthCheck[] {
  const isHealth = typeof body === 'object' && body !== null && 'checks' in body && Array.isArray(body.checks);
  // The list is what makes it a document of health.
  return isHealth ? (body.checks as readonly HealthCheck[]) : [];
}

/** Undefined for a server that does not tell, or is too busy to. */
function sourcesOf(body: unknown): SourcesReport | undefined {
  try {
    return asBody('/api/v1/sources', body);
  } catch {
    // Then it is another version.
    return undefined;
  }
}

function hasCode(error: unknown, code: string): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && error.code === code) return true;
  return error instanceof AggregateError ? error.errors.some((one) => hasCode(one, code)) : hasCode(error.cause, code);
}

/** The innermost cause says most, but of a certificate that is not trusted. */
function reasonOf(error: Error): string {
  if (error.message.startsWith('The certificate is not trusted')) return error.message;
  return error.cause instanceof Error ? reasonOf(error.cause) : `${error.message.replace(/\.$/, '')}.`;
}
