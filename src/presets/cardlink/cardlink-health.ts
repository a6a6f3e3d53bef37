import type { CheckResult, HealthAnswer, PresetHealth } from '../preset.ts';
import { createChecks, type CheckRun } from '../checks.ts';

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
function answer(found: ReadonlyMap<string, CheckRun>, at: number): HealthAnswer {
  const status = aggregate([...found.values()]);
  const checks = [...found].map(([name, { status: own, message = '', seconds, details = {} }]): [string, unknown] => [
    name,
    { status: own, message, duration_ms: Math.round(seconds * 1000), details },
  ]);
  const passed = [...found.values()].filter((one) => one.status === 'healthy').length;
  return {
    status: status === 'healthy' || status === 'degraded' ? 200 : 503,
    body: { status, timestamp: at, checks: Object.fromEntries(checks), checks_passed: passed, checks_total: found.size },
  };
}

/** The health documents of CardLink: those that ask the program's checks, and those that only say that it is there. */
export const cardlinkHealth: PresetHealth = {
  paths: [...READY, ...LIVE],
  open(host) {
    const checks = createChecks(host.checkDeadlineSeconds ?? DEADLINE_SECONDS, host);
    return {
      types: [],
      accept: () => undefined,
      addCheck: checks.add,
      answer: async (path) => answer(LIVE.includes(path) ? new Map() : await checks.run(), host.now()),
    };
  },
};
