import type { ErrorCode, HttpRefusal } from '../../core/index.ts';

/** What was refused since it was last taken. */
export interface Refusals {
  /** Counts one. */
  count(reason: HttpRefusal): void;
  /** The counts since the last time, which begin anew. Undefined when nothing was refused. */
  take(): ReadonlyMap<HttpRefusal, number> | undefined;
}

/** Makes an empty count. It holds one number for each reason. */
export function createRefusals(): Refusals {
  let counts = new Map<HttpRefusal, number>();
  return {
    count: (reason) => void counts.set(reason, (counts.get(reason) ?? 0) + 1),
    take() {
      if (counts.size === 0) return undefined;
      const taken = counts;
      counts = new Map();
      return taken;
    },
  };
}

/** As what an error is counted. Undefined: it refuses nobody. */
export function refusalOf(code: ErrorCode): HttpRefusal | undefined {
  return BY_CODE.get(code);
}

const BY_CODE: ReadonlyMap<ErrorCode, HttpRefusal> = new Map([
  ['UNAUTHORIZED', 'unauthorized'],
  ['FORBIDDEN', 'forbidden'],
  ['HOST_REFUSED', 'host'],
  ['ORIGIN_REFUSED', 'origin'],
  ['MEDIA_TYPE_REFUSED', 'media_type'],
  ['BODY_TOO_LARGE', 'body_too_large'],
  ['ADDRESS_REFUSED', 'address'],
  ['LOGINS_THROTTLED', 'throttled'],
  ['LOGINS_BUSY', 'logins_busy'],
  ['RATE_LIMITED', 'rate_limited'],
  ['STORE_BUSY', 'busy'],
  ['LIVE_BUSY', 'busy'],
  ['QUERY_TIMEOUT', 'query_timeout'],
]);
