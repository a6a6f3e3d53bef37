/** How bad a finding is. `failed`: the server cannot do its work. */
export const SEVERITY = ['ok', 'degraded', 'failed'] as const;
export type Severity = (typeof SEVERITY)[number];

/** What one check found. */
export interface HealthCheck {
  readonly name: string;
  readonly severity: Severity;
  /** One sentence. */
  readonly reason: string;
  /** Unix seconds since when the severity has been this one. */
  readonly since: number;
}

/** What a check says before it is known since when. */
export type Finding = Omit<HealthCheck, 'since'>;

/** All checks with the conclusion. */
export interface Health {
  readonly status: 'ready' | 'degraded' | 'not_ready';
  readonly checks: readonly HealthCheck[];
}

const STATUS = { ok: 'ready', degraded: 'degraded', failed: 'not_ready' } as const;

/** The conclusion is the worst finding. */
export function aggregate(checks: readonly HealthCheck[]): Health {
  return { status: STATUS[worst(checks.map(({ severity }) => severity))], checks };
}

/** The worst of some severities; `ok` of none. */
export function worst(severities: readonly Severity[]): Severity {
  return severities.reduce<Severity>((so, severity) => (SEVERITY.indexOf(severity) > SEVERITY.indexOf(so) ? severity : so), 'ok');
}

/** Remembers since when each check has had its severity. */
export function createHealthMemory(): (findings: readonly Finding[], now: number) => readonly HealthCheck[] {
  const known = new Map<string, HealthCheck>();
  return (findings, now) =>
    findings.map((finding) => {
      const before = known.get(finding.name);
      const check = { ...finding, since: before?.severity === finding.severity ? before.since : now };
      known.set(finding.name, check);
      return check;
    });
}

/** Judges a measured value: degraded and failed from the given bounds on. */
export function judge(value: number, degradedFrom: number, failedFrom: number): Severity {
  if (value >= failedFrom) return 'failed';
  return value >= degradedFrom ? 'degraded' : 'ok';
}
