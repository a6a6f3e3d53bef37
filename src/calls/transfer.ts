import { REUSE_SECONDS } from './invite-try.ts';
import { isSuccess } from './round.ts';
import { isRequest, type Sight } from './seen.ts';

/**
 * Whether a BYE ends a transfer: within 64*T1 of the last thing that told the one who refers that it goes on or succeeded, a 2xx to a REFER or a NOTIFY
 * of it, and not after one that told that it failed (RFC 3515 2.4.5). A REFER that only adds somebody (RFC 4579) is followed by no BYE.
 */
export function endsTransfer(sights: readonly Sight[], tags: readonly number[], byeAt: number): boolean {
  let toldAt: number | undefined;
  for (const { entry, kind } of sights) {
    if (kind !== 'first' || entry.at > byeAt || !isBetween(entry, tags)) continue;
    if (entry.method === 'REFER' && isSuccess(entry)) toldAt = entry.at;
    if (entry.method !== 'NOTIFY' || !isRequest(entry) || entry.sipfragStatus === undefined) continue;
    toldAt = entry.sipfragStatus < 300 ? entry.at : undefined;
  }
  return toldAt !== undefined && byeAt - toldAt <= REUSE_SECONDS;
}

function isBetween({ fromTag = 0, toTag = 0 }: Sight['entry'], tags: readonly number[]): boolean {
  return fromTag !== toTag && tags.includes(fromTag) && tags.includes(toTag);
}
