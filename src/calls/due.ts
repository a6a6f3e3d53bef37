import { REUSE_SECONDS } from './attempt.ts';
import type { CallView } from './call-view.ts';
import { invitesRetry } from './cause.ts';
import type { TrackerSettings } from './settings.ts';
import type { SweepSettings } from './sweep-settings.ts';

/** A session timer is given this much more than it asked for before the call is swept. */
const SESSION_GRACE = 1.1;

/** T2 (RFC 3261 17.1.2.2): a BYE without an answer is repeated at least this often, so its answer is waited for that long. */
const REPEATED_WITHIN_SECONDS = 4.5;

/** When set-up may be committed, by arrival. Undefined while there is nothing to commit. */
export function setUpDueAt(view: CallView, settings: TrackerSettings): number | undefined {
  if (view.outcome === undefined) return undefined;
  const final = view.final?.entry;
  if (final?.status === undefined) {
    // A CANCEL without a final answer: the answer may still come.
    const cancel = view.near.cancels[0];
    const dueAt = cancel === undefined ? view.silence?.dueAt : cancel.receivedAt + REUSE_SECONDS;
    return dueAt === undefined ? undefined : dueAt + settings.settleSeconds;
  }
  if (!isCallerSide(view)) return final.receivedAt + REUSE_SECONDS + settings.settleSeconds;
  const wait = invitesRetry(final.status) ? settings.challengeSeconds : 0;
  return final.receivedAt + wait + settings.settleSeconds;
}

/** Whether the caller got the final answer: it was seen on its side, or an ACK shows it. A branch's answer may still be overruled by its proxy. */
function isCallerSide(view: CallView): boolean {
  return view.final?.hop === view.near || view.dialog?.ack !== undefined || view.dialog?.bye !== undefined;
}

/** When the end of an answered call may be committed, by arrival. Undefined while it has not ended. */
export function endDueAt(view: CallView, settings: TrackerSettings): number | undefined {
  const { dialog } = view;
  // The answer was committed from a branch, and the proxy then told the caller something else.
  if (dialog === undefined) return setUpDueAt(view, settings);
  if (view.ended === undefined) return undefined;
  const { bye, broken } = dialog;
  if (bye?.answer !== undefined) return bye.answer.receivedAt + settings.settleSeconds;
  if (bye !== undefined) return bye.lastSentAt + Math.max(bye.isRepeated ? REPEATED_WITHIN_SECONDS : 0, settings.settleSeconds);
  // After a 408 the dialog may go on.
  if (broken?.status === 408) return broken.receivedAt + REUSE_SECONDS + settings.settleSeconds;
  const last = view.sights.at(-1)?.entry.receivedAt ?? dialog.answer.receivedAt;
  return last + settings.settleSeconds;
}

/** When a call that is still open is given up: silence for its session timer and a tenth, or for the configured time. */
export function sweepDueAt(view: CallView, lastReceivedAt: number, settings: SweepSettings): number {
  if (view.dialog === undefined) return lastReceivedAt + settings.sweepUnansweredSeconds;
  const timer = view.dialog.sessionTimer;
  return lastReceivedAt + (timer === undefined ? settings.sweepAnsweredSeconds : timer.seconds * SESSION_GRACE);
}
