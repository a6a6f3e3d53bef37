import type { CallRecord, CallStore, StoreChange, TrackerOutput } from '../core/index.ts';
import type { Privacy } from './privacy/privacy.ts';

/** Writes what an import finds to a store. */
export interface ImportWriter {
  take(output: TrackerOutput): void;
  /** Resolves when everything is on the disk. Throws what the store threw. */
  finish(): Promise<void>;
}

const BATCH_CHANGES = 500;

/**
 * Makes a writer that goes on behind `lastLsn`. Ids, versions and timeline entries of a file are the same each time it is read with one key, so a second
 * import of it changes nothing. Nothing is left open: no message of a call that a file does not end can still come.
 */
export function createImportWriter(store: CallStore, privacy: Privacy, lastLsn: number): ImportWriter {
  const open = new Map<string, CallRecord>();
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
      const { record, timeline } = output;
      if (record.state === 'ended') open.delete(record.id);
      else open.set(record.id, record);
      add({ kind: 'call', isOpen: false, record: privacy.storeCall(record), timeline });
    },
    async finish() {
      for (const record of open.values()) add({ kind: 'call', isOpen: false, record: privacy.storeCall(abandoned(record)), timeline: [] });
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
