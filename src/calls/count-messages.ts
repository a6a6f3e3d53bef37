import { statusClass, type Emit, type MessageDirection } from '../core/index.ts';
import type { Conversation } from './conversation.ts';
import type { OwnAddresses } from './own-addresses.ts';
import type { Sight } from './seen.ts';

/** Emits what each message is that was not counted yet: a request or response once per hop, a repetition, a duplicate. */
export function countMessages(sights: readonly Sight[], conversation: Conversation, own: OwnAddresses, emit: Emit): void {
  for (const sight of sights) {
    if (conversation.counted.has(sight.seen)) continue;
    conversation.counted.add(sight.seen);
    countOne(sight, conversation, own, emit);
  }
}

function countOne({ entry, kind }: Sight, conversation: Conversation, own: OwnAddresses, emit: Emit): void {
  const from = { at: entry.at, receivedAt: entry.receivedAt, source: conversation.source, agent: entry.agent };
  if (kind === 'duplicate' || kind === 'vantage') {
    emit({ type: 'sip.duplicate', ...from, kind: kind === 'vantage' ? 'vantage' : 'capture' });
    return;
  }
  const message = {
    ...from,
    method: entry.method,
    direction: directionOf(entry.agent, entry.src, entry.dst, own),
    transport: entry.transport,
  };
  const { status } = entry;
  if (kind === 'retransmission') emit({ type: 'sip.retransmission', ...message, ...(status === undefined ? {} : { status }) });
  else if (status === undefined) emit({ type: 'sip.request', ...message });
  else emit({ type: 'sip.response', ...message, status, statusClass: statusClass(status) });
}

function directionOf(agent: string, src: string, dst: string, own: OwnAddresses): MessageDirection {
  if (own.isOwn(agent, src)) return 'out';
  return own.isOwn(agent, dst) ? 'in' : 'unknown';
}
