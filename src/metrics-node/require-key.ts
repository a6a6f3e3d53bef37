import { MetricError } from '../metrics/index.ts';
import { findBearer, type Lock, secretDigest } from './bearer.ts';
import { headerText, type MetricsResponder, type MetricsResponse } from './metrics-response.ts';

const REFUSAL = new TextEncoder().encode('A key is needed: Authorization: Bearer <key>\n');

/**
 * Answers only requests that carry one of these keys as `Authorization: Bearer`, and 401 to all others. Without a key nobody is answered. Throws
 * `METRICS_KEY_INVALID` for a key that is empty or has blanks.
 */
export function requireKey(answer: MetricsResponder, keys: readonly string[]): MetricsResponder {
  const locks = keyLocks(keys);
  return async (headers) => (findBearer(headerText(headers['authorization']), locks) === undefined ? refusal() : answer(headers));
}

/** The keys as their digests. Throws `METRICS_KEY_INVALID`. */
export function keyLocks(keys: readonly string[]): readonly Lock[] {
  return keys.map((key, index) => {
    const digest = secretDigest(key);
    if (digest === undefined)
      throw new MetricError('METRICS_KEY_INVALID', `Key ${index + 1} of ${keys.length} is empty or has blanks; is its variable set?`);
    return { digest };
  });
}

function refusal(): MetricsResponse {
  return {
    status: 401,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'content-length': String(REFUSAL.length),
      'www-authenticate': 'Bearer realm="metrics"',
    },
    body: REFUSAL,
    release: () => undefined,
  };
}
