import { labelText, Private, type EventOfType, type Method, type TimelineEntry } from '../core/index.ts';
import type { CallTable } from './call-table.ts';
import type { Conversation } from './conversation.ts';
import type { ConversationContext } from './advance-conversation.ts';
import type { Seen } from './seen.ts';
import { takeMessage } from './take-message.ts';

/** A timeline that is full still takes what decides a call, up to twice its size. Refreshes are let go again when they are done. */
const DECISIVE: ReadonlySet<Method> = new Set(['INVITE', 'UPDATE', 'BYE', 'ACK', 'CANCEL']);
/** And then still the BYE that ends it, with its answers on a few hops. */
const BYE_ROOM = 32;

/** Takes one message into its conversation. */
export type Intake = (event: EventOfType<'sip.message'>) => void;

/** Makes the intake of a table; `advance` brings a conversation up to a time. */
export function createIntake(
  context: ConversationContext,
  table: CallTable,
  advance: (conversation: Conversation, now: number) => void,
): Intake {
  const { settings, emit } = context;
  const emergencyNumbers = settings.emergencyNumbers.map((number) => new Private(number, 'number'));
  return (event) => {
    const receivedAt = event.receivedAt ?? event.at;
    // What was due before it arrived must not depend on whether anyone has looked since.
    const conversation = table.take(event, (known) => known.dueAt <= receivedAt && advance(known, receivedAt));
    conversation.lastReceivedAt = Math.max(conversation.lastReceivedAt, receivedAt);
    conversation.dueAt = Math.min(conversation.dueAt, receivedAt + settings.settleSeconds);
    if (conversation.seen.length >= room(event.method, settings.maxTimeline)) {
      conversation.isTruncated = true;
      conversation.renewedAt = conversation.lastReceivedAt;
      emit({ type: 'event.dropped', at: event.at, stage: labelText('calls'), reason: 'timeline_full', count: 1 });
      return;
    }
    addSeen(conversation, takeMessage(event, emergencyNumbers), context);
  };
}

/** How many messages a conversation may hold for one more of this method. */
function room(method: Method, maxTimeline: number): number {
  if (!DECISIVE.has(method)) return maxTimeline;
  return 2 * maxTimeline + (method === 'BYE' ? BYE_ROOM : 0);
}

/** Adds a sight of a message. A response tells who answers, two of one INVITE the addresses of the proxy between them. */
function addSeen(conversation: Conversation, seen: Seen, { own, answering }: ConversationContext): void {
  answering.hear(seen.entry);
  if (isInitialInvite(seen.entry))
    for (const other of conversation.seen) if (isInitialInvite(other.entry)) own.learn(seen.entry, other.entry);
  conversation.seen.push(seen);
  conversation.isDirty = true;
}

function isInitialInvite(entry: TimelineEntry): boolean {
  return entry.method === 'INVITE' && entry.status === undefined && entry.toTag === undefined;
}
