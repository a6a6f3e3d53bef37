import type { CallView } from './call-view.ts';
import { REUSE_SECONDS } from './invite-try.ts';
import { invitesRetry, isRedirect } from './invites-retry.ts';
import { roundFinal } from './round.ts';
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
  if (!isCallerSide(view)) {
    // The ACK of a refusal shows that the caller got one, which may still come.
    const waitsUntil = view.near.isRefusalAcknowledged ? view.attempt.facts.lastReceivedAt : final.receivedAt + REUSE_SECONDS;
    return waitsUntil + settings.settleSeconds;
  }
  const wait = invitesRetry(final.status) || isRedirected(view) ? settings.challengeSeconds : 0;
  return final.receivedAt + wait + settings.settleSeconds;
}

/** Whether the caller goes through the Contacts of a 3xx and was refused by one: the next one may follow. */
function isRedirected({ rounds, outcome }: CallView): boolean {
  return outcome !== 'answered' && rounds.slice(0, -1).some((round) => isRedirect(roundFinal(round)?.entry.status ?? 0));
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
  if (dialog.abandonedAt !== undefined) return dialog.answer.receivedAt + REUSE_SECONDS + settings.settleSeconds;
  // After a 408 the dialog may go on.
  if (broken?.status === 408) return broken.receivedAt + REUSE_SECONDS + settings.settleSeconds;
  return view.attempt.facts.newestReceivedAt + settings.settleSeconds;
}

/** When a call that is still open is given up: silence for its session timer and a tenth, or for the time of its state. */
export function sweepDueAt(view: CallView, renewedAt: number, settings: SweepSettings): number {
  const heardAt = lastHeardAt(view, renewedAt);
  // An answer alone does not show that a call goes on.
  if (view.isAnswerOnly && !view.attempt.facts.hasRequestWithin) return heardAt + settings.sweepUnansweredSeconds;
  if (view.dialog !== undefined) {
    const timer = view.dialog.sessionTimer;
    return heardAt + (timer === undefined ? settings.sweepAnsweredSeconds : timer.seconds * SESSION_GRACE);
  }
  if (!isAlerted(view)) return heardAt + settings.sweepUnansweredSeconds;
  // Any length may be asked for, a call is not kept for any length.
  const { receivedAt, expiresSeconds = 0 } = view.near.request;
  return Math.max(heardAt + settings.sweepRingingSeconds, receivedAt + Math.min(expiresSeconds, settings.sweepAnsweredSeconds));
}

/** When a call that has rung counts as silent, though it is not given up yet. Undefined when there is nothing to wait for. */
export function silentDueAt(view: CallView, renewedAt: number, settings: SweepSettings): number | undefined {
  if (view.outcome !== undefined || !isAlerted(view)) return undefined;
  return lastHeardAt(view, renewedAt) + settings.sweepUnansweredSeconds;
}

/** By its own messages: another attempt with the same Call-ID may go on for hours. */
function lastHeardAt(view: CallView, renewedAt: number): number {
  return Math.max(renewedAt, view.attempt.facts.lastReceivedAt);
}

/** Whether the far end was reached: a 18x came. */
function isAlerted({ rounds }: CallView): boolean {
  return rounds.at(-1)?.hops.some((hop) => hop.responses.some(({ status = 0 }) => status >= 180 && status < 190)) === true;
}
