import type { Cause, Ended, ReleasedBy } from '../core/index.ts';
import { REUSE_SECONDS } from './invite-try.ts';
import { refineCause } from './cause.ts';
import type { Dialog } from './dialog.ts';
import type { OwnAddresses } from './own-addresses.ts';
import { releasedAnswered } from './release.ts';
import type { Round } from './round.ts';

/** How an answered call ended. All undefined while it is open. */
export interface End {
  readonly ended: Ended | undefined;
  readonly endedAt: number | undefined;
  readonly releasedBy: ReleasedBy | undefined;
  readonly cause: Cause | undefined;
}

/** A callee whose 2xx is not acknowledged gives up after 64*T1, 32 s (RFC 3261 13.3.1.4); real ones are a little early or late. */
const GIVES_UP_AFTER_SECONDS = 20;
const GIVES_UP_BEFORE_SECONDS = 40;

const NOT_ENDED: End = { ended: undefined, endedAt: undefined, releasedBy: undefined, cause: undefined };

/** Reads how a dialog ended from its BYE or its broken re-INVITE. */
export function readEnd(dialog: Dialog | undefined, round: Round, own: OwnAddresses): End {
  if (dialog === undefined) return NOT_ENDED;
  const { bye, broken, sessionTimer } = dialog;
  if (bye === undefined) {
    if (dialog.abandonedAt !== undefined)
      return { ended: 'no_ack', endedAt: dialog.abandonedAt, releasedBy: 'network', cause: 'no_response' };
    if (broken === undefined) return NOT_ENDED;
    const isTimer = sessionTimer !== undefined;
    return {
      ended: isTimer ? 'session_expired' : 'unknown',
      endedAt: broken.at,
      releasedBy: 'network',
      cause: isTimer ? 'session_expired' : 'no_response',
    };
  }
  const ended = endedBy(dialog, bye.first.at);
  const cause = ended === 'bye' ? refineCause('normal', bye.first.reasonQ850) : CAUSE_OF[ended];
  return { ended, endedAt: bye.first.at, releasedBy: releasedAnswered(dialog, round, own), cause };
}

const CAUSE_OF = { no_ack: 'no_response', transferred: 'transferred', session_expired: 'session_expired' } as const;

/** What a BYE at this time ended it as. */
function endedBy(dialog: Dialog, byeAt: number): 'bye' | keyof typeof CAUSE_OF {
  if (isUnacknowledged(dialog)) return 'no_ack';
  if (dialog.isTransferred) return 'transferred';
  return hasExpired(dialog, byeAt) ? 'session_expired' : 'bye';
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
