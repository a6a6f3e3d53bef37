import { type Finding, type Severity, worst } from '../../core/index.ts';

/** When the certificate of a listener expires, in Unix seconds. */
export interface ShownCertificate {
  readonly listener: string;
  readonly expiresAt: number;
}

const DAY_SECONDS = 86_400;

/** Judges for how long certificates are still good: the one that expires first says the reason. No finding where none is shown. */
export function checkCertificates(name: string, shown: readonly ShownCertificate[], now: number, warnDays: number): readonly Finding[] {
  const [first] = shown.toSorted((a, b) => a.expiresAt - b.expiresAt);
  if (first === undefined) return [];
  const severity = worst(shown.map(({ expiresAt }) => judgeCertificate(expiresAt - now, warnDays)));
  const days = Math.floor((first.expiresAt - now) / DAY_SECONDS);
  const reason =
    first.expiresAt <= now
      ? `The certificate of ${first.listener} has expired.`
      : `The certificate of ${first.listener} is good for ${days} more ${days === 1 ? 'day' : 'days'}.`;
  return [{ name, severity, reason }];
}

function judgeCertificate(leftSeconds: number, warnDays: number): Severity {
  if (leftSeconds <= 0) return 'failed';
  return leftSeconds < warnDays * DAY_SECONDS ? 'degraded' : 'ok';
}
