import type { StoredCall } from '../../core/index.ts';
import type { ActiveFile } from './active-file.ts';
import { headOf } from './call-head.ts';
import { findSeqs, readCall, removeCall } from './call-table.ts';
import { type DayFile, inTransaction } from './day-file.ts';
import type { DayFiles } from './day-files.ts';
import { findRegistrations, removeRegistration } from './registration-table.ts';
import { RollupWriter } from './rollup-table.ts';

/** Deletes the calls, timelines and registrations of a number and writes their files anew. The number of calls. */
export function eraseNumber(files: DayFiles, active: ActiveFile, numberHash: string): number {
  const erased = new Set<string>();
  const open = active.all().filter(({ call }) => isOfNumber(call, numberHash));
  if (open.length > 0) {
    active.erase(open.map(({ call }) => call.id));
    rewrite(active.db);
  }
  for (const { call } of open) erased.add(call.id);
  for (const day of files.days()) {
    const file = files.open(day);
    if (file === undefined) continue;
    try {
      for (const id of eraseInDay(file, numberHash)) erased.add(id);
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

/** The ids of the calls that were deleted. */
function eraseInDay(file: DayFile, hash: string): string[] {
  const seqs = new Set(findSeqs(file, 'number', hash, ({ callerHash, calleeHash }) => callerHash === hash || calleeHash === hash));
  const registrations = findRegistrations(file, 'user', hash).filter(({ registration }) => registration.user?.hash === hash);
  if (seqs.size === 0 && registrations.length === 0) return [];
  const ids: string[] = [];
  const rollups = new RollupWriter(file);
  inTransaction(file.db, () => {
    for (const seq of seqs) {
      const call = readCall({ file, seq });
      if (call === undefined) continue;
      removeCall({ file, seq }, headOf(call));
      rollups.addErased(call);
      ids.push(call.id);
    }
    for (const { seq, registration } of registrations) removeRegistration(file, seq, registration);
    rollups.flush();
    file.lookup.flush();
    file.prepare('UPDATE meta SET calls = calls - ?, registrations = registrations - ?').run(ids.length, registrations.length);
  });
  rewrite(file.db);
  return ids;
}

/** Leaves no deleted byte in the free room of a file or in its log. */
function rewrite(db: DayFile['db']): void {
  db.exec('VACUUM store; PRAGMA store.wal_checkpoint(TRUNCATE)');
}
