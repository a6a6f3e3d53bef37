import type { Attestation, Private, Refresher, SipAnomaly, StirOutcome, TimelineEntry } from '../core/index.ts';
import type { Transaction } from './order.ts';

/** Who speaks to whom, as one message says it. */
export interface People {
  readonly caller?: Private;
  readonly callerName?: Private;
  readonly callee?: Private;
  readonly requestUser?: Private;
}

/** What the tracker keeps of a message that never goes into the timeline. */
export interface Notes {
  readonly people?: People;
  /** Hosts of the Request-URI and of From of an INVITE. */
  readonly requestHost?: string;
  readonly fromHost?: string;
  readonly anomalies?: readonly SipAnomaly[];
  /** The Call-ID of the dialog that this INVITE replaces (RFC 3891). */
  readonly replacesCallId?: string;
  /** A challenge because the nonce had grown old, not because the password was wrong (RFC 7616 3.3). */
  readonly isStale?: boolean;
  /** Hashes of the Contacts of a REGISTER or of a 2xx to it. */
  readonly contacts?: readonly number[];
  /** How long each of them is bound, as the 2xx says. */
  readonly contactSeconds?: readonly number[];
  /** Hash of the address of record that a REGISTER or its 2xx is about. */
  readonly addressOfRecord?: number;
  /** Who refreshes the session, as a 2xx says. */
  readonly refresher?: Refresher;
  /** What a verifier noted of the identity of the caller. */
  readonly verstat?: StirOutcome;
  readonly attestation?: Attestation;
}

/** One captured message as the tracker keeps it. */
export interface Seen {
  readonly entry: TimelineEntry;
  /** Undefined for most messages, and for those read back from the store after a restart. */
  readonly notes: Notes | undefined;
  /** Its counters have moved. */
  isCounted: boolean;
  /** It was handed to the store. */
  isHanded: boolean;
  /** What its transaction came to has been told. */
  isSettled: boolean;
}

/** What a captured message is beside the other captures of the same message. */
export type SightKind = 'first' | 'duplicate' | 'vantage' | 'retransmission';

/** A captured message with its place in the conversation. */
export interface Sight {
  readonly seen: Seen;
  readonly entry: TimelineEntry;
  readonly kind: SightKind;
  /** That of the transaction it belongs to: the hash of its topmost branch, or of the request's that a response without Via answers. 0 when unknown. */
  readonly branch: number;
  readonly transaction: Transaction;
  // Hot: entries have many shapes, a sight has one: status, CSeq and method are read here and in the transaction.
  /** Undefined for a request. */
  readonly status: number | undefined;
}

/** An INVITE that may open a call: within a dialog it has a To-tag. */
export function isInitialInvite({ method, status, toTag }: Pick<TimelineEntry, 'method' | 'status' | 'toTag'>): boolean {
  return method === 'INVITE' && status === undefined && toTag === undefined;
}

export function isRequest(entry: TimelineEntry): boolean {
  return entry.status === undefined;
}

/** A final answer: 200 to 699. */
export function isFinal(entry: TimelineEntry): boolean {
  return entry.status !== undefined && entry.status >= 200;
}
