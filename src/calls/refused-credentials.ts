import { isChallenge } from './cause.ts';
import { deepestFinal } from './deepest-final.ts';
import { roundFinal, type Hop, type Round } from './round.ts';

/**
 * Whether the last round ended with a 403 of the one that had challenged the caller: it refused the credentials, not the call (RFC 3261 22.1, 21.4.4). Credentials
 * are checked before the call is: once something is told of its progress, or of its clearing (RFC 3326 Q.850), they were taken.
 */
export function hasRefusedCredentials(rounds: readonly Round[]): boolean {
  const last = rounds.at(-1);
  if (last === undefined || roundFinal(last)?.entry.status !== 403 || last.hops.some(isOfCall)) return false;
  const challenged = rounds.slice(0, -1).findLast((round) => isChallenge(roundFinal(round)?.entry.status ?? 0));
  if (challenged === undefined) return false;
  const challenger = deepestFinal(challenged, roundFinal(challenged))?.hop.request.dst;
  return challenger === deepestFinal(last, roundFinal(last))?.hop.request.dst;
}

function isOfCall({ responses, final }: Hop): boolean {
  return final?.reasonQ850 !== undefined || responses.some(({ status = 0 }) => status > 100 && status < 200);
}
