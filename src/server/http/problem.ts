import type { Context } from 'hono';
import { ERRORS, type ErrorCode, type TeleError } from '../../core/index.ts';

/** When to ask again, in seconds: by then what waited is answered. */
const RETRY_AFTER: ReadonlyMap<ErrorCode, string> = new Map([
  ['STORE_BUSY', '5'],
  ['LOGINS_BUSY', '5'],
]);

/** An RFC 9457 problem document. */
interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly hint: string;
}

/** The problem document of an error. */
function problemOf(error: TeleError, explain: (failure: TeleError) => string): Problem {
  const { summary, status, hint } = ERRORS[error.code];
  const detail = status === 500 ? explain(error) : error.message;
  return { type: `urn:ringscope:error:${error.code}`, title: summary, status, detail, code: error.code, hint };
}

/** Answers a request with the problem document of an error. `explain`: what a client may read of a failure that is answered with 500. */
export function problemResponse(context: Context, error: TeleError, explain: (failure: TeleError) => string): Response {
  const retryAfter = RETRY_AFTER.get(error.code);
  return context.body(JSON.stringify(problemOf(error, explain)), ERRORS[error.code].status, {
    'content-type': 'application/problem+json',
    ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
  });
}
