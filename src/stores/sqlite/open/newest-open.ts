import type { StoredCall } from '../../../core/index.ts';
import type { PagePosition } from '../../answers/cursor.ts';
import { newestFirst } from '../../answers/newest-first.ts';
import type { OpenView } from './open-call.ts';

/** Calls that are put in order at once: few at first, for a page of a list asks for no more. */
const FIRST_CALLS = 32;

// Hot: to put all calls in progress in order costs more than all else of a list.
/** Calls in progress, newest first, from after a position on; each is decoded when it is asked for. */
export function* newestOpen(open: readonly OpenView[], after: PagePosition | undefined): Generator<StoredCall, void> {
  const wanted = after === undefined ? open : open.filter(({ startedAt }) => startedAt <= after.startedAt);
  const starts = new Float64Array(wanted.length);
  wanted.forEach(({ startedAt }, index) => (starts[index] = startedAt));
  // Numbers are sorted without calling back.
  const sorted = starts.toSorted();
  let end = Infinity;
  for (let count = FIRST_CALLS; end > -Infinity; count *= 4) {
    const from = sorted[sorted.length - count] ?? -Infinity;
    const until = end;
    const some = wanted
      .filter((_, index) => (starts[index] ?? 0) >= from && (starts[index] ?? 0) < until)
      .map((one) => one.unpack().packed);
    for (const packed of some.sort(newestFirst)) if (after === undefined || newestFirst(packed, after) > 0) yield packed.record;
    end = from;
  }
}
