import type { RegistrationConditions, StoredRegistration } from '../../../core/index.ts';
import type { PagePosition } from '../../answers/cursor.ts';
import type { SearchStep } from '../../answers/list-page.ts';
import { matchesRegistration } from '../../answers/matches-registration.ts';
import { newestFirst } from '../../answers/newest-first.ts';
import type { DayFile } from '../day/day-file.ts';
import type { DayFiles } from '../day/day-files.ts';
import { rangeInDay, type SeqSpan } from '../columns/seq.ts';
import { hoursBack, startOf, upTo } from './list-calls.ts';
import { orderedRows, type PlacedRow, rowsBackwards } from '../rows/ordered-rows.ts';
import { findRegistrations, registrationOf } from '../rows/registration-table.ts';

/** All registrations that meet the conditions, newest first, from after a position on. At the start of each hour it says how far it is. */
export function* searchRegistrations(
  files: DayFiles,
  conditions: RegistrationConditions,
  after: PagePosition | undefined,
): Generator<SearchStep<StoredRegistration>, void> {
  for (const day of files.days()) {
    const range = rangeInDay(day, upTo(conditions, after));
    if (range === undefined) continue;
    const unread = files.unread.count();
    for (const span of hoursBack(range)) {
      for (const found of files.readEach(day, (file) => registrationsOfDay(file, conditions, span)))
        if (matchesRegistration(found, conditions) && (after === undefined || newestFirst(found, after) > 0)) yield { found };
      yield { searchedUntil: startOf(day, span) };
      // A day that cannot be read is not tried again for each hour.
      if (files.unread.count() > unread) break;
    }
  }
}

function* registrationsOfDay(
  file: DayFile,
  { userHash }: RegistrationConditions,
  { first, last }: SeqSpan,
): Generator<StoredRegistration, void> {
  const rows = userHash === undefined ? scan(file, first, last) : findRegistrations(file, 'user', userHash, [first, last]);
  yield* orderedRows(rows, newestFirst);
}

function* scan(file: DayFile, first: number, last: number): Generator<PlacedRow<StoredRegistration>, void> {
  for (const { seq, value } of rowsBackwards(file, 'registrations', [first, last])) yield { seq, value: registrationOf(value) };
}
