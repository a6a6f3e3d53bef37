import type { CallRecord, CallStore, StoreChange, TimelineEntry, TrackerOutput } from '../core/index.ts';
import type { Privacy } from './privacy/privacy.ts';

/** Writes what an import finds to a store. */
export interface ImportWriter {
  take(output: TrackerOutput): void;
  /** Resolves when everything is on the disk. Throws what the store threw. */
  finish(): Promise<void>;
}

const BATCH_CHANGES = 500;
/** Messages of calls that go on, held back so that each call is written once. */
const MAX_HELD = 100_000;

/** A call that goes on: its newest record, and what of its timeline is not written. */
interface HeldCall {
  readonly record: CallRecord;
  readonly timeline: readonly TimelineEntry[];
}

/**
 * Makes a writer that goes on behind `lastLsn`. Ids, versions and timeline entries of a file are the same each time it is read with one key, so a second
 * import of it changes nothing. At most `maxHeld` messages of calls that go on are held back; beyond it the oldest call is written as it is so far. Nothing is left open: no message of a call that a file does not end can still come.
 */
export function createImportWriter(store: Pick<CallStore, 'append'>, privacy: Privacy, lastLsn: number, maxHeld = MAX_HELD): ImportWriter {
  const open = new Map<string, HeldCall>();
  let heldMessages = 0;
  let changes: StoreChange[] = [];
  let lsn = lastLsn;
  let written = Promise.resolve();

  const flush = (): void => {
    lsn += changes.length;
    const batch = { lsn, changes };
    changes = [];
    written = written.then(async () => store.append(batch));
    // `finish` awaits the same promise and throws; until then a failure must not end the process.
    written.catch(() => undefined);
  };

  const add = (change: StoreChange): void => {
    changes.push(change);
    if (changes.length >= BATCH_CHANGES) flush();
  };

  const addCall = ({ record, timeline }: HeldCall): void =>
    add({ kind: 'call', isOpen: false, record: privacy.storeCall(record), timeline });

  /** Takes a call out of those that are held back, with its new state. */
  const release = (record: CallRecord, timeline: readonly TimelineEntry[]): HeldCall => {
    const held = open.get(record.id);
    if (held === undefined) return { record, timeline };
    open.delete(record.id);
    heldMessages -= held.timeline.length;
    return { record, timeline: [...held.timeline, ...timeline] };
  };

  const hold = (call: HeldCall): void => {
    open.set(call.record.id, call);
    heldMessages += call.timeline.length;
    if (heldMessages <= maxHeld) return;
    for (const { record, timeline } of open.values()) {
      if (timeline.length === 0) continue;
      const oldest = release(record, []);
      addCall(oldest);
      open.set(record.id, { record, timeline: [] });
      if (heldMessages <= maxHeld) return;
    }
  };

  return {
    take(output) {
      if (output.type === 'registration.closed') {
        add({ kind: 'registration', record: privacy.storeRegistration(output.record) });
        return;
      }
      if (output.type === 'latency.measured') {
        add({ kind: 'latency', record: output.record });
        return;
      }
      const call = release(output.record, output.timeline);
      if (output.type === 'call.told' || call.record.state === 'ended') addCall(call);
      else hold(call);
    },
    async finish() {
      for (const { record, timeline } of open.values()) addCall({ record: abandoned(record), timeline });
      if (changes.length > 0) flush();
      await written;
    },
  };
}

/** A call whose end is not in the file, as a sweep would leave it. */
function abandoned(record: CallRecord): CallRecord {
  const given = { ...record, version: record.version + 1, state: 'ended' as const, isProvisional: false };
  return record.outcome === 'answered' ? { ...given, ended: 'unknown' } : { outcome: 'unknown', ...given };
}
