import type { StoredCall } from '../../core/index.ts';
import type { PagePosition } from '../cursor.ts';
import { newestFirst } from '../newest-first.ts';
import type { OpenCall } from './active-file.ts';

/** Calls that are put in order at once: few at first, for a page of a list asks for no more. */
const FIRST_CALLS = 32;

// Hot: to put all calls in progress in order costs more than all else of a list.
/** Calls in progress, newest first, from after a position on; each is decoded when it is asked for. */
export function* newestOpen(open: readonly OpenCall[], after: PagePosition | undefined): Generator<StoredCall, void> {
  const all = open.map(({ packed }) => packed);
  const packed = after === undefined ? all : all.filter((one) => newestFirst(one, after) > 0);
  // Numbers are sorted without calling back.
  const starts = new Float64Array(packed.map(({ startedAt }) => startedAt)).sort();
  let end = Infinity;
  for (let count = FIRST_CALLS; end > -Infinity; count *= 4) {
    const from = starts[starts.length - count] ?? -Infinity;
    const until = end;
    const some = packed.filter(({ startedAt }) => startedAt >= from && startedAt < until);
    for (const { record } of some.sort(newestFirst)) yield record;
    end = from;
  }
}
