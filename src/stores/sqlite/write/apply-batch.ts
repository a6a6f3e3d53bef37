import { ByteWriter, type StoreBatch, type StoreChange, type StoredRegistration, TeleError } from '../../../core/index.ts';
import { storeFault, withFaults } from '../database/sqlite-fault.ts';
import { encodeTimeline, FieldWriter, type PackedChange, type TimelinePart } from '../../../format/index.ts';
import type { ActiveFile } from '../open/active-file.ts';
import { removeCall } from '../rows/stored-call.ts';
import { dayOf } from '../folder/day.ts';
import type { DayFile } from '../day/day-file.ts';
import { inTransaction } from '../database/transaction.ts';
import type { DayFiles } from '../day/day-files.ts';
import type { DayStates } from '../day/day-state.ts';
import { foldCalls } from './fold-batch.ts';
import { type FoldedCall, type KeptCall, packChanges } from './folded-call.ts';
import { insertCalls, type NewCall } from '../rows/insert-calls.ts';
import { LatencyRollupWriter } from '../rollup/latency-rollup.ts';
import { joinTimelines } from '../../answers/join-timelines.ts';
import { putLatency } from '../rows/latency-table.ts';
import { OpenCall } from '../open/open-call.ts';
import { putRegistrations } from '../rows/registration-table.ts';
import { isCountedAlike } from '../../answers/call-groups.ts';
import { RollupWriter } from '../rollup/rollup-table.ts';

/** What a batch does to the file of one day. */
interface DayWork {
  readonly calls: FoldedCall[];
  readonly others: Exclude<PackedChange, { kind: 'call' }>[];
  /** Calls that moved to another day, or became the half of another call. */
  readonly moved: KeptCall[];
}

/** What batches are written to. */
interface WrittenFolder {
  readonly files: DayFiles;
  readonly states: DayStates;
  readonly active: ActiveFile;
}

/** The rollups of the days that are being written: those of the last batch that wrote to a day and of the one before it. */
function createRollupWriters(): { of(file: DayFile): RollupWriter; beginBatch(): void } {
  let current = new Map<DayFile, RollupWriter>();
  let before = current;
  return {
    of(file) {
      const known = current.get(file) ?? before.get(file) ?? new RollupWriter(file);
      current.set(file, known);
      return known;
    },
    beginBatch() {
      before = current;
      current = new Map();
    },
  };
}

/**
 * Returns the function that applies one batch, day by day: the day files first, each in one transaction, then the active file. It stands still after each, so
 * that a batch of many days does not hold the thread. A process that ends in between leaves the number of the active file behind; the batch is then given
 * again, and whatever it finds done it finds unchanged.
 */
export function createBatchApplier({ files, states, active }: WrittenFolder): (batch: StoreBatch) => Generator<void, void> {
  // Up to here some day file may have been written by a batch that did not come to its end.
  let behindUntil = files.days().reduce((lsn, day) => Math.max(lsn, states.of(day)?.lsn ?? 0), 0);
  let suspect: number | undefined;
  const rollups = createRollupWriters();

  /** Remembers the day whose file is to blame for what `work` throws. */
  function onDay<T>(day: number, work: () => T): T {
    try {
      return work();
    } catch (error) {
      suspect = day;
      throw error;
    }
  }

  function writeTo(day: number, work: (file: DayFile, rollups: RollupWriter) => void): void {
    onDay(day, () => {
      const file = files.create(day);
      const writer = rollups.of(file);
      withFaults(file.path, () => inTransaction(file.db, () => work(file, writer)));
    });
  }

  function* apply(batch: StoreBatch): Generator<void, void> {
    const seen = active.lsn();
    if (batch.lsn <= seen) return;
    const { lsn } = batch;
    const changes = packChanges(batch.changes).slice(Math.max(0, batch.changes.length - (lsn - seen)));
    const calls = yield* foldCalls(changes, seen < behindUntil, active, files, onDay);
    const work = divide(changes, calls);
    if (work.size > 0) rollups.beginBatch();
    try {
      for (const [day, one] of work) {
        writeTo(day, (file, writer) => writeDay(file, writer, one, lsn));
        yield;
      }
      for (const [day, one] of work) {
        if (one.moved.length > 0) writeTo(day, (file, writer) => removeCalls(file, writer, one.moved));
        yield;
      }
      withFaults(active.path, () => applyToActive(active, calls, lsn));
    } catch (error) {
      // What memory holds of these files may not be what they hold.
      behindUntil = lsn;
      for (const day of work.keys()) renew(files, day, storeFault(active.path, error));
      throw error;
    }
  }

  return function* (batch) {
    for (;;) {
      suspect = undefined;
      try {
        yield* apply(batch);
        return;
      } catch (error) {
        const day = damagedDay(storeFault(active.path, error), suspect, batch);
        // Its day goes on in a new file, and so does everyone else's.
        files.setAside(day);
        states.forget(day);
      }
    }
  };
}

/** A disk that refuses may be full: then a file that is closed cannot be opened again. */
function renew(files: DayFiles, day: number, { code }: TeleError): void {
  try {
    if (code === 'STORE_UNWRITABLE') files.renew(day);
    else files.forget(day);
  } catch {
    files.forget(day);
  }
}

/** The day whose file is damaged; throws the fault again when that is not what it says. */
function damagedDay(fault: TeleError, suspect: number | undefined, { changes }: StoreBatch): number {
  if (fault.code !== 'STORE_CORRUPT' || !changes.every(isWhole)) throw fault;
  if (suspect !== undefined) return suspect;
  // The calls in progress would be gone with their file: nobody but its owner may decide that. Meanwhile the spool keeps what comes.
  throw new TeleError('STORE_UNWRITABLE', fault.message, fault);
}

/** Whether a change can be read, so that it is not the one to blame. */
function isWhole(change: StoreChange): boolean {
  try {
    return change.kind !== 'call' || (change.record.id !== '' && change.timeline.length >= 0);
  } catch {
    return false;
  }
}

// Hot, and therefore not within the function that each batch makes anew: what is compiled for that goes with it.
/** Writes what a batch does to a day, but for what leaves it. */
function writeDay(file: DayFile, rollups: RollupWriter, { calls, others }: DayWork, lsn: number): void {
  const added: NewCall[] = [];
  for (const call of calls) {
    const before = keptIn(call, file.day);
    if (before === undefined) added.push({ packed: call.packed, timeline: timelineOf(call) });
    else replaceCall(file, rollups, before, call);
  }
  insertCalls(file, added);
  for (const { packed } of added) rollups.add(packed.columns);
  const registrations = applyOthers(file, others);
  rollups.flush();
  file
    .prepare('UPDATE meta SET lsn = max(lsn, ?), calls = calls + ?, registrations = registrations + ?')
    .run(lsn, added.length, registrations);
}

/** What is replaced of a call in a day. */
function keptIn({ kept }: FoldedCall, day: number): KeptCall | undefined {
  return kept.find((one) => one.day === day);
}

/** Deletes calls that were written in another day by now, or as the half of another one. */
function removeCalls(file: DayFile, rollups: RollupWriter, moved: readonly KeptCall[]): void {
  for (const { seq, packed } of moved) {
    removeCall({ file, seq });
    rollups.remove(packed.columns);
  }
  rollups.flush();
  file.prepare('UPDATE meta SET calls = calls - ?').run(moved.length);
}

function applyToActive(active: ActiveFile, calls: readonly FoldedCall[], lsn: number): void {
  const put: OpenCall[] = [];
  const removed: string[] = [];
  const to = new FieldWriter(new ByteWriter());
  for (const call of calls) {
    // A copy: the bytes of the whole batch must not stay in memory for the sake of one call.
    if (call.isOpen) put.push(new OpenCall(call.packed.keep(to, timelineOf(call)), call.kept.length > 0));
    else if (call.wasOpen !== undefined) removed.push(call.id);
    for (const { packed } of call.gone) removed.push(packed.id);
  }
  const kept = new Set(put.map(({ packed }) => packed.id));
  active.apply(
    put,
    removed.filter((id) => !kept.has(id)),
    lsn,
  );
}

/** Writes registrations and latencies that are not there. The number of registrations that were added. */
function applyOthers(file: DayFile, others: DayWork['others']): number {
  const registrations: StoredRegistration[] = [];
  const latencies = new LatencyRollupWriter(file);
  for (const change of others) {
    if (change.kind === 'registration') registrations.push(change.record);
    else if (putLatency(file, change.record)) latencies.add(change.record);
  }
  latencies.flush();
  return putRegistrations(file, registrations);
}

/** The work of each day. */
function divide(changes: readonly PackedChange[], calls: readonly FoldedCall[]): Map<number, DayWork> {
  const days = new Map<number, DayWork>();
  const workOf = (day: number): DayWork => {
    const work = days.get(day) ?? { calls: [], others: [], moved: [] };
    days.set(day, work);
    return work;
  };
  for (const call of calls) {
    // A call that was over and is open again stays in its day file, as what it is now.
    if (call.isOpen && call.kept.length === 0) continue;
    const day = dayOf(call.packed.startedAt);
    workOf(day).calls.push(call);
    const replaced = keptIn(call, day);
    for (const kept of call.kept) if (kept !== replaced) workOf(kept.day).moved.push(kept);
  }
  for (const change of changes) {
    if (change.kind === 'call') continue;
    workOf(dayOf(change.kind === 'latency' ? change.record.at : change.record.startedAt)).others.push(change);
  }
  return days;
}

/** Writes what became of a call that this file has; one that did not change is left as it is. */
function replaceCall(file: DayFile, rollups: RollupWriter, kept: KeptCall, call: FoldedCall): void {
  if (kept.packed === call.packed && call.added.length === 0) return;
  removeCall({ file, seq: kept.seq });
  insertCalls(file, [{ packed: call.packed, timeline: timelineOf(call) }]);
  const [before, after] = [kept.packed.columns, call.packed.columns];
  // Taking back and adding the same would cost the exact minimum and maximum.
  if (isCountedAlike(before, after)) return;
  rollups.remove(before);
  rollups.add(after);
}

/** The whole timeline of a call in parts. What was kept is put together anew, for what is added to it may be in it already. */
function timelineOf({ kept, wasOpen, gone, added }: FoldedCall): readonly TimelinePart[] {
  const before = wasOpen === undefined ? gone : [...gone, wasOpen];
  const parts = before.length === 0 ? added : [...before.map(({ packed }) => packed).filter(({ hasTimeline }) => hasTimeline), ...added];
  if (kept.length === 0) return parts;
  const entries = [...kept.map(({ packed }) => packed), ...parts].flatMap(({ timeline }) => timeline);
  return entries.length === 0 ? [] : [{ timelineBytes: encodeTimeline(joinTimelines(entries)) }];
}
