import { worst, type HealthCheck, type Severity } from '../core/index.ts';
import type { CheckBounds } from './check-bounds.ts';

/** All checks with the conclusion. */
export interface Health {
  readonly status: (typeof HEALTH_STATUS)[number];
  readonly checks: readonly HealthCheck[];
}

/** The conclusions, from the best to the worst. `idle`: all is well, and nothing is heard of. */
export const HEALTH_STATUS = ['ready', 'idle', 'degraded', 'not_ready'] as const;
const STATUS = { ok: 'ready', idle: 'idle', degraded: 'degraded', failed: 'not_ready' } as const;

/** The conclusion is the worst finding. */
export function aggregate(checks: readonly HealthCheck[]): Health {
  return { status: STATUS[worst(checks.map(({ severity }) => severity))], checks };
}

/** Judges a measured value, of which more is worse: degraded and failed from the given bounds on. */
export function judge(value: number, { degraded = Infinity, failed = Infinity }: CheckBounds): Severity {
  if (value >= failed) return 'failed';
  return value >= degraded ? 'degraded' : 'ok';
}
