import type { Cause, Ended, ReleasedBy } from '../core/index.ts';
import { REUSE_SECONDS } from './invite-try.ts';
import { refineCause } from './cause.ts';
import type { Dialog } from './dialog.ts';
import type { OwnAddresses } from './own-addresses.ts';
import { releasedAnswered } from './release.ts';
import type { Round } from './round.ts';

/** How an answered call ended. All absent while it is open. */
export interface End {
  readonly ended?: Ended;
  readonly endedAt?: number;
  readonly releasedBy?: ReleasedBy;
  readonly cause?: Cause;
}

/** From how many repetitions of the 2xx on a missing ACK is a fault, and not an ACK that takes another path or its time. */
const REPEATED_WITHOUT_ACK = 3;

/** Reads how a dialog ended from its BYE, its broken re-INVITE, or the ACK that never came. */
export function readEnd(dialog: Dialog, round: Round, own: OwnAddresses): End {
  const { bye } = dialog;
  if (isUnacknowledged(dialog)) {
    const endedAt = bye?.at ?? dialog.answer.at + REUSE_SECONDS;
    return { ended: 'no_ack', endedAt, releasedBy: releasedAnswered(dialog, round, own), cause: 'no_response' };
  }
  if (bye === undefined) {
    if (dialog.brokenAt === undefined) return {};
    const isTimer = dialog.sessionTimer !== undefined;
    return {
      ended: isTimer ? 'session_expired' : 'unknown',
      endedAt: dialog.brokenAt,
      releasedBy: 'network',
      cause: isTimer ? 'session_expired' : 'no_response',
    };
  }
  const releasedBy = releasedAnswered(dialog, round, own);
  if (dialog.isTransferred) return { ended: 'transferred', endedAt: bye.at, releasedBy, cause: 'transferred' };
  if (hasExpired(dialog, bye.at)) return { ended: 'session_expired', endedAt: bye.at, releasedBy, cause: 'session_expired' };
  return { ended: 'bye', endedAt: bye.at, releasedBy, cause: refineCause('normal', bye.reasonQ850) };
}

/** The 2xx was sent again and again and no ACK was seen where a BYE, or many repetitions, show that one should have been. */
export function isUnacknowledged(dialog: Dialog): boolean {
  if (dialog.ack !== undefined) return false;
  return dialog.repeatedAnswers >= REPEATED_WITHOUT_ACK || (dialog.bye !== undefined && dialog.repeatedAnswers > 0);
}

/** RFC 4028 section 10: without a refresh the BYE comes shortly before the interval ends, by the lesser of 32 s and a third of it. */
function hasExpired(dialog: Dialog, byeAt: number): boolean {
  const timer = dialog.sessionTimer;
  if (timer === undefined) return false;
  return byeAt >= timer.refreshedAt + timer.seconds - Math.min(REUSE_SECONDS, timer.seconds / 3);
}
