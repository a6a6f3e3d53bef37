import type { CallLeg } from '../core/index.ts';
import { reasonPhrase } from '../calls/index.ts';
import type { Span } from './span.ts';

/** Refusals that are no failure of the hop: it asks for credentials, for a longer interval or to try later, or somebody is busy, away, gave up or declined. */
const NO_FAILURES: ReadonlySet<number> = new Set([401, 407, 422, 423, 480, 486, 487, 491, 600, 603]);

/** What kind of error ended a transaction: its final answer, or that none came where one had to. Undefined: it is no error, or nobody knows. */
export function hopError(status: number | undefined, leg: Pick<CallLeg, 'outcome'> | undefined): string | undefined {
  if (status === undefined) return leg?.outcome === 'failed' ? 'timeout' : undefined;
  return status < 400 || NO_FAILURES.has(status) ? undefined : String(status);
}

export function hopStatus(status: number | undefined, leg: Pick<CallLeg, 'outcome'> | undefined): Span['status'] {
  if (hopError(status, leg) === undefined) return undefined;
  return { code: 'error', message: status === undefined ? 'No answer.' : `${status} ${reasonPhrase(status) ?? ''}`.trim() };
}
