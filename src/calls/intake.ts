import { labelText, Private, type EventOfType, type Method, type TimelineEntry } from '../core/index.ts';
import type { CallTable } from './call-table.ts';
import type { Conversation } from './conversation.ts';
import type { ConversationContext } from './advance-conversation.ts';
import { stillForgotten } from './forget-person.ts';
import { notePeople } from './known-people.ts';
import type { Seen } from './seen.ts';
import { takeMessage } from './take-message.ts';

/** A timeline that is full still takes what decides a call, up to twice its size. Refreshes are let go again when they are done. */
const DECISIVE: ReadonlySet<Method> = new Set(['INVITE', 'UPDATE', 'BYE', 'ACK', 'CANCEL']);
/** A proxy sends an INVITE on at once: the one that came in is among the newest. */
const MAX_INVITES = 16;
/** And then still the BYE that ends it, with its answers on a few hops. */
const BYE_ROOM = 32;

/** Takes one message into its conversation. */
export type Intake = (event: EventOfType<'sip.message'>) => void;

/** Makes the intake of a table; `advance` brings a conversation up to a time, `changed` gets those with something new. */
export function createIntake(
  context: ConversationContext,
  table: CallTable,
  advance: (conversation: Conversation, now: number) => void,
  changed: Set<Conversation>,
): Intake {
  const { settings, emit } = context;
  const emergencyNumbers = settings.emergencyNumbers.map((number) => new Private(number, 'number'));
  return (event) => {
    const receivedAt = event.receivedAt ?? event.at;
    // What was due before it arrived must not depend on whether anyone has looked since.
    const conversation = table.take(event, (known) => Math.min(known.dueAt, known.freshDueAt) <= receivedAt && advance(known, receivedAt));
    conversation.lastReceivedAt = Math.max(conversation.lastReceivedAt, receivedAt);
    if (conversation.forgottenUntil !== undefined) {
      // It only tells how long the forgotten call may still last.
      conversation.forgottenUntil = stillForgotten(conversation.lastReceivedAt, event.method === 'BYE', settings.sweepAnsweredSeconds);
      context.schedule(conversation, conversation.rank, conversation.forgottenUntil);
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
    addSeen(conversation, takeMessage(event, emergencyNumbers), context);
    changed.add(conversation);
  };
}

/** How many messages a conversation may hold for one more of this method. */
function room(method: Method, maxTimeline: number): number {
  if (!DECISIVE.has(method)) return maxTimeline;
  return 2 * maxTimeline + (method === 'BYE' ? BYE_ROOM : 0);
}

/** Adds a sight of a message. A response tells who answers, two of one INVITE the addresses of the proxy between them. */
function addSeen(conversation: Conversation, seen: Seen, { own, answering }: ConversationContext): void {
  const { entry } = seen;
  answering.hear(entry);
  if (isInitialInvite(entry)) {
    for (const other of conversation.invites) own.learn(entry, other);
    conversation.invites.push(entry);
    if (conversation.invites.length > MAX_INVITES) conversation.invites.shift();
  }
  conversation.seen.push(seen);
  conversation.fresh.push(seen);
}

function isInitialInvite(entry: TimelineEntry): boolean {
  return entry.method === 'INVITE' && entry.status === undefined && entry.toTag === undefined;
}
