import type { CAUSE, DIRECTION, OUTCOME } from './call-words.ts';
import type { CallRecord, RegistrationRecord, TimelineEntry } from './records.ts';

/** A private value as a store keeps it: never the text itself by default. */
export interface StoredPrivate {
  /** Keyed hash of the canonical form: equal people are equal. */
  readonly hash: string;
  /** What people may see, e.g. `+1***5517`. */
  readonly mask: string;
}

type PrivateKeys<R> = { [K in keyof R]-?: NonNullable<R[K]> extends { toJSON(): undefined } ? K : never }[keyof R];
/** A record with its private fields in their stored form; all else is the same. */
export type Stored<R> = Omit<R, PrivateKeys<R>> & { readonly [K in PrivateKeys<R>]?: StoredPrivate };

export type StoredCall = Stored<CallRecord>;
export type StoredRegistration = Stored<RegistrationRecord>;

/** One change as the store receives it. */
export type StoreChange =
  | { readonly kind: 'call'; readonly isOpen: boolean; readonly record: StoredCall; readonly timeline: readonly TimelineEntry[] }
  | { readonly kind: 'registration'; readonly record: StoredRegistration };

/** Changes in order. `lsn` is the number of the last one; a batch whose lsn was seen before changes nothing. */
export interface StoreBatch {
  readonly lsn: number;
  readonly changes: readonly StoreChange[];
}

/** Which calls to list. All given conditions hold; newest first. */
export interface CallFilter {
  /** Calls that started at this time or later. */
  readonly since?: number;
  /** Calls that started before this time. */
  readonly until?: number;
  readonly outcome?: (typeof OUTCOME)[number];
  readonly cause?: (typeof CAUSE)[number];
  readonly direction?: (typeof DIRECTION)[number];
  readonly trunk?: string;
  readonly sipCode?: number;
  /** True: only calls that are not over. False: only calls that are. */
  readonly isActive?: boolean;
  readonly limit: number;
  /** Opaque; from the page before. */
  readonly cursor?: string;
}

export interface CallPage {
  readonly calls: readonly StoredCall[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
  /** True when calls may be missing that have arrived already. Absent otherwise. */
  readonly isPartial?: true;
}

export interface CallWithTimeline {
  readonly call: StoredCall;
  /** In causal order. */
  readonly timeline: readonly TimelineEntry[];
}

export interface StoreStats {
  readonly calls: number;
  readonly openCalls: number;
  readonly registrations: number;
  readonly sizeBytes: number;
  readonly lastLsn: number;
}

/** Where call records live. Async and batch-first; every engine passes the same conformance suite. */
export interface CallStore {
  /** Resolves when the batch is on the disk: it survives the loss of power. Applying the same lsn again changes nothing. */
  append(batch: StoreBatch): Promise<void>;
  /** Throws `BAD_REQUEST` for a cursor that it did not make. */
  listCalls(filter: CallFilter): Promise<CallPage>;
  /** By id, or by the keyed hash of a raw Call-ID. All calls that match, newest first. */
  findCalls(idOrKey: string): Promise<readonly CallWithTimeline[]>;
  /** Calls with the same outcome and cause, and trunk unless it is `none`, that started at or after `since`: how often did this happen. */
  countSimilar(call: StoredCall, since: number): Promise<number>;
  /** Every call that was open when it was last written, for re-adoption at start. */
  openCalls(): Promise<readonly CallWithTimeline[]>;
  stats(): Promise<StoreStats>;
  /** Writes what is pending and releases the files. May be called twice. */
  close(): Promise<void>;
}
