import type { ArrivalFinding } from './arrival-finding.ts';

/** What was told is told again after so many seconds, when it goes on. */
const AGAIN_SECONDS = 600;
/** Lines at once; what else there is comes with the next look. */
const MOST_LINES = 3;
/** Told findings that are remembered. */
const MOST_TOLD = 1024;

/** Tells the warnings among findings: each when it is new, and every ten minutes as long as it lasts; not more than three at once. `now`: monotonic seconds. */
export function createFindingWarnings(warn: (finding: ArrivalFinding) => void): (findings: readonly ArrivalFinding[], now: number) => void {
  const toldAt = new Map<string, number>();
  return (findings, now) => {
    for (const [key, at] of toldAt) if (now - at >= AGAIN_SECONDS) toldAt.delete(key);
    let lines = 0;
    for (const finding of findings) {
      const key = `${finding.name} ${finding.subject} ${finding.fix}`;
      if (finding.severity !== 'warning' || toldAt.has(key)) continue;
      if (lines >= MOST_LINES || toldAt.size >= MOST_TOLD) return;
      lines += 1;
      toldAt.set(key, now);
      warn(finding);
    }
  };
}
