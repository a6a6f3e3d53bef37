import type { Consumer, EventType, TelephonyEvent } from '../../core/index.ts';
import { SentBatches } from './sent-batches.ts';

/** Events of one message between threads: they are counted within some milliseconds. */
const BATCH_EVENTS = 256;

/** What an import may tell the metrics of a server: what happened, as far as it can be counted. None of these names anybody. */
export const COUNTED: ReadonlySet<EventType> = new Set([
  'call.offered',
  'call.ringing',
  'call.answered',
  'call.ended',
  'call.amended',
  'call.hop',
  'call.finding',
  'dialog.created',
  'dialog.ended',
  'registration.ended',
  'sip.request',
  'sip.response',
  'sip.retransmission',
  'sip.duplicate',
  'sip.anomaly',
  'sip.orphan',
  'sip.clock_inverted',
  'sip.transaction',
  'sip.transaction_timeout',
  'sip.invite_result',
  'sip.bye',
  'sip.session_refresh',
  'sip.stir_verified',
  'sip.ping',
  'media.report',
  'media.ended',
]);

/** The events of an import that move the metrics of a server, on their way there. */
export interface CountRelay extends Pick<SentBatches<TelephonyEvent>, 'flush' | 'taken' | 'finish'> {
  readonly consumer: Consumer;
}

/** Makes it; `send` resolves when events have moved the metrics. */
export function createCountRelay(send: (events: readonly TelephonyEvent[]) => Promise<unknown>): CountRelay {
  const batches = new SentBatches<TelephonyEvent>(async (events) => void (await send(events)), BATCH_EVENTS);
  return {
    consumer: { name: 'metrics', takes: (type) => COUNTED.has(type), accept: (event) => batches.add(event) },
    flush: () => batches.flush(),
    taken: async () => batches.taken(),
    finish: async () => batches.finish(),
  };
}
