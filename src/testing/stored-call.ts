import type { StoreBatch, StoreChange, StoredCall, StoredRegistration, TimelineEntry } from '../core/index.ts';
import { labelText } from '../metrics/index.ts';

/** A call in set-up as a store keeps it, with only what a record must have; `facts` replace or add. */
export function storedCall(facts: Partial<StoredCall>): StoredCall {
  return {
    id: 'call-1',
    callKey: 'key-1',
    callId: 'a84b4c76e66710',
    version: 1,
    state: 'setup',
    isProvisional: true,
    source: labelText('hep'),
    agent: labelText('2001'),
    direction: 'inbound',
    trunk: labelText('none'),
    transport: 'udp',
    callerAddress: '192.0.2.1:5060',
    isEmergency: false,
    startedAt: 1_700_000_000,
    hasRung: false,
    isChallenged: false,
    isCompleted: false,
    attempts: 1,
    rounds: 1,
    messages: 1,
    retransmissions: 0,
    duplicates: 0,
    vantages: 1,
    reinvites: 0,
    legs: [],
    anomalies: [],
    ...facts,
  };
}

/** The INVITE of such a call in its timeline; `facts` replace or add. */
export function timelineEntry(facts: Partial<TimelineEntry>): TimelineEntry {
  return {
    at: 1_700_000_000,
    receivedAt: 1_700_000_000,
    arrival: 0,
    agent: labelText('2001'),
    transport: 'udp',
    src: '192.0.2.1:5060',
    dst: '192.0.2.2:5060',
    method: 'INVITE',
    cseq: 1,
    branches: [1],
    contentHash: 1,
    lengthBytes: 800,
    hasSdp: true,
    hasCredentials: false,
    isEmergency: false,
    ...facts,
  };
}

/** A registration as a store keeps it; `facts` replace or add. */
export function storedRegistration(facts: Partial<StoredRegistration>): StoredRegistration {
  return {
    id: 'registration-1',
    callKey: 'key-2',
    callId: '843817637684230',
    source: labelText('hep'),
    agent: labelText('2001'),
    address: '192.0.2.1:5060',
    startedAt: 1_700_000_000,
    outcome: 'registered',
    isChallenged: true,
    ...facts,
  };
}

/** The change that writes a call; open unless its state is `ended`. */
export function callChange(record: StoredCall, timeline: readonly TimelineEntry[] = []): StoreChange {
  return { kind: 'call', isOpen: record.state !== 'ended', record, timeline };
}

/** The batch of changes that follow on number `after`. */
export function batchAfter(after: number, changes: readonly StoreChange[]): StoreBatch {
  return { lsn: after + changes.length, changes };
}

/** Changes as plain objects, of which nothing is left to be decoded. */
export function plainChanges(changes: readonly StoreChange[]): StoreChange[] {
  return changes.map((change) =>
    change.kind === 'call' ? { kind: 'call', isOpen: change.isOpen, record: change.record, timeline: change.timeline } : change,
  );
}
