import { present, type TimelineEntry } from '../core/index.ts';
import { readBye, type Bye } from './bye.ts';
import { isSuccess, type Hop, type Round } from './round.ts';
import { isRequest, type Sight } from './seen.ts';
import { readSessionTimer, type SessionTimer } from './session-timer.ts';
import { endsTransfer } from './transfer.ts';

/** An answered call once it is a dialog: who is in it, how it was confirmed and how it ended. */
export interface Dialog {
  /** The 2xx that made it, at the caller's side. */
  readonly answer: TimelineEntry;
  readonly calleeTag: number;
  /** The first ACK to the 2xx. Absent when none was seen. */
  readonly ack?: TimelineEntry;
  /** Absent while no BYE was seen. */
  readonly bye?: Bye;
  /** A 408 or 481 to a request within the dialog, which ends it (RFC 5057), unless after the 408 it goes on. */
  readonly broken?: TimelineEntry;
  /** The BYE ends a transfer. */
  readonly isTransferred: boolean;
  readonly repeatedAnswers: number;
  /** Absent without a session timer, and when not all messages are known. */
  readonly sessionTimer?: SessionTimer;
  readonly reinvites: number;
}

/** What of the conversation around it decides about a dialog. */
export interface DialogContext {
  /** Not all messages are known. */
  readonly isTruncated: boolean;
  /** When something that is no message, such as RTCP, last showed that it goes on, by arrival. */
  readonly renewedAt: number;
}

/** Reads the dialog of an answered round from all sights of its attempt. */
export function readDialog(
  sights: readonly Sight[],
  round: Round,
  answered: { readonly hop: Hop; readonly entry: TimelineEntry },
  { isTruncated, renewedAt }: DialogContext,
): Dialog {
  const callerTag = answered.entry.fromTag ?? 0;
  const answer = chooseAnswer(sights, answered);
  const calleeTag = answer.toTag ?? 0;
  const inDialog = requestsWithin(sights, callerTag, calleeTag);
  const bye = readBye(sights, inDialog, answer.agent);
  const ack = inDialog.find((entry) => entry.method === 'ACK');
  const broken = inDialog.length === 0 ? undefined : brokenBy(sights, callerTag, calleeTag);
  const goesOn = broken?.status === 408 && (renewedAt > broken.receivedAt || isFollowed(broken, inDialog));
  return present({
    answer,
    calleeTag,
    ack,
    bye,
    broken: goesOn ? undefined : broken,
    isTransferred: bye !== undefined && endsTransfer(sights, [callerTag, calleeTag], bye.first.at),
    repeatedAnswers: Math.max(...round.hops.map((hop) => hop.repeatedSuccesses)),
    sessionTimer: isTruncated ? undefined : readSessionTimer(sights, answer),
    reinvites: countReinvites(inDialog),
  });
}

/**
 * Of several 2xx of a fork the caller acknowledges all and keeps one (RFC 3261 13.2.2.4): of those whose To-tag was acknowledged the one whose dialog was ended last,
 * or not at all.
 */
function chooseAnswer(sights: readonly Sight[], { hop, entry }: { readonly hop: Hop; readonly entry: TimelineEntry }): TimelineEntry {
  const answers = hop.responses.filter(isSuccess);
  const acks = sights.map((sight) => sight.entry).filter((one) => one.method === 'ACK' && isRequest(one));
  let chosen: TimelineEntry | undefined;
  let chosenEnd = Number.NEGATIVE_INFINITY;
  for (const ack of acks) {
    const answer = answers.find((one) => one.toTag === ack.toTag);
    if (answer === undefined || answer === chosen) continue;
    const end = answers.length === 1 ? 0 : endOf(sights, entry.fromTag ?? 0, answer.toTag ?? 0);
    if (end > chosenEnd) [chosen, chosenEnd] = [answer, end];
  }
  return chosen ?? entry;
}

function endOf(sights: readonly Sight[], callerTag: number, calleeTag: number): number {
  return requestsWithin(sights, callerTag, calleeTag).find(({ method }) => method === 'BYE')?.at ?? Number.POSITIVE_INFINITY;
}

/** The requests inside the dialog of these two tags, from either side, each once per hop. */
function requestsWithin(sights: readonly Sight[], callerTag: number, calleeTag: number): readonly TimelineEntry[] {
  return sights.filter(({ entry, kind }) => kind === 'first' && isWithin(entry, callerTag, calleeTag)).map(({ entry }) => entry);
}

function isWithin(entry: TimelineEntry, callerTag: number, calleeTag: number): boolean {
  if (!isRequest(entry) || entry.toTag === undefined) return false;
  const from = entry.fromTag ?? 0;
  return (from === callerTag && entry.toTag === calleeTag) || (from === calleeTag && entry.toTag === callerTag);
}

/** The first 481, else the last 408, to a re-INVITE or UPDATE. */
function brokenBy(sights: readonly Sight[], callerTag: number, calleeTag: number): TimelineEntry | undefined {
  const breaking = sights.filter(({ entry, kind }) => {
    if (kind !== 'first' || (entry.status !== 408 && entry.status !== 481)) return false;
    if (entry.method !== 'INVITE' && entry.method !== 'UPDATE') return false;
    const tags = [entry.fromTag ?? 0, entry.toTag ?? 0];
    return tags.includes(callerTag) && tags.includes(calleeTag) && calleeTag !== 0;
  });
  return (breaking.find(({ entry }) => entry.status === 481) ?? breaking.at(-1))?.entry;
}

/** Whether either side still speaks in the dialog; an ACK may be that of the 408 itself. */
function isFollowed(broken: TimelineEntry, inDialog: readonly TimelineEntry[]): boolean {
  return inDialog.some(({ at, method }) => at > broken.at && method !== 'ACK' && method !== 'BYE');
}

/** re-INVITEs, each counted once however many hops it crosses. */
function countReinvites(inDialog: readonly TimelineEntry[]): number {
  const seen = new Set<string>();
  for (const entry of inDialog) {
    if (entry.method === 'INVITE') seen.add(`${entry.fromTag ?? 0}|${entry.cseq}`);
  }
  return seen.size;
}
