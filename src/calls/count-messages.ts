import { statusClass, type Emit, type MessageDirection } from '../core/index.ts';
import type { Conversation } from './conversation.ts';
import type { OwnAddresses } from './own-addresses.ts';
import type { Sight } from './seen.ts';

/** Emits what each message is that was not counted yet: a request or response once per hop, a repetition, a duplicate. */
export function countMessages(sights: readonly Sight[], conversation: Conversation, own: OwnAddresses, emit: Emit): void {
  for (const sight of sights) {
    if (sight.seen.isCounted) continue;
    sight.seen.isCounted = true;
    countOne(sight, conversation, own, emit);
  }
}

function countOne({ entry, kind, status, transaction }: Sight, conversation: Conversation, own: OwnAddresses, emit: Emit): void {
  // Hot: one literal per event, no spreads.
  const { at, receivedAt, agent, transport } = entry;
  const { method } = transaction;
  const { source } = conversation;
  if (kind === 'duplicate' || kind === 'vantage') {
    emit({ type: 'sip.duplicate', at, receivedAt, source, agent, kind: kind === 'vantage' ? 'vantage' : 'capture' });
    return;
  }
  const direction = directionOf(agent, entry.src, entry.dst, own);
  if (kind === 'retransmission') {
    emit({
      type: 'sip.retransmission',
      at,
      receivedAt,
      source,
      agent,
      method,
      direction,
      transport,
      ...(status === undefined ? NONE : { status }),
    });
  } else if (status === undefined) {
    emit({ type: 'sip.request', at, receivedAt, source, agent, method, direction, transport });
  } else {
    emit({ type: 'sip.response', at, receivedAt, source, agent, method, direction, transport, status, statusClass: statusClass(status) });
  }
}

const NONE = {};

function directionOf(agent: string, src: string, dst: string, own: OwnAddresses): MessageDirection {
  if (own.isOwn(agent, src)) return 'out';
  return own.isOwn(agent, dst) ? 'in' : 'unknown';
}
