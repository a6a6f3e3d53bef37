import { isProbe, type CallWithTimeline } from '../core/index.ts';
import { openConversation, type Conversation } from './conversation.ts';
import type { TrackerContext } from './tracker-context.ts';

/** Puts a stored open call back into the table: its timeline is its state, so nothing else has to be remembered. */
export function adoptCall(
  { call, timeline }: CallWithTimeline,
  table: Map<string, Conversation>,
  now: number,
  maxTimeline: number,
  context: Pick<TrackerContext, 'hashCallId' | 'sealCallId' | 'endOf'>,
  order: number,
): Conversation {
  const conversation = table.get(call.callKey) ?? openConversation(undefined, call.callKey, call.source, now, context, order);
  table.set(call.callKey, conversation);
  for (const entry of timeline) {
    // A BYE is told when its call ends; what else was within the dialog was told before the restart.
    const isSettled = entry.method !== 'BYE';
    conversation.seen.push({ entry, notes: undefined, isCounted: true, isHanded: true, isSettled });
    conversation.lastReceivedAt = Math.max(conversation.lastReceivedAt, entry.receivedAt);
  }
  conversation.lastReceivedAt = Math.max(conversation.lastReceivedAt, now);
  conversation.renewedAt = conversation.lastReceivedAt;
  // A stored timeline that is full has not got the newest refreshes.
  if (timeline.length >= maxTimeline) conversation.isTruncated = true;
  if (isProbe(call)) conversation.isProbe = true;
  conversation.adopted = [...conversation.adopted, call];
  conversation.aliasKeys = [...new Set([...conversation.aliasKeys, ...(call.aliases ?? [])])];
  conversation.traceparent ??= call.traceparent;
  conversation.fold = undefined;
  return conversation;
}
