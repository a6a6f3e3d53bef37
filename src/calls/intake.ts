import { isProbe, labelText, Private, type EventOfType, type Method } from '../core/index.ts';
import type { ConversationTable } from './conversation-table.ts';
import type { Conversation } from './conversation.ts';
import type { ConversationContext } from './advance-conversation.ts';
import { stillForgotten } from './forget-person.ts';
import { notePeople } from './known-people.ts';
import { learnOwn } from './own-addresses.ts';
import { DECISIVE } from './refreshes.ts';
import { isInitialInvite } from './seen.ts';
import { takeMessage } from './take-message.ts';

/** A full timeline takes still the BYE that ends it, with its answers on a few hops. */
const BYE_ROOM = 32;

/** Takes one message into its conversation. */
export type Intake = (event: EventOfType<'sip.message'>) => void;

/** Makes the intake of a table; `advance` brings a conversation up to a time. */
export function createIntake(
  context: ConversationContext,
  table: ConversationTable,
  advance: (conversation: Conversation, now: number) => void,
): Intake {
  const { settings, emit } = context;
  let configured = settings.emergencyNumbers;
  let emergencyNumbers = configured.map((number) => new Private(number, 'number'));
  return (event) => {
    const receivedAt = event.receivedAt ?? event.at;
    // What was due before it arrived must not depend on whether anyone has looked since.
    const conversation = table.take(
      event,
      (known) => Math.min(known.restDueAt, known.freshDueAt) <= receivedAt && advance(known, receivedAt),
    );
    if (conversation === undefined) return;
    conversation.lastReceivedAt = Math.max(conversation.lastReceivedAt, receivedAt);
    if (conversation.forgottenUntil !== undefined) {
      // It only tells how long the forgotten call may still last.
      conversation.forgottenUntil = stillForgotten(conversation.lastReceivedAt, event.method === 'BYE', settings.sweepAnsweredSeconds);
      context.schedule(conversation, conversation.rank, conversation.forgottenUntil, false);
      return;
    }
    conversation.freshDueAt = Math.min(conversation.freshDueAt, receivedAt + settings.settleSeconds);
    if (conversation.seen.length >= room(event.method, settings.maxTimeline)) {
      conversation.isTruncated = true;
      conversation.renewedAt = conversation.lastReceivedAt;
      emit({ type: 'event.dropped', at: event.at, stage: labelText('calls'), reason: 'timeline_full', count: 1 });
      return;
    }
    if (configured !== settings.emergencyNumbers) {
      configured = settings.emergencyNumbers;
      emergencyNumbers = configured.map((number) => new Private(number, 'number'));
    }
    if (conversation.seen.length === 0) conversation.isProbe = isProbe(event);
    notePeople(conversation.people, event);
    const seen = takeMessage(event, emergencyNumbers, conversation.people);
    const { entry } = seen;
    context.answering.hear(entry);
    if (conversation.seen.length > 0 && isInitialInvite(entry)) learnOwn(entry, conversation.seen.read(), context.own);
    markReplaced(event, conversation, context);
    if (!table.keep(seen, conversation)) conversation.isTruncated = true;
  };
}

/** Marks the call that an INVITE with Replaces names once it is accepted (RFC 3891 3): its BYE may follow within milliseconds, before the new call is read. */
function markReplaced(
  { method, status = 0, replacesCallId }: EventOfType<'sip.message'>,
  conversation: Conversation,
  { replace }: Pick<ConversationContext, 'replace'>,
): void {
  if (replacesCallId !== undefined) conversation.replacesCallId = replacesCallId;
  const isAccepted = method === 'INVITE' && status >= 200 && status < 300;
  if (isAccepted && conversation.replacesCallId !== undefined) replace(conversation.replacesCallId);
}

/** How many messages a conversation may hold for one more of this method. */
function room(method: Method, maxTimeline: number): number {
  // A timeline that is full still takes what decides a call. Refreshes are let go again when they are done.
  if (!DECISIVE.has(method)) return maxTimeline;
  return 2 * maxTimeline + (method === 'BYE' ? BYE_ROOM : 0);
}
