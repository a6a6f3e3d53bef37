import { createProgramChecks, type CheckResult, type Looked } from '../../core/index.ts';
import type { HealthAnswer, PresetHealth } from '../preset.ts';

const DEADLINE_SECONDS = 5;
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

/** The health documents of CardLink: those that ask the program's checks, and those that only say that it is there. */
export const cardlinkHealth: PresetHealth = {
  paths: [...READY, ...LIVE],
  open(host) {
    const checks = createProgramChecks({
      deadlineSeconds: host.checkDeadlineSeconds ?? DEADLINE_SECONDS,
      now: host.now,
      after: host.after,
    });
    return {
      types: [],
      accept: () => undefined,
      addCheck: checks.add,
      answer: async (path) => answer(LIVE.includes(path) ? [] : await checks.run(), host.now()),
    };
  },
};
