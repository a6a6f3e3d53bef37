import type { CallRecord, CallStore, TimelineEntry, TrackerOutput } from '../core/index.ts';
import { type ChangeToEncode, createChangeEncoder, createTimelineEncoder, decodeChanges } from '../format/index.ts';
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
/** Messages of calls that go on, held back so that each call is written once: as bytes they take some 50 MB. */
const MAX_HELD = 1_000_000;

/** A call that goes on: its newest record, and what of its timeline is not written. */
interface HeldCall {
  readonly record: CallRecord;
  readonly messages: number;
  /** The messages as bytes, as they came. */
  readonly timeline: readonly Uint8Array[];
}

/** Takes changes in their order. Resolves when they are taken. */
export type AppendChanges = (changes: readonly ChangeToEncode[]) => Promise<void>;

/**
 * Makes a writer. Ids, versions and timeline entries of a file are the same each time it is read with one key, so a second
 * import of it changes nothing. At most `maxHeld` messages of calls that go on are held back; beyond it the oldest call is written as it is so far. Nothing is left open: no message of a call that a file does not end can still come.
 */
export function createImportWriter(append: AppendChanges, privacy: Privacy, maxHeld = MAX_HELD): ImportWriter {
  const batches = new SentBatches<ChangeToEncode>(append, BATCH_CHANGES);
  const encode = createTimelineEncoder();
  const open = new Map<string, HeldCall>();
  /** Calls of which a part is written already. */
  const begun = new Set<string>();
  let heldMessages = 0;

  const addCall = ({ record, timeline }: HeldCall): void =>
    batches.add({ kind: 'call', isOpen: false, record: privacy.storeCall(record), timelineBytes: joined(timeline) });

  /** Takes a call out of those that are held back, with its new state. */
  const release = (record: CallRecord, timeline: readonly TimelineEntry[]): HeldCall => {
    const held = open.get(record.id);
    const added = { messages: timeline.length, timeline: timeline.length === 0 ? [] : [encode(timeline)] };
    if (held === undefined) return { record, ...added };
    open.delete(record.id);
    heldMessages -= held.messages;
    return { record, messages: held.messages + added.messages, timeline: [...held.timeline, ...added.timeline] };
  };

  const hold = (call: HeldCall): void => {
    // In memory of their own: what is encoded shares it with messages that are soon forgotten.
    open.set(call.record.id, { ...call, timeline: call.messages === 0 ? [] : [joined(call.timeline)] });
    heldMessages += call.messages;
    if (heldMessages <= maxHeld) return;
    for (const { record, messages } of open.values()) {
      if (messages === 0) continue;
      const oldest = release(record, []);
      addCall(oldest);
      begun.add(record.id);
      open.set(record.id, { record, messages: 0, timeline: [] });
      if (heldMessages <= maxHeld) return;
    }
  };

  /** Ends what goes on, where it is meant. */
  const abandon = (isMeant: (id: string) => boolean): void => {
    for (const call of open.values()) if (isMeant(call.record.id)) addCall({ ...call, record: abandoned(call.record) });
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

/** Writes changes to a store, with numbers behind `lsn`. */
export function appendTo(store: Pick<CallStore, 'append'>, lsn: number): AppendChanges {
  const encode = createChangeEncoder();
  let last = lsn;
  return async (changes) => {
    last += changes.length;
    await store.append({ lsn: last, changes: decodeChanges(encode(changes)) });
  };
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** A call whose end is not in the file, as a sweep would leave it. */
function abandoned(record: CallRecord): CallRecord {
  const given = { ...record, version: record.version + 1, state: 'ended' as const, isProvisional: false };
  return record.outcome === 'answered' ? { ...given, ended: 'unknown' } : { outcome: 'unknown', ...given };
}
