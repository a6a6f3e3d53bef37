/** How bad a finding is. `idle`: nothing is wrong, and there is nothing to do. `failed`: the work cannot be done. */
export const SEVERITY = ['ok', 'idle', 'degraded', 'failed'] as const;
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

/** The worst of some severities; `ok` of none. */
export function worst(severities: readonly Severity[]): Severity {
  return severities.reduce<Severity>((so, severity) => (SEVERITY.indexOf(severity) > SEVERITY.indexOf(so) ? severity : so), 'ok');
}

/** Remembers since when each check has had its severity. */
export function createHealthMemory(): <F extends Finding>(findings: readonly F[], now: number) => readonly (F & HealthCheck)[] {
  const known = new Map<string, HealthCheck>();
  return (findings, now) =>
    findings.map((finding) => {
      const before = known.get(finding.name);
      const check = { ...finding, since: before?.severity === finding.severity ? before.since : now };
      known.set(finding.name, check);
      return check;
    });
}
