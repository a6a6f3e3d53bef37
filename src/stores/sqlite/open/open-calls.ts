import type { StoredCall } from '../../../core/index.ts';
import type { PagePosition } from '../../answers/cursor.ts';
import { newestOpen } from './newest-open.ts';
import type { OpenCall, OpenView } from './open-call.ts';

/** What is asked about the calls in progress. */
export interface OpenCalls {
  /** Every one, in no order. */
  all(): OpenCall[];
  /** Those of an id or of the keyed hash of a raw Call-ID. */
  findAll(idOrKey: string): OpenCall[];
  /** The calls alone, newest first, from after a position on; each is decoded when it is asked for. */
  newest(after: PagePosition | undefined): Generator<StoredCall, void>;
  /** How many are open, how many of them are not over, and which of them a day file has too. */
  counts(): OpenCounts;
}

interface OpenCounts {
  readonly open: number;
  readonly active: number;
  readonly reopened: ReadonlySet<string>;
}

/** Answers from what `current` returns at the time of the question, in no order: another array after each change. */
export function createOpenCalls(current: () => readonly OpenView[]): OpenCalls {
  let counted: { readonly open: readonly OpenView[]; readonly counts: OpenCounts } | undefined;
  return {
    all: () => current().map((one) => one.unpack()),
    findAll: (idOrKey) =>
      current()
        .filter((one) => one.isFoundBy(idOrKey))
        .map((one) => one.unpack()),
    newest: (after) => newestOpen(current(), after),
    counts() {
      const open = current();
      if (counted?.open !== open) counted = { open, counts: countOpen(open) };
      return counted.counts;
    },
  };
}

function countOpen(open: readonly OpenView[]): OpenCounts {
  const reopened = open.filter(({ isReopened }) => isReopened).map((one) => one.unpack().packed.id);
  return { open: open.length, active: open.filter(({ isEnded }) => !isEnded).length, reopened: new Set(reopened) };
}
