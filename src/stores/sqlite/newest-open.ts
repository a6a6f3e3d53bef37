import type { StoredCall } from '../../core/index.ts';
import type { PagePosition } from '../cursor.ts';
import { newestFirst } from '../newest-first.ts';
import type { OpenCall } from './active-file.ts';

/** Calls that are put in order at once: few at first, for a page of a list asks for no more. */
const FIRST_CALLS = 32;

// Hot: to put all calls in progress in order costs more than all else of a list.
/** Calls in progress, newest first, from after a position on; each is decoded when it is asked for. */
export function* newestOpen(open: readonly OpenCall[], after: PagePosition | undefined): Generator<StoredCall, void> {
  const wanted = after === undefined ? open : open.filter(({ packed }) => newestFirst(packed, after) > 0);
  const starts = new Float64Array(wanted.length);
  wanted.forEach(({ packed }, index) => (starts[index] = packed.startedAt));
  // Numbers are sorted without calling back.
  starts.sort();
  let end = Infinity;
  for (let count = FIRST_CALLS; end > -Infinity; count *= 4) {
    const from = starts[starts.length - count] ?? -Infinity;
    const until = end;
    const some = wanted.filter(({ packed }) => packed.startedAt >= from && packed.startedAt < until);
    for (const { packed } of some.sort((a, b) => newestFirst(a.packed, b.packed))) yield packed.record;
    end = from;
  }
}
