/** Beyond this age of its heartbeat a thread counts as stuck, in seconds. */
const MAX_HEARTBEAT_AGE_SECONDS = 10;

/** What `/livez` says: whether a thread still ticks, and how long ago it did. */
export interface Liveness {
  /** 503 when the thread is stuck. */
  readonly status: 200 | 503;
  readonly body: { readonly status: 'alive' | 'stuck'; readonly heartbeatAgeSeconds: number };
}

/** Judges a thread by the age of its heartbeat in seconds. */
export function livenessOf(ageSeconds: number): Liveness {
  const isAlive = ageSeconds <= MAX_HEARTBEAT_AGE_SECONDS;
  const heartbeatAgeSeconds = Math.max(0, Math.round(ageSeconds * 1000) / 1000);
  return { status: isAlive ? 200 : 503, body: { status: isAlive ? 'alive' : 'stuck', heartbeatAgeSeconds } };
}
