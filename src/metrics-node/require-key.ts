import { MetricError } from '../metrics/index.ts';
import { basicLock, type BasicAuth } from './basic-auth.ts';
import { findBearer, type Lock, secretDigest } from './bearer.ts';
import { headerText, type MetricsResponder, type MetricsResponse } from './metrics-response.ts';

/** Who is answered: whoever carries one of the keys as `Authorization: Bearer`, or is the user of Basic authentication. */
export interface MetricsLogin {
  readonly keys?: readonly string[] | undefined;
  readonly basicAuth?: BasicAuth | undefined;
}

/**
 * Answers only requests that carry one of these keys as `Authorization: Bearer`, and 401 to all others. Without a key nobody is answered. Throws
 * `METRICS_KEY_INVALID` for a key that is empty or has blanks.
 */
export function requireKey(answer: MetricsResponder, keys: readonly string[]): MetricsResponder {
  return requireLogin(answer, { keys });
}

/** The same for keys or a user. Throws `METRICS_KEY_INVALID` for half a login as well. */
export function requireLogin(answer: MetricsResponder, login: MetricsLogin): MetricsResponder {
  const opens = loginLock(login);
  const challenge = challengeOf(login);
  return async (headers) => (opens(headerText(headers['authorization'])) ? answer(headers) : refusal(challenge));
}

/** Whether an Authorization header opens. Throws `METRICS_KEY_INVALID`. */
export function loginLock({ keys = [], basicAuth }: MetricsLogin): (authorization: string | undefined) => boolean {
  const locks = keyLocks(keys);
  const isUser = basicAuth === undefined ? () => false : basicLock(basicAuth);
  return (authorization) => findBearer(authorization, locks) !== undefined || isUser(authorization);
}

/** The keys as their digests. Throws `METRICS_KEY_INVALID`. */
function keyLocks(keys: readonly string[]): readonly Lock[] {
  return keys.map((key, index) => {
    const digest = secretDigest(key);
    if (digest === undefined)
      throw new MetricError('METRICS_KEY_INVALID', `Key ${index + 1} of ${keys.length} is empty or has blanks; is its variable set?`);
    return { digest };
  });
}

/** What a request without a login is asked for. */
interface Challenge {
  readonly header: string;
  readonly text: string;
}

const BEARER: Challenge = { header: 'Bearer realm="metrics"', text: 'A key is needed: Authorization: Bearer <key>\n' };
const BASIC: Challenge = { header: 'Basic realm="Metrics"', text: 'A user and a password are needed: Authorization: Basic\n' };

function challengeOf({ keys, basicAuth }: MetricsLogin): Challenge {
  if (basicAuth === undefined) return BEARER;
  return keys === undefined ? BASIC : { header: `${BEARER.header}, ${BASIC.header}`, text: BEARER.text };
}

function refusal({ header, text }: Challenge): MetricsResponse {
  const body = new TextEncoder().encode(text);
  return {
    status: 401,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'content-length': String(body.length),
      'www-authenticate': header,
    },
    body,
    release: () => undefined,
  };
}
