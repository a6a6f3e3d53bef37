import type { CallRecord, CallStore, StoreChange, TimelineEntry, TrackerOutput } from '../core/index.ts';
import { SentBatches } from './imports/sent-batches.ts';
import type { Privacy } from './privacy/privacy.ts';

/** Writes what an import finds to a store. */
export interface ImportWriter {
  take(output: TrackerOutput): void;
  /** Hands over what is whole, although it is little. */
  flush(): void;
  /** Resolves when the store has taken all but the newest of what was handed to it. Throws what the store threw. */
  taken(): Promise<void>;
  /** Resolves when everything is on the disk. Throws what the store threw. */
  finish(): Promise<void>;
  /** The same without the calls whose end was not seen: who imports again finds them whole. */
  cancel(): Promise<void>;
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
  const batches = numberedBatches(store, lastLsn);
  const open = new Map<string, HeldCall>();
  /** Calls of which a part is written already. */
  const begun = new Set<string>();
  let heldMessages = 0;

  const addCall = ({ record, timeline }: HeldCall): void =>
    batches.add({ kind: 'call', isOpen: false, record: privacy.storeCall(record), timeline });

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
      begun.add(record.id);
      open.set(record.id, { record, timeline: [] });
      if (heldMessages <= maxHeld) return;
    }
  };

  /** Ends what goes on, where it is meant. */
  const abandon = (isMeant: (id: string) => boolean): void => {
    for (const { record, timeline } of open.values()) if (isMeant(record.id)) addCall({ record: abandoned(record), timeline });
  };

  return {
    take(output) {
      if (output.type === 'registration.closed') {
        batches.add({ kind: 'registration', record: privacy.storeRegistration(output.record) });
        return;
      }
      if (output.type === 'latency.measured') {
        batches.add({ kind: 'latency', record: output.record });
        return;
      }
      const call = release(output.record, output.timeline);
      const isOver = call.record.state === 'ended';
      if (isOver) begun.delete(call.record.id);
      if (isOver || output.type === 'call.told') addCall(call);
      else hold(call);
    },
    flush: () => batches.flush(),
    taken: async () => batches.taken(),
    async finish() {
      abandon(() => true);
      await batches.finish();
    },
    async cancel() {
      // What is written of these would stay open for ever.
      abandon((id) => begun.has(id));
      await batches.finish();
    },
  };
}

/** Changes on their way to a store, behind `lsn`. */
function numberedBatches(store: Pick<CallStore, 'append'>, lsn: number): SentBatches<StoreChange> {
  let last = lsn;
  return new SentBatches(async (changes) => {
    last += changes.length;
    await store.append({ lsn: last, changes });
  }, BATCH_CHANGES);
}

/** A call whose end is not in the file, as a sweep would leave it. */
function abandoned(record: CallRecord): CallRecord {
  const given = { ...record, version: record.version + 1, state: 'ended' as const, isProvisional: false };
  return record.outcome === 'answered' ? { ...given, ended: 'unknown' } : { outcome: 'unknown', ...given };
}
