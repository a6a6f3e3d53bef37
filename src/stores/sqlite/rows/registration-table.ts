import type { StoredRegistration } from '../../../core/index.ts';
import { decodeRegistration, encodeRegistration } from '../../../format/index.ts';
import { freeSeq, seqRange } from './stored-call.ts';
import { bytesColumn } from '../database/column.ts';
import type { DayFile } from '../day/day-file.ts';
import { lookupHash } from '../lookup/lookup-hash.ts';
import type { PlacedRow } from './ordered-rows.ts';

/** Writes a registration; one of the same id is replaced. True when there was none. */
export function putRegistration(file: DayFile, record: StoredRegistration): boolean {
  const kept = findRegistrations(file, 'registrationId', record.id, seqRange(record.startedAt, file.day));
  const before = kept.find(({ value }) => value.id === record.id);
  if (before !== undefined) removeRegistration(file, before.seq, before.value);
  const seq = freeSeq(file, 'registrations', record.startedAt);
  file.prepare('INSERT INTO registrations (seq, record) VALUES (?, ?)').run(seq, encodeRegistration(record));
  file.lookup.add(hashesOf(record).map((hash) => ({ hash, seq })));
  return before === undefined;
}

/** The registrations of a day that a text may lead to, newest first; look at each. */
export function findRegistrations(
  file: DayFile,
  kind: 'registrationId' | 'user',
  text: string,
  [first, last]: readonly [number?, number?] = [],
): PlacedRow<StoredRegistration>[] {
  return file.lookup.find(lookupHash(kind, text), first, last).flatMap((seq) => {
    const row = file.prepare('SELECT record FROM registrations WHERE seq = ?').get(seq);
    return row === undefined ? [] : [{ seq, value: registrationOf(row) }];
  });
}

/** The registration in a row of a day. */
export function registrationOf(row: unknown): StoredRegistration {
  return decodeRegistration(bytesColumn(row, 'record'));
}

/** Deletes a registration and what leads to it. */
export function removeRegistration(file: DayFile, seq: number, record: StoredRegistration): void {
  file.prepare('DELETE FROM registrations WHERE seq = ?').run(seq);
  for (const hash of hashesOf(record)) file.lookup.remove(hash, seq);
}

/** By what a registration is found. */
function hashesOf({ id, user }: StoredRegistration): number[] {
  const hash = lookupHash('registrationId', id);
  return user === undefined ? [hash] : [hash, lookupHash('user', user.hash)];
}
