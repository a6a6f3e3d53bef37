import type { Finding } from '../../core/index.ts';
import { untimelyReason } from '../../tls/index.ts';

/** From when on the certificate of a listener is valid, and when it expires, in Unix seconds. */
export interface ShownCertificate {
  readonly listener: string;
  readonly validFrom: number;
  readonly expiresAt: number;
}

const DAY_SECONDS = 86_400;

/** Judges for how long certificates are still good: one that nobody accepts says the reason, else the one that expires first. No finding where none is shown. */
export function checkCertificates(name: string, shown: readonly ShownCertificate[], now: number, warnDays: number): readonly Finding[] {
  const sorted = shown.toSorted((a, b) => a.expiresAt - b.expiresAt);
  const refused = sorted.map((one) => ({ ...one, why: untimelyReason(one, now) })).find(({ why }) => why !== undefined);
  if (refused !== undefined) return [{ name, severity: 'failed', reason: `The certificate of ${refused.listener} ${refused.why}.` }];
  const [first] = sorted;
  if (first === undefined) return [];
  const days = Math.floor((first.expiresAt - now) / DAY_SECONDS);
  const reason = `The certificate of ${first.listener} is good for ${days} more ${days === 1 ? 'day' : 'days'}.`;
  return [{ name, severity: first.expiresAt - now < warnDays * DAY_SECONDS ? 'degraded' : 'ok', reason }];
}
