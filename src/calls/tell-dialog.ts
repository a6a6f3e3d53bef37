import { type ByeReason, type CallRecord, type DialogEnd, type Emit, present, type Side, type TimelineEntry } from '../core/index.ts';
import type { CallView } from './call-view.ts';
import type { CallState, Conversation } from './conversation.ts';
import { isRequest, type Sight } from './seen.ts';

/** What is told of a call once its set-up is committed as answered: the dialog that the 2xx confirmed (RFC 3261 12.1). */
export function tellDialogCreated({ answeredAt, startedAt, source, id, direction }: CallRecord, emit: Emit): void {
  emit({ type: 'dialog.created', at: answeredAt ?? startedAt, source, callId: id, direction });
}

/** What is told of it once its end is. */
export function tellDialogEnded(record: CallRecord, view: CallView, emit: Emit): void {
  const { endedAt, startedAt, source, id, direction } = record;
  emit({ type: 'dialog.ended', at: endedAt ?? startedAt, source, callId: id, direction, reason: dialogEnd(record, view) });
}

function dialogEnd({ ended }: CallRecord, { dialog }: CallView): DialogEnd {
  if (ended === 'bye' || ended === 'transferred' || ended === 'replaced') return 'bye';
  if (ended === 'session_expired' || ended === 'no_ack') return 'timeout';
  // What was committed as answered from a branch may have been refused by the proxy.
  if (dialog === undefined) return 'rejected';
  return dialog.broken === undefined ? 'other' : 'error';
}

/** The BYEs of one side of one dialog. */
interface SentBye {
  readonly first: TimelineEntry;
  isTold: boolean;
}

/** Tells each BYE that was not told yet: once for the side that sent it, on however many hops and however often it is seen. */
export function tellByes(view: CallView, { id }: CallState, { source }: Conversation, emit: Emit): void {
  const { byes } = view.attempt.facts;
  if (byes.length === 0) return;
  const told: SentBye[] = [];
  for (const sight of byes) if (isRequest(sight.entry)) noteSent(told, sight);
  const { direction } = view;
  for (const { first, isTold } of told) {
    if (isTold) continue;
    const { at, reasonSip, reasonQ850 } = first;
    const reason = reasonSip === undefined && reasonQ850 === undefined ? impliedReason(view) : undefined;
    const by = sideOf(first, view);
    emit({ type: 'sip.bye', at, source, callId: id, direction, by, ...present({ reason, reasonQ850, reasonSip }) });
  }
}

/** Notes one sight of a BYE. From now on it counts as told. */
function noteSent(told: SentBye[], { entry, seen }: Sight): void {
  const known = told.find(({ first }) => first.fromTag === entry.fromTag && first.toTag === entry.toTag);
  if (known === undefined) told.push({ first: entry, isTold: seen.isSettled });
  else known.isTold ||= seen.isSettled;
  seen.isSettled = true;
}

/** What a BYE without a Reason header was sent for, where the dialog shows it. */
function impliedReason({ ended }: CallView): ByeReason | undefined {
  if (ended === 'session_expired') return 'timer_expired';
  return ended === 'no_ack' ? 'error' : undefined;
}

/** Of an outbound call the caller is this side, of any other the callee; the network itself always is. */
function sideOf({ fromTag }: TimelineEntry, { direction, near, releasedBy }: CallView): Side {
  if (releasedBy === 'network') return 'local';
  return (fromTag === near.request.fromTag) === (direction === 'outbound') ? 'local' : 'remote';
}
