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

/** A callee whose 2xx is not acknowledged gives up after 64*T1, 32 s (RFC 3261 13.3.1.4); real ones are a little early or late. */
const GIVES_UP_AFTER_SECONDS = 20;
const GIVES_UP_BEFORE_SECONDS = 40;

/** Reads how a dialog ended from its BYE or its broken re-INVITE. */
export function readEnd(dialog: Dialog | undefined, round: Round, own: OwnAddresses): End {
  if (dialog === undefined) return {};
  const { bye, broken, sessionTimer } = dialog;
  if (bye === undefined) {
    if (broken === undefined) return {};
    const isTimer = sessionTimer !== undefined;
    return {
      ended: isTimer ? 'session_expired' : 'unknown',
      endedAt: broken.at,
      releasedBy: 'network',
      cause: isTimer ? 'session_expired' : 'no_response',
    };
  }
  const end = { endedAt: bye.first.at, releasedBy: releasedAnswered(dialog, round, own) };
  if (isUnacknowledged(dialog)) return { ...end, ended: 'no_ack', cause: 'no_response' };
  if (dialog.isTransferred) return { ...end, ended: 'transferred', cause: 'transferred' };
  if (hasExpired(dialog, bye.first.at)) return { ...end, ended: 'session_expired', cause: 'session_expired' };
  return { ...end, ended: 'bye', cause: refineCause('normal', bye.first.reasonQ850) };
}

/** Whether the callee repeated its 2xx, no ACK was seen, and it ended the call when it would for want of one. */
function isUnacknowledged({ ack, bye, answer, calleeTag, repeatedAnswers }: Dialog): boolean {
  if (ack !== undefined || bye === undefined || repeatedAnswers === 0 || bye.first.fromTag !== calleeTag) return false;
  const after = bye.first.at - answer.at;
  return after >= GIVES_UP_AFTER_SECONDS && after <= GIVES_UP_BEFORE_SECONDS;
}

/** Whether the 2xx was repeated without an ACK, and yet the call went on: the capture missed the ACK. */
export function isAckMissed(dialog: Dialog | undefined, { ended }: End): boolean {
  if (dialog === undefined || dialog.ack !== undefined || dialog.repeatedAnswers === 0) return false;
  return ended !== undefined && ended !== 'no_ack';
}

/** RFC 4028 section 10: without a refresh the BYE comes shortly before the interval ends, by the lesser of 32 s and a third of it. */
function hasExpired(dialog: Dialog, byeAt: number): boolean {
  const timer = dialog.sessionTimer;
  if (timer === undefined) return false;
  return byeAt >= timer.refreshedAt + timer.seconds - Math.min(REUSE_SECONDS, timer.seconds / 3);
}
