import type { StoredCall, StoredRegistration } from '../../core/index.ts';

/** A call or a registration that has changed, in its stored form. */
export type LiveChange =
  | { readonly kind: 'call'; readonly record: StoredCall }
  | { readonly kind: 'registration'; readonly record: StoredRegistration };

/** How many calls there are, and how many began and ended since it was told before. */
export interface LiveCounts {
  readonly at: number;
  readonly setup: number;
  readonly ringing: number;
  readonly answered: number;
  readonly begun: number;
  readonly ended: number;
  readonly failed: number;
}

/** Changes in order. */
export interface LiveBatch {
  /** The number of the first one. */
  readonly first: number;
  readonly changes: readonly LiveChange[];
  /** Once a second. */
  readonly counts?: LiveCounts;
}

/** How the readers of the live feed are. */
export interface LiveReport {
  readonly readers: number;
  /** Changes that readers did not take in time, since it was told last. */
  readonly lost: number;
}
