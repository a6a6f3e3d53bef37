import { labelText, Private, type EventOfType, type Method, type TimelineEntry } from '../core/index.ts';
import type { ConversationTable } from './conversation-table.ts';
import type { Conversation } from './conversation.ts';
import type { ConversationContext } from './advance-conversation.ts';
import { stillForgotten } from './forget-person.ts';
import { notePeople } from './known-people.ts';
import { DECISIVE } from './refreshes.ts';
import { takeMessage } from './take-message.ts';

/** A proxy sends an INVITE on at once: the one that came in is among the newest. */
const MAX_INVITES = 16;
/** And then still the BYE that ends it, with its answers on a few hops. */
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
  const emergencyNumbers = settings.emergencyNumbers.map((number) => new Private(number, 'number'));
  return (event) => {
    const receivedAt = event.receivedAt ?? event.at;
    // What was due before it arrived must not depend on whether anyone has looked since.
    const conversation = table.take(event, (known) => Math.min(known.dueAt, known.freshDueAt) <= receivedAt && advance(known, receivedAt));
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
    notePeople(conversation.people, event);
    const seen = takeMessage(event, emergencyNumbers);
    if (table.keep(seen, conversation)) learn(seen.entry, conversation, context);
    else conversation.isTruncated = true;
  };
}

/** How many messages a conversation may hold for one more of this method. */
function room(method: Method, maxTimeline: number): number {
  // A timeline that is full still takes what decides a call. Refreshes are let go again when they are done.
  if (!DECISIVE.has(method)) return maxTimeline;
  return 2 * maxTimeline + (method === 'BYE' ? BYE_ROOM : 0);
}

/** A response tells who answers, two sights of one INVITE the addresses of the proxy between them. */
function learn(entry: TimelineEntry, { seen }: Conversation, { own, answering }: ConversationContext): void {
  answering.hear(entry);
  if (!isInitialInvite(entry)) return;
  const others = seen.all().filter((one) => one.entry !== entry && isInitialInvite(one.entry));
  for (const other of others.slice(-MAX_INVITES)) own.learn(entry, other.entry);
}

function isInitialInvite(entry: TimelineEntry): boolean {
  return entry.method === 'INVITE' && entry.status === undefined && entry.toTag === undefined;
}
