import { present, type CallRecord, type Outcome, type StoredCall, type LabelText } from '../core/index.ts';
import type { Counted } from './active-tally.ts';
import type { EvictionRank } from './eviction-rank.ts';
import { KnownPeople } from './known-people.ts';
import type { Fold } from './fold.ts';
import { KeptMessages } from './kept-messages.ts';
import { NEVER_DUE, type OthersDue } from './others-due.ts';
import type { ReportedCall } from './reported-call.ts';
import type { Seen } from './seen.ts';
import type { Trunks } from './settings.ts';
import type { TrackerContext } from './tracker-context.ts';
import { NONE } from './with-new.ts';

/** How far a call has been committed. What is committed moves no counter again. */
export type Stage = 'open' | 'answered' | 'closed';

/** What no late message changes in the record of a closed call. */
export type CommittedEnd = Pick<
  CallRecord,
  'outcome' | 'ended' | 'releasedBy' | 'cause' | 'sipCode' | 'isChallenged' | 'isCompleted' | 'endedAt' | 'talkSeconds'
>;

/** What the tracker remembers of a call beside its messages. */
export interface CallState extends Counted {
  /** That of its attempt. */
  readonly key: string;
  readonly id: string;
  version: number;
  stage: Stage;
  /** It was told that there is one. */
  isOffered: boolean;
  hasRungOnce: boolean;
  /** The committed outcome: it never changes. */
  outcome: Outcome | undefined;
  /** The last record handed over. Undefined before the first one, and once what is committed is all that is kept of it. */
  record: CallRecord | undefined;
  /** What stays of the record of a closed call whatever comes late. */
  committed: CommittedEnd | undefined;
  /** The record as it was read back after a restart. */
  readonly adopted: StoredCall | undefined;
  /** It was told that nothing was heard of it for long after it had rung. */
  isSilent: boolean;
  /** It was told that nobody answered its BYE. */
  isByeLost: boolean;
  /** How many of its messages were handed over. */
  handed: number;
  /** When a record of it was last handed over, by arrival. */
  handedAt: number;
  /** How many of its new messages were read, but are handed over only with the record that is soon committed. */
  putOff: number;
  /** When there is something to do without a further message. */
  dueAt: number;
  /** It is a dialog that has not been closed. */
  isAnswered: boolean;
  /** Known by its answers alone: it moves no counter, and a full table evicts it before others. */
  isAnswerOnly: boolean;
  /** What was counted of refreshes that were let go. */
  readonly letGo: { messages: number; retransmissions: number; duplicates: number; reinvites: number };
  startedAt: number;
  /** Undefined while it is not over. */
  endedAt: number | undefined;
  /** What a program told of it was handed over. */
  isTold: boolean;
  /** Who tells of it beside the capture. */
  told: ReportedCall | undefined;
}

/** All messages of one Call-ID and what has been made of them. */
export interface Conversation {
  /** Absent for one read back after a restart until its next message brings it. */
  callId: string | undefined;
  /** Its keyed hash, once something needed it. */
  key: string | undefined;
  readonly hashCallId: (callId: string) => string;
  /** Other ids that its messages carry, and their keyed hashes. Of one read back after a restart only those. */
  aliases: readonly string[];
  aliasKeys: readonly string[];
  /** The trace that its INVITE puts it in. Undefined: none did. */
  traceparent: string | undefined;
  readonly source: LabelText;
  /** It was sent as a test: nothing is told of it but its record. */
  isProbe: boolean;
  /** Whom its messages name. */
  readonly people: KnownPeople;
  /** All that are kept, in the order of arrival. */
  readonly seen: KeptMessages;
  /** How many of them the table has counted. */
  counted: number;
  /** When refreshes may be let go of again. */
  roomAt: number;
  /** How many of them, the last ones, were not looked at yet. */
  fresh: number;
  /** When the first of those arrived. */
  freshAt: number;
  /** One of those may end set-up or the call. */
  isDeciding: boolean;
  /** When something may be due because of them. */
  freshDueAt: number;
  /** The trunks that it began with. Undefined before the first look. */
  trunks: Trunks | undefined;
  /** Undefined: the messages are packed, and folded anew at the next look. */
  fold: Fold | undefined;
  calls: readonly CallState[];
  /** A message found no room: what is kept no longer tells when the session was last refreshed. */
  isTruncated: boolean;
  /** Someone decided that nothing more will be heard of its open calls: they are swept at the next look. */
  isGivenUp: boolean;
  /** When something may come of what belongs to no call, and when some of it may be let go. */
  othersDue: OthersDue;
  /** The Call-ID that its INVITE names in Replaces (RFC 3891). Undefined: none. */
  replacesCallId: string | undefined;
  /** Another call's INVITE with Replaces named this one and was answered. */
  isReplaced: boolean;
  /** Somebody who is a side of it was erased: until then its messages are passed over. Absent: nobody was. */
  forgottenUntil: number | undefined;
  lastReceivedAt: number;
  /** When something else than a message that is kept last showed that its calls go on. */
  renewedAt: number;
  /** When there is something to do without a further message. */
  restDueAt: number;
  /** When to look at it: then, or sooner for the sake of what came. */
  dueAt: number;
  /** Its place in the queue of what is due; -1 when it is in none. */
  place: number;
  /** Orders what is due at one tick. */
  readonly order: number;
  /** Everything has settled; only what is late may still come. */
  isSettled: boolean;
  /** Nothing late is expected any more. */
  isOver: boolean;
  /** What a full table lets go of before it. */
  rank: EvictionRank;
  /** Calls read back after a restart, oldest first. */
  adopted: readonly StoredCall[];
}

/** The keyed hash of its Call-ID. */
export function keyOf(conversation: Conversation): string {
  conversation.key ??= conversation.hashCallId(conversation.callId ?? '');
  return conversation.key;
}

/** An empty conversation. */
export function openConversation(
  callId: string | undefined,
  key: string | undefined,
  source: LabelText,
  receivedAt: number,
  { hashCallId, sealCallId, endOf }: Pick<TrackerContext, 'hashCallId' | 'sealCallId' | 'endOf'>,
  order: number,
): Conversation {
  return {
    callId,
    key,
    hashCallId,
    aliases: NONE,
    traceparent: undefined,
    aliasKeys: NONE,
    source,
    isProbe: false,
    people: new KnownPeople(present({ sealCallId, endOf })),
    seen: new KeptMessages(),
    counted: 0,
    roomAt: 0,
    fresh: 0,
    freshAt: 0,
    isDeciding: false,
    freshDueAt: Number.POSITIVE_INFINITY,
    trunks: undefined,
    fold: undefined,
    calls: NONE,
    isTruncated: false,
    isGivenUp: false,
    othersDue: NEVER_DUE,
    replacesCallId: undefined,
    isReplaced: false,
    forgottenUntil: undefined,
    lastReceivedAt: receivedAt,
    renewedAt: 0,
    restDueAt: Number.POSITIVE_INFINITY,
    dueAt: Number.POSITIVE_INFINITY,
    place: -1,
    order,
    isSettled: false,
    isOver: false,
    rank: 'callless',
    adopted: NONE,
  };
}

/** Lets go of the messages that a test does not hold. What is left is folded anew. */
export function keepOnly(conversation: Conversation, isKept: (seen: Seen) => boolean): void {
  conversation.seen.keepOnly(isKept);
  conversation.fresh = 0;
  conversation.fold = undefined;
}

/** What of a record stays when its call is closed. */
export function committedEnd(record: CallRecord): CommittedEnd {
  const { outcome, ended, releasedBy, cause, sipCode, isChallenged, isCompleted, endedAt, talkSeconds } = record;
  return { isChallenged, isCompleted, ...present({ outcome, ended, releasedBy, cause, sipCode, endedAt, talkSeconds }) };
}

/** Keeps no more of the records of calls that are closed than late messages need. */
export function trimRecords(conversation: Conversation): void {
  for (const state of conversation.calls) {
    if (state.record === undefined || state.stage !== 'closed') continue;
    state.committed = committedEnd(state.record);
    state.record = undefined;
  }
}
