import type { LatencyStage } from './agent-words.ts';
import type { CallConditions } from './call-conditions.ts';
import type { NumberEnd } from './number-end.ts';
import type { CallTally } from './call-tally.ts';
import type { HopTally } from './hop-tally.ts';
import type { RegistrationOutcome } from './call-words.ts';
import type { CallRecord, LatencyRecord, RegistrationRecord, TimelineEntry } from './records.ts';
import type { Distribution } from './sketch.ts';

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
  | { readonly kind: 'registration'; readonly record: StoredRegistration }
  | { readonly kind: 'latency'; readonly record: LatencyRecord };

/** Changes in order. `lsn` is the number of the last one, they are numbered without a gap; a change whose number was seen before changes nothing. */
export interface StoreBatch {
  readonly lsn: number;
  readonly changes: readonly StoreChange[];
}

/** The forms in which a store writes calls out. */
export const EXPORT_FORMAT = ['csv', 'json', 'ndjson'] as const;
export type ExportFormat = (typeof EXPORT_FORMAT)[number];
/** How numbers are written out. */
export type ExportPeople = 'off' | 'pseudonym' | 'masked';

/** Which calls to list, newest first. */
export type CallFilter = CallConditions & {
  readonly limit: number;
  /** Opaque; from the page before. */
  readonly cursor?: string;
};

export interface CallPage {
  readonly calls: readonly StoredCall[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
  /** True when calls may be missing: the deadline ended the search, some that have arrived are not written yet, or the file of a day cannot be read. Absent otherwise. */
  readonly isPartial?: true;
}

export interface CallWithTimeline {
  readonly call: StoredCall;
  /** In causal order. */
  readonly timeline: readonly TimelineEntry[];
}

/** A window of time: `since` is in it, `until` is not. What started in it belongs to it. */
export interface Window {
  readonly since: number;
  readonly until: number;
}

export interface Answer<T> {
  readonly value: T;
  /** The deadline ended the query, or the file of a day cannot be read: the value lacks something. */
  readonly isPartial: boolean;
}

/** The calls of a window that are over and settled. In a map a value that did not occur has no entry. */
export interface CallSummary {
  readonly total: CallTally;
  readonly byDirection: ReadonlyMap<string, CallTally>;
  readonly byOutcome: ReadonlyMap<string, CallTally>;
  readonly byEnded: ReadonlyMap<string, CallTally>;
  readonly byCause: ReadonlyMap<string, CallTally>;
  /** By what the caller saw, as text. */
  readonly bySipCode: ReadonlyMap<string, CallTally>;
  readonly byTrunk: ReadonlyMap<string, CallTally>;
  readonly byCodec: ReadonlyMap<string, CallTally>;
  /** Calls that are not over, whenever they started. */
  readonly active: number;
}

/** Dimensions of hops: address of the next hop, its trunk, its answer, and its cause. */
export const HOP_GROUP = ['hop', 'hopTrunk', 'hopCode', 'hopCause'] as const;
export type HopGroup = (typeof HOP_GROUP)[number];

/** Dimensions of failures: the cause of the call, and those of its hops. */
export const SEEN_GROUP = ['cause', ...HOP_GROUP] as const;
export type SeenGroup = (typeof SEEN_GROUP)[number];

/** How many calls there were of a kind, and when the first and the last one of them began. */
export interface Seen {
  readonly calls: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** Which buckets to count calls in. */
export interface SeriesQuery extends Window {
  readonly step: 'minute' | 'hour' | 'day';
  /** IANA name, e.g. `Europe/Berlin`: hours and days begin by its clock. Throws `BAD_REQUEST` for an unknown one. */
  readonly timeZone: string;
  /** The time of the question: the bucket it lies in is the running one. */
  readonly now: number;
}

/** Calls that started in one step of a series. */
export interface SeriesBucket {
  readonly start: number;
  readonly end: number;
  /** Slim. */
  readonly tally: CallTally;
  /** The step is not over, so that calls are still missing. */
  readonly isPartial?: true;
}

/** Which registrations are meant. All given conditions hold. */
export interface RegistrationConditions {
  /** Registrations that started at this time or later. */
  readonly since?: number;
  /** Registrations that started before this time. */
  readonly until?: number;
  /** The keyed hash of who registered, as `StoredPrivate.hash` has it. */
  readonly userHash?: string;
  /** What the pseudonym of who registered begins with. */
  readonly userStart?: string;
  readonly outcome?: RegistrationOutcome;
  readonly agent?: string;
  readonly sipCode?: number;
}

/** Which registrations to list, newest first. */
export interface RegistrationFilter extends RegistrationConditions {
  readonly limit: number;
  /** Opaque; from the page before. */
  readonly cursor?: string;
}

export interface RegistrationPage {
  readonly registrations: readonly StoredRegistration[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
  /** True when registrations may be missing, as in `CallPage`. Absent otherwise. */
  readonly isPartial?: true;
}

/** Which latencies to list, newest first. */
export interface LatencyFilter {
  readonly callId?: string;
  readonly stage?: LatencyStage;
  readonly since?: number;
  readonly until?: number;
  readonly limit: number;
  /** Opaque; from the page before. */
  readonly cursor?: string;
}

export interface LatencyPage {
  readonly latencies: readonly LatencyRecord[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
  /** True when the deadline ended the search, whose cursor goes on from there, or when the file of a day cannot be read. Absent otherwise. */
  readonly isPartial?: true;
}

/** A stage that did not occur is absent. */
export type LatencySummary = { readonly [Stage in LatencyStage]?: Distribution };

/**
 * How long a class of data is kept, and how much the disk holds. What is absent has no limit. The time counts from when its UTC day was last packed, two hours
 * after its end or later: what is imported from long ago is kept as long as what is new. That of rollups counts from their hour.
 */
export interface RetentionPolicy {
  readonly timelineSeconds?: number;
  /** Calls, registrations and latencies. */
  readonly callSeconds?: number;
  readonly rollupSeconds?: number;
  /** The oldest days go while the store is larger than this. */
  readonly maxBytes?: number;
  /** The oldest days go while the disk has less room than this. */
  readonly minFreeBytes?: number;
}

/** A day that was deleted with all that it held. */
export interface DeletedDay {
  /** The name of its file. */
  readonly file: string;
  readonly calls: number;
  readonly sizeBytes: number;
  /** Its time was over, the store was larger than it may be, or the disk had too little room. */
  readonly reason: 'age' | 'max_bytes' | 'min_free_bytes';
}

/** What one round of upkeep did. */
export interface MaintainReport {
  /** Days that were closed and packed. */
  readonly sealedDays: number;
  /** Calls that were deleted with their day. */
  readonly deletedCalls: number;
  /** Timelines that were deleted before or with their call. */
  readonly deletedTimelines: number;
  readonly freedBytes: number;
  readonly deletedDays: readonly DeletedDay[];
  /** False: there is more to do, ask again soon. */
  readonly isDone: boolean;
}

/** What is wrong with one file of a store while the others are sound, or with the room that they have. */
export interface StoreProblem {
  /** The name of the file; of the folder when it is about all of them. */
  readonly file: string;
  /** A sentence that says what to do. */
  readonly reason: string;
  /** What the file holds is missing in answers. */
  readonly isUnread?: true;
  /** The file is not there any more, and nobody was to delete it. */
  readonly isGone?: true;
}

export interface StoreStats {
  readonly calls: number;
  readonly openCalls: number;
  readonly registrations: number;
  readonly sizeBytes: number;
  readonly lastLsn: number;
}

/** Whether a query is to end: its time is over, or nobody waits for its answer. Asked every few milliseconds of work. */
export type Deadline = () => boolean;

/** Where call records live. Async and batch-first; every engine passes the same conformance suite. */
export interface CallStore {
  /** Resolves when the batch is on the disk: it survives the loss of power. Applying the same lsn again changes nothing. */
  append(batch: StoreBatch): Promise<void>;
  /** Throws `BAD_REQUEST` for a cursor that it did not make. */
  listCalls(filter: CallFilter): Promise<CallPage>;
  /**
   * Writes out calls in chunks of some 64 KiB: those in progress first, then the others newest first, within a millisecond in no order. Little more is read
   * than is asked for, and no lock is held in between, so the walk takes as long as its reader and delays nobody. Who ends it early says so by `return`, as
   * `for await` does.
   */
  scan(conditions: CallConditions, format: ExportFormat, people: ExportPeople): AsyncIterable<Uint8Array>;
  /**
   * The same store for one question, which ends at the deadline. Pages, sums and series hold then what was found by then and say `isPartial`; what has no such
   * word throws `QUERY_TIMEOUT`. Writing knows no deadline.
   */
  within(deadline: Deadline): CallStore;
  /** By id, or by the keyed hash of a raw Call-ID. All calls that match, newest first. */
  findCalls(idOrKey: string): Promise<readonly CallWithTimeline[]>;
  /** The call with a record id, as it is kept since it was over, else as it goes on. Undefined: there is none. For who asks for many: nothing else is looked at. */
  findCall(id: string): Promise<CallWithTimeline | undefined>;
  /** Calls with the same outcome and cause, and trunk unless it is `none`, that started in a window: how often did this happen. */
  countSimilar(call: StoredCall, window: Window): Promise<number>;
  /** Every call that was open when it was last written, for re-adoption at start. */
  openCalls(): Promise<readonly CallWithTimeline[]>;
  /**
   * What the calls of a window have in common; a comparison with the window before is two of these. Conditions on more than the time have every call of the window
   * looked at. So do those of the two below.
   */
  summarize(window: Window, conditions?: CallConditions): Promise<Answer<CallSummary>>;
  /** Every step that lies in the window wholly or in part, also those without calls, in order of time. */
  series(query: SeriesQuery, conditions?: CallConditions): Promise<Answer<readonly SeriesBucket[]>>;
  /**
   * The hops that the calls of a window were sent to which are over and settled, by what the hops have in common: each counts once, by its own outcome. Of the calls that
   * meet the conditions those hops count that meet the conditions on hops, less the network's own proxies: addresses of no trunk that passed a call on.
   */
  groupByHop(window: Window, by: HopGroup, conditions?: CallConditions): Promise<Answer<ReadonlyMap<string, HopTally>>>;
  /** When the calls of a window were seen that are over and settled, by their cause. */
  seenByCause(window: Window, conditions?: CallConditions): Promise<Answer<ReadonlyMap<string, Seen>>>;
  /** Throws `BAD_REQUEST` for a cursor that it did not make. */
  listRegistrations(filter: RegistrationFilter): Promise<RegistrationPage>;
  listLatencies(filter: LatencyFilter): Promise<LatencyPage>;
  summarizeLatencies(window: Window): Promise<Answer<LatencySummary>>;
  /** One round of upkeep, at most a slice of time: packs days that are over and deletes what the policy no longer keeps. */
  maintain(now: number, policy: RetentionPolicy): Promise<MaintainReport>;
  /**
   * Deletes every call and registration of a number, so that no byte of them is left; counts stay. What other calls keep of numbers with this end goes as well. The
   * number of calls deleted.
   */
  erase(numberHash: string, end?: NumberEnd): Promise<number>;
  stats(): Promise<StoreStats>;
  /** What is wrong at the moment: files that cannot be read, were set aside or are gone. Empty when all is well. */
  problems(): Promise<readonly StoreProblem[]>;
  /** Number of the last change that is in the store. */
  lastLsn(): Promise<number>;
  /**
   * Closes the files that were deleted since they were opened, so that the disk gets their room back. For one that only reads, beside another that deletes, and
   * that knows which files are damaged, or gone although nobody was to delete them: answers about their days say that they are not whole.
   */
  refresh(lacking: readonly StoreProblem[]): Promise<void>;
  /** Writes what is pending and releases the files. May be called twice. */
  close(): Promise<void>;
}
