import type { RefusedSender } from '../../core/index.ts';
import type { ArrivalFinding } from './arrival-finding.ts';
import { refusalText } from './refusal-texts.ts';

/** What was refused within so many seconds is refused now. */
const NOW_SECONDS = 60;

/** What is refused now, by sender: how often, what it usually means and what mends it. */
export function findRefused(refused: readonly RefusedSender[], now: number): readonly ArrivalFinding[] {
  return refused
    .filter(({ lastAt }) => now - lastAt <= NOW_SECONDS)
    .map(({ address, reason, count }): ArrivalFinding => {
      const { means, fix, isLoss } = refusalText(reason);
      return {
        name: 'refused',
        severity: isLoss === true ? 'warning' : 'note',
        subject: address,
        reason: `${count} refused from ${address === '' ? 'an unknown address' : address} (${reason}): ${means}.`,
        fix,
        ...(isLoss === true ? { isLoss } : {}),
      };
    });
}
