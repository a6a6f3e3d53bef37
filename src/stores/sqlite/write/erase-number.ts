import { type NumberEnd, type StoredCall, TeleError, withoutEnds } from '../../../core/index.ts';
import type { ActiveFile } from '../open/active-file.ts';
import { numberColumn } from '../database/column.ts';
import { OpenCall } from '../open/open-call.ts';
import { callHashes } from '../lookup/lookup-hash.ts';
import { findByEnd, findSeqs, headAt, readCall, removeCall } from '../rows/stored-call.ts';
import { packCall } from './folded-call.ts';
import type { DayFile } from '../day/day-file.ts';
import { inTransaction } from '../database/transaction.ts';
import type { DayFiles } from '../day/day-files.ts';
import { findRegistrations, removeRegistration } from '../rows/registration-table.ts';
import { RollupWriter } from '../rollup/rollup-table.ts';

/** Whose calls are deleted, and what goes from those of others. */
interface ErasedNumber {
  readonly hash: string;
  readonly end: NumberEnd | undefined;
}

/** Deletes the calls, timelines and registrations of a number, and its end from all other calls, and writes their files anew. The number of calls. */
export function eraseNumber(files: DayFiles, active: ActiveFile, number: ErasedNumber): number {
  const erased = new Set<string>();
  const open = active.all().filter(({ call }) => isOfNumber(call, number.hash));
  // Also without one: it is a log, and what a call was while it was open stays in it for a while.
  if (number.end !== undefined) active.apply(withoutOpenEnds(active.all(), number.end), [], active.lsn());
  active.erase(open.map(({ call }) => call.id));
  rewrite(active.db, active.path);
  for (const { call } of open) erased.add(call.id);
  for (const day of files.days()) {
    const file = files.open(day);
    if (file === undefined) continue;
    try {
      for (const id of eraseInDay(file, number)) erased.add(id);
    } catch (error) {
      // What memory holds of this file may not be what it holds.
      files.forget(day);
      throw error;
    }
  }
  return erased.size;
}

function isOfNumber({ caller, callee }: StoredCall, hash: string): boolean {
  return caller?.hash === hash || callee?.hash === hash;
}

/** Calls in progress that keep something of such an end, without it. */
function withoutOpenEnds(open: readonly OpenCall[], end: NumberEnd): OpenCall[] {
  return open.flatMap(({ call, packed: { isOpen, timeline }, isReopened }) => {
    const record = withoutEnds(call, end);
    return record === call ? [] : [new OpenCall(packCall(record, isOpen, timeline), isReopened)];
  });
}

/** Takes from the call at a place what it keeps of numbers with such an end, and what leads there. A call that is gone is left. */
function eraseEnds(file: DayFile, seq: number, end: NumberEnd): void {
  const call = readCall({ file, seq });
  const before = headAt(file, seq);
  if (call === undefined || before === undefined) return;
  const { detail, head } = packCall(withoutEnds(call, end), false, []);
  file.prepare('UPDATE calls SET detail = ? WHERE seq = ?').run(file.details.pack(detail), seq);
  const left = new Set(callHashes(head));
  for (const hash of callHashes(before)) if (!left.has(hash)) file.lookup.remove(hash, seq);
}

/** The ids of the calls that were deleted. */
function eraseInDay(file: DayFile, { hash, end }: ErasedNumber): string[] {
  const seqs = findSeqs(file, 'number', hash);
  const named = end === undefined ? [] : findByEnd(file, end);
  const registrations = findRegistrations(file, 'user', hash).filter(({ value }) => value.user?.hash === hash);
  if (seqs.length === 0 && registrations.length === 0 && named.length === 0) {
    // An erasure before this one may have been cut short here.
    if (hasFreePages(file)) file.db.exec('VACUUM store');
    emptyLog(file.db, file.path);
    return [];
  }
  const ids: string[] = [];
  const rollups = new RollupWriter(file);
  inTransaction(file.db, () => {
    for (const seq of seqs) {
      const call = readCall({ file, seq });
      if (call === undefined) continue;
      removeCall({ file, seq });
      rollups.addErased(call);
      ids.push(call.id);
    }
    if (end !== undefined) for (const seq of named) eraseEnds(file, seq, end);
    for (const { seq, value } of registrations) removeRegistration(file, seq, value);
    rollups.flush();
    file.prepare('UPDATE meta SET calls = calls - ?, registrations = registrations - ?').run(ids.length, registrations.length);
  });
  rewrite(file.db, file.path);
  return ids;
}

function hasFreePages(file: DayFile): boolean {
  return (numberColumn(file.prepare('PRAGMA store.freelist_count').get(), 'freelist_count') ?? 0) > 0;
}

/** Leaves no deleted byte in the free room of a file or in its log. Throws `STORE_LOCKED` when somebody reads what it was before for longer than a writer waits. */
function rewrite(db: DayFile['db'], path: string): void {
  db.exec('VACUUM store');
  emptyLog(db, path);
}

function emptyLog(db: DayFile['db'], path: string): void {
  if (numberColumn(db.prepare('PRAGMA store.wal_checkpoint(TRUNCATE)').get(), 'busy') === 1)
    throw new TeleError(
      'STORE_LOCKED',
      `What was erased in ${path} is gone, but not from its log, because another process reads it. Erase it again.`,
    );
}
