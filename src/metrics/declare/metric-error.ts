/**
 * `METRIC_CONFLICT`: two different metrics want one name. `METRIC_INVALID`: a declaration breaks a rule of the exposition format.
 * `METRICS_LISTEN_FAILED`: the address to serve `/metrics` at cannot be bound. `METRICS_KEY_INVALID`: a key that requests must carry is empty or has blanks.
 */
export type MetricErrorCode = 'METRIC_CONFLICT' | 'METRIC_INVALID' | 'METRICS_LISTEN_FAILED' | 'METRICS_KEY_INVALID';

/** A set-up that cannot be. It is raised while composing, never by a verb. */
export class MetricError extends Error {
  readonly code: MetricErrorCode;

  constructor(code: MetricErrorCode, message: string) {
    super(message);
    this.name = 'MetricError';
    this.code = code;
  }
}
