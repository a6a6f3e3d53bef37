import type { StoreChange, TrackerOutput } from '../core/index.ts';
import type { AdoptedPeople } from './adopted-people.ts';
import type { Privacy } from './privacy/privacy.ts';

/** What the tracker says, as the store takes it: private values are hashed and masked here. */
export function storeChange(output: TrackerOutput, privacy: Privacy, people: AdoptedPeople): StoreChange {
  if (output.type === 'registration.closed') return { kind: 'registration', record: privacy.storeRegistration(output.record) };
  if (output.type === 'latency.measured') return { kind: 'latency', record: output.record };
  const isOpen =
    output.type === 'call.opened' || output.type === 'call.changed' || (output.type === 'call.told' && output.record.isProvisional);
  return { kind: 'call', isOpen, record: people.complete(privacy.storeCall(output.record)), timeline: output.timeline };
}
