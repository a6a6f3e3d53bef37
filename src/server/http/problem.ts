import type { Context } from 'hono';
import { ERRORS, type ErrorCode, type TeleError } from '../../core/index.ts';

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
function problemOf(error: TeleError): Problem {
  const { summary, status, hint } = ERRORS[error.code];
  return { type: `urn:ringscope:error:${error.code}`, title: summary, status, detail: error.message, code: error.code, hint };
}

/** Answers a request with the problem document of an error. */
export function problemResponse(context: Context, error: TeleError): Response {
  return context.body(JSON.stringify(problemOf(error)), ERRORS[error.code].status, {
    'content-type': 'application/problem+json',
    ...(error.code === 'UNAUTHORIZED' ? { 'www-authenticate': 'Bearer realm="ringscope"' } : {}),
  });
}
