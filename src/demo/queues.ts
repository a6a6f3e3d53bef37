import { arrivals } from './arrivals.ts';
import type { Begun, DemoEvent } from './items.ts';
import type { TrafficOptions } from './traffic-options.ts';

const SOURCE = 'contact-centre';
const QUEUES = ['sales', 'support'] as const;
/** Calls in queues beside all others. */
const SHARE = 0.2;
const TARGET_SECONDS = 20;

/** The calls that wait in the queues of the contact centre, and the people at desks who take them. */
export function* queues(options: TrafficOptions): Generator<Begun, void> {
  for (const { at, random } of arrivals('queues', options.callsPerHour * SHARE, options)) {
    const items: DemoEvent[] = [];
    const [queue, id, agent] = [random.pick(QUEUES), `queue-${random.token(12)}`, `desk-${random.whole(1, 12)}`];
    const tell = (when: number, type: DemoEvent['event']['type'], fields: Readonly<Record<string, unknown>>): void =>
      void items.push({ kind: 'event', at: when, event: { type, at: Math.round(when * 1e6) / 1e6, source: SOURCE, ...fields } });
    const callId = { callId: id };
    const waitSeconds = random.logNormal(9, 0.8);
    const isLeft = waitSeconds > 45 || random.chance(0.04);
    const leftAt = at + waitSeconds;
    tell(at, 'queue.entered', { queue, ...callId });
    if (waitSeconds > TARGET_SECONDS) tell(at + TARGET_SECONDS, 'queue.sla_breached', { queue, ...callId });
    tell(leftAt, 'queue.left', {
      queue,
      ...callId,
      outcome: isLeft ? 'abandoned' : 'answered',
      waitSeconds,
      targetSeconds: TARGET_SECONDS,
    });
    if (!isLeft) {
      const [talkSeconds, wrapupSeconds] = [random.logNormal(120, 0.6), random.between(5, 30)];
      tell(leftAt, 'desk.state', { agent, state: 'busy', callCount: 1 });
      tell(leftAt + talkSeconds, 'desk.state', { agent, state: 'wrapup', callCount: 0 });
      tell(leftAt + talkSeconds + wrapupSeconds, 'desk.call', { agent, talkSeconds, wrapupSeconds });
      tell(leftAt + talkSeconds + wrapupSeconds, 'queue.handled', { queue, handleSeconds: talkSeconds + wrapupSeconds });
      tell(leftAt + talkSeconds + wrapupSeconds, 'desk.state', { agent, state: 'available', callCount: 0 });
    }
    yield { at, items };
  }
}
