import { REUSE_SECONDS } from './invite-try.ts';

/** A 2xx to a REFER or a NOTIFY of it, and whether the transfer goes on or succeeded by then. */
export interface TransferWord {
  readonly at: number;
  readonly goesOn: boolean;
}

/**
 * Whether a BYE ends a transfer: within 64*T1 of the last thing that told the one who refers that it goes on or succeeded, a 2xx to a REFER or a NOTIFY
 * of it, and not after one that told that it failed (RFC 3515 2.4.5). A REFER that only adds somebody (RFC 4579) is followed by no BYE.
 */
export function endsTransfer(words: readonly TransferWord[], byeAt: number): boolean {
  const last = words.findLast(({ at }) => at <= byeAt);
  return last?.goesOn === true && byeAt - last.at <= REUSE_SECONDS;
}
