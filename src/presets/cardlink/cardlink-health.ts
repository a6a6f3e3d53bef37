import type { CheckResult, Looked } from '../../core/index.ts';
import { presetHealth } from '../preset-health.ts';
import type { HealthAnswer } from '../preset.ts';

const LIVE = ['/live', '/livez', '/health/live'];
const READY = ['/health', '/healthz', '/ready', '/readyz', '/health/ready'];

/** From the worst to the best: the worst of all is that of the whole. */
const WORST_FIRST = ['unhealthy', 'degraded', 'unknown'] as const;

/** The status of the whole. Without a check it is healthy. */
function aggregate(found: readonly CheckResult[]): CheckResult['status'] {
  return WORST_FIRST.find((status) => found.some((one) => one.status === status)) ?? 'healthy';
}

/** 200 for healthy and degraded, 503 for all else. */
function answer(runs: readonly Looked<CheckResult>[], at: number): HealthAnswer {
  const status = aggregate(runs.map(({ found }) => found));
  const checks = runs.map(({ name, seconds, found: { status: own, message = '', details = {} } }): [string, unknown] => [
    name,
    { status: own, message, duration_ms: Math.round(seconds * 1000), details },
  ]);
  const passed = runs.filter(({ found }) => found.status === 'healthy').length;
  return {
    status: status === 'healthy' || status === 'degraded' ? 200 : 503,
    body: { status, timestamp: at, checks: Object.fromEntries(checks), checks_passed: passed, checks_total: runs.length },
  };
}

/** The health documents of CardLink: those that ask the checks, and those that only say that it is there. What programs tell is not looked at. */
export const cardlinkHealth = presetHealth<object>({
  paths: [...READY, ...LIVE],
  types: [],
  initial: {},
  fold: (told) => told,
  answer: async (path, _told, { checks, now }) => answer(LIVE.includes(path) ? [] : await checks(), now()),
});
