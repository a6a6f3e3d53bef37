import { createHash, timingSafeEqual } from 'node:crypto';
import { headerText, type MetricsResponder, type MetricsResponse } from './metrics-response.ts';

const REFUSAL = new TextEncoder().encode('A key is needed: Authorization: Bearer <key>\n');

/**
 * Answers only requests that carry one of these keys as `Authorization: Bearer`, and 401 to all others. The time it takes does not depend on how much of a key
 * is right. Without a key nobody is answered.
 */
export function requireKey(answer: MetricsResponder, keys: readonly string[]): MetricsResponder {
  const digests = keys.map(digest);
  return async (headers) => {
    const given = digest(/^Bearer +(\S+)$/i.exec(headerText(headers['authorization']) ?? '')?.[1] ?? '');
    let isKnown = false;
    // All are compared, so that the time does not tell which one fits.
    for (const known of digests) isKnown = timingSafeEqual(known, given) || isKnown;
    return isKnown ? answer(headers) : refusal();
  };
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

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
