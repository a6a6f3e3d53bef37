import type { HealthAnswer, HealthHost, HealthView } from '../presets/index.ts';
import { createHealthMemory, createProgramChecks, present, worst, type CheckResult, type Finding, type Severity } from '../core/index.ts';

/** How long all checks together may take unless the program says otherwise. */
const DEADLINE_SECONDS = 5;

const SEVERITY_OF = { healthy: 'ok', degraded: 'degraded', unhealthy: 'failed', unknown: 'failed' } as const satisfies Readonly<
  Record<CheckResult['status'], Severity>
>;

/** The health document of a program that has no other: that it runs, and its checks with the worst of them. 503 when one has failed. */
export function openPlainHealth({ startedAt, now, after, version, checkDeadlineSeconds = DEADLINE_SECONDS }: HealthHost): HealthView {
  const checks = createProgramChecks({ deadlineSeconds: checkDeadlineSeconds, now, after });
  const remember = createHealthMemory();
  const names = new Set<string>();
  const program = () => ({ ...(version === undefined ? {} : { version }), uptime_seconds: Math.max(0, now() - startedAt) });
  const ask = async (): Promise<HealthAnswer> => {
    const runs = await checks.run();
    const found = remember(
      runs.map(({ name, found: one }) => findingOf(name, one)),
      now(),
    );
    const status = worst(found.map(({ severity }) => severity));
    return { status: status === 'failed' ? 503 : 200, body: { status, ...program(), checks: found } };
  };
  return {
    types: [],
    accept: () => undefined,
    addCheck(name, check) {
      names.add(name);
      checks.add(name, check);
    },
    answer: () => (names.size === 0 ? { status: 200, body: { status: 'ok', ...program() } } : ask()),
  };
}

function findingOf(name: string, { status, message, details }: CheckResult): Finding & Pick<CheckResult, 'details'> {
  const severity = SEVERITY_OF[status];
  return present({
    name,
    severity,
    reason: message ?? (severity === 'ok' ? 'The check is well.' : 'The check does not say why.'),
    details,
  });
}
