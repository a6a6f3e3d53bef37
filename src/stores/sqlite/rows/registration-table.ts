import { ByteWriter, type StoredRegistration } from '../../../core/index.ts';
import { decodeRegistration, encodeRegistration, FieldWriter } from '../../../format/index.ts';
import { firstSeqAt } from '../columns/seq.ts';
import { freeSeq, seqRange } from './stored-call.ts';
import { bytesColumn, numberColumn } from '../database/column.ts';
import type { DayFile } from '../day/day-file.ts';
import { microsecondsInDay } from '../folder/day.ts';
import type { LookupEntry } from '../lookup/lookup.ts';
import { lookupHash } from '../lookup/lookup-hash.ts';
import type { PlacedRow } from './ordered-rows.ts';

const INSERT = 'INSERT INTO registrations (seq, record) VALUES (?, ?) ON CONFLICT (seq) DO NOTHING';

// Hot: phones that register every minute are more than calls, and nearly all that they tell is new.
/** Writes registrations, in order; one of the same id is replaced. How many there were none of. */
export function putRegistrations(file: DayFile, records: readonly StoredRegistration[]): number {
  const hashes = records.map(({ id }) => lookupHash('registrationId', id));
  const kept = file.lookup.findEach(hashes);
  const written = new Set<number>();
  const to = new FieldWriter(new ByteWriter());
  const entries: LookupEntry[] = [];
  let added = 0;
  for (const [index, record] of records.entries()) {
    const hash = hashes[index] ?? 0;
    // What is to be replaced must be found first.
    if (written.has(hash)) file.lookup.add(entries.splice(0));
    const mayBeKept = kept.has(hash) || written.has(hash);
    if (!(mayBeKept && removeKept(file, record))) added += 1;
    written.add(hash);
    const seq = insertRegistration(file, record, to);
    for (const one of hashesOf(record)) entries.push({ hash: one, seq });
  }
  file.lookup.add(entries);
  return added;
}

/** Deletes what the day has of the same id; false when that is nothing. */
function removeKept(file: DayFile, { id, startedAt }: StoredRegistration): boolean {
  const before = findRegistrations(file, 'registrationId', id, seqRange(startedAt, file.day)).find(({ value }) => value.id === id);
  if (before !== undefined) removeRegistration(file, before.seq, before.value);
  return before !== undefined;
}

/** Writes the row alone. Returns its `seq`. */
function insertRegistration(file: DayFile, record: StoredRegistration, to: FieldWriter): number {
  const bytes = encodeRegistration(record, to);
  const insert = file.prepare(INSERT);
  const first = firstSeqAt(microsecondsInDay(record.startedAt, file.day));
  if (numberColumn(insert.run(first, bytes), 'changes') !== 0) return first;
  const seq = freeSeq(file, 'registrations', record.startedAt);
  insert.run(seq, bytes);
  return seq;
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
