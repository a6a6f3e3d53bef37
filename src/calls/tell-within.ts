import type { RefreshOutcome } from '../core/index.ts';
import type { Answering } from './answering.ts';
import type { CallView } from './call-view.ts';
import type { CallState, Conversation } from './conversation.ts';
import { REUSE_SECONDS } from './invite-try.ts';
import type { Advance } from './life-cycle.ts';
import { hasUntold, readRequestsWithin, type RequestWithin } from './within-dialog.ts';

/**
 * Tells, once each, what requests within the dialog of a call came to: how the session was refreshed (RFC 4028), and which nobody answered. Returns when there is
 * more to tell.
 */
export function tellWithin(view: CallView, state: CallState, conversation: Conversation, answering: Answering, step: Advance): number {
  const { facts, sights } = view.attempt;
  if (!hasUntold(facts)) return Number.POSITIVE_INFINITY;
  const { requests, refresherTag } = readRequestsWithin(facts, sights);
  const told: Told = { view, state, conversation, answering, step };
  const sides: Sides = { refresherTag, refusedAs: new Map() };
  let nextAt = Number.POSITIVE_INFINITY;
  for (const request of requests) {
    const outcome = refreshOutcome(request, sides);
    const dueAt = requestDueAt(request, step);
    if (!request.isTold && dueAt > step.now && !(step.isFlush && request.final !== undefined)) {
      nextAt = Math.min(nextAt, dueAt);
      continue;
    }
    for (const seen of request.seen) seen.isSettled = true;
    if (!request.isTold) tellRequest(request, outcome, told);
  }
  return nextAt;
}

interface Told {
  readonly view: CallView;
  readonly state: CallState;
  readonly conversation: Conversation;
  readonly answering: Answering;
  readonly step: Advance;
}

/** What the requests so far have come to for the two sides. */
interface Sides {
  /** Who refreshes. */
  refresherTag: number | undefined;
  /** The status of the last answer that each sender got. */
  readonly refusedAs: Map<number, number>;
}

function requestDueAt({ first, final }: RequestWithin, { settings }: Advance): number {
  return (final === undefined ? first.receivedAt + REUSE_SECONDS : final.receivedAt) + settings.settleSeconds;
}

/** How a refresh came out. Undefined: it is none, nobody answered, or it is soon sent again. */
function refreshOutcome(request: RequestWithin, sides: Sides): RefreshOutcome | undefined {
  const { first, final, hasSessionTimer } = request;
  if (final?.status === undefined || !mayRefresh(request)) return undefined;
  const { status } = final;
  const sender = first.fromTag ?? 0;
  const before = sides.refusedAs.get(sender);
  sides.refusedAs.set(sender, status);
  if (status === 422) return before === 422 ? 'gave_up' : 'bumped';
  if (!hasSessionTimer) return undefined;
  return status < 300 ? accepted(request, sides) : refusal(status);
}

function mayRefresh({ first: { method } }: RequestWithin): boolean {
  return method === 'INVITE' || method === 'UPDATE';
}

function accepted({ refresherTag }: RequestWithin, sides: Sides): RefreshOutcome {
  const before = sides.refresherTag;
  sides.refresherTag = refresherTag ?? before;
  return before !== undefined && sides.refresherTag !== before ? 'role_swap' : 'ok';
}

function refusal(status: number): RefreshOutcome | undefined {
  if (status === 481) return 'no_dialog';
  // Challenged, or both sides at once (RFC 3261 14.1).
  return status === 401 || status === 407 || status === 491 ? undefined : 'failed';
}

function tellRequest(request: RequestWithin, outcome: RefreshOutcome | undefined, told: Told): void {
  const { first, final, hasSessionTimer } = request;
  const { view, state, conversation, step } = told;
  const shared = { at: final?.at ?? first.at + REUSE_SECONDS, source: conversation.source, callId: state.id };
  const isUnanswered = final === undefined && isMissed(first.at, first.agent, told);
  if (isUnanswered) step.emit({ type: 'sip.transaction_timeout', ...shared, method: first.method });
  const refreshed = isUnanswered && hasSessionTimer && mayRefresh(request) ? 'failed' : outcome;
  if (refreshed !== undefined) step.emit({ type: 'sip.session_refresh', ...shared, direction: view.direction, outcome: refreshed });
}

/** Whether an answer that was not captured was not sent either: the capture is whole, shows answers, and the dialog was not ended meanwhile. */
function isMissed(at: number, agent: string, { view, conversation, answering }: Told): boolean {
  const bye = view.dialog?.bye?.first;
  if (bye !== undefined && bye.at < at + REUSE_SECONDS) return false;
  return !conversation.isTruncated && answering.seesAnswers(agent);
}
