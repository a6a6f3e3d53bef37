import { present, type TimelineEntry } from '../core/index.ts';
import { isSuccess, type Hop, type Round } from './round.ts';
import { isFinal, isRequest, type Sight } from './seen.ts';

/** An answered call once it is a dialog: who is in it, how it was confirmed and how it ended. */
export interface Dialog {
  /** The 2xx that made it, at the caller's side. */
  readonly answer: TimelineEntry;
  readonly calleeTag: number;
  /** The first ACK to the 2xx. Absent when none was seen. */
  readonly ack?: TimelineEntry;
  /** The first BYE of this dialog, nearest the answer's vantage. Absent while it is open. */
  readonly bye?: TimelineEntry;
  readonly byeAnswer?: TimelineEntry;
  /** Every sight of the BYE that ended it, for telling who sent it. */
  readonly byeSights: readonly TimelineEntry[];
  /** When a 408 or 481 to a request within the dialog ended it (RFC 5057). */
  readonly brokenAt?: number;
  readonly isTransferred: boolean;
  readonly repeatedAnswers: number;
  /** The session interval last agreed, and when. Absent without a session timer (RFC 4028). */
  readonly sessionTimer?: { readonly seconds: number; readonly refreshedAt: number };
  readonly reinvites: number;
}

/** Reads the dialog of an answered round from all sights of its attempt. */
export function readDialog(
  sights: readonly Sight[],
  round: Round,
  answered: { readonly hop: Hop; readonly entry: TimelineEntry },
  isTruncated: boolean,
): Dialog {
  const { callerTag, answer } = chooseAnswer(sights, answered);
  const calleeTag = answer.toTag ?? 0;
  const inDialog = sights
    .filter(({ entry, kind }) => kind === 'first' && isWithin(entry, callerTag, calleeTag))
    .map((sight) => sight.entry);
  const byeSights = firstByes(inDialog);
  const bye = byeSights.find((entry) => entry.agent === answer.agent) ?? byeSights[0];
  const ack = inDialog.find((entry) => entry.method === 'ACK');
  const byeAnswer = bye === undefined ? undefined : answerTo(sights, bye);
  const broken = inDialog.length === 0 ? undefined : brokenBy(sights, callerTag, calleeTag);
  const sessionTimer = isTruncated ? undefined : readSessionTimer(sights, round, answer);
  return present({
    answer,
    calleeTag,
    ack,
    bye,
    byeAnswer,
    byeSights,
    brokenAt: broken?.at,
    isTransferred: hasAcceptedRefer(sights, callerTag, calleeTag),
    repeatedAnswers: Math.max(...round.hops.map((hop) => hop.repeatedSuccesses)),
    sessionTimer,
    reinvites: countReinvites(inDialog),
  });
}

/** Of several 2xx of a fork the first whose To-tag was acknowledged is the call. */
function chooseAnswer(
  sights: readonly Sight[],
  answered: { readonly hop: Hop; readonly entry: TimelineEntry },
): { readonly callerTag: number; readonly answer: TimelineEntry } {
  const callerTag = answered.entry.fromTag ?? 0;
  const answers = answered.hop.responses.filter(isSuccess);
  const ack = sights.find(({ entry }) => entry.method === 'ACK' && isRequest(entry) && answers.some((one) => one.toTag === entry.toTag));
  const answer = ack === undefined ? undefined : answers.find((one) => one.toTag === ack.entry.toTag);
  return { callerTag, answer: answer ?? answered.entry };
}

/** A request inside the dialog of these two tags, from either side. */
function isWithin(entry: TimelineEntry, callerTag: number, calleeTag: number): boolean {
  if (!isRequest(entry) || entry.toTag === undefined) return false;
  const from = entry.fromTag ?? 0;
  return (from === callerTag && entry.toTag === calleeTag) || (from === calleeTag && entry.toTag === callerTag);
}

/** All hops of the first BYE: same sender and CSeq as the earliest one; its own Reason and path tell who sent it. */
function firstByes(inDialog: readonly TimelineEntry[]): readonly TimelineEntry[] {
  return inDialog.filter((entry) => entry.method === 'BYE');
}

function answerTo(sights: readonly Sight[], request: TimelineEntry): TimelineEntry | undefined {
  const branch = request.branches[0] ?? 0;
  return sights.find(
    (sight) =>
      sight.kind === 'first' &&
      sight.branch === branch &&
      sight.entry.method === request.method &&
      sight.entry.cseq === request.cseq &&
      isFinal(sight.entry),
  )?.entry;
}

function brokenBy(sights: readonly Sight[], callerTag: number, calleeTag: number): TimelineEntry | undefined {
  return sights.find(({ entry, kind }) => {
    if (kind !== 'first' || (entry.status !== 408 && entry.status !== 481)) return false;
    if (entry.method !== 'INVITE' && entry.method !== 'UPDATE') return false;
    const tags = [entry.fromTag ?? 0, entry.toTag ?? 0];
    return tags.includes(callerTag) && tags.includes(calleeTag) && calleeTag !== 0;
  })?.entry;
}

function hasAcceptedRefer(sights: readonly Sight[], callerTag: number, calleeTag: number): boolean {
  return sights.some(({ entry }) => {
    if (entry.method !== 'REFER' || !isSuccess(entry)) return false;
    const tags = [entry.fromTag ?? 0, entry.toTag ?? 0];
    return tags.includes(callerTag) && tags.includes(calleeTag);
  });
}

function readSessionTimer(sights: readonly Sight[], round: Round, answer: TimelineEntry): Dialog['sessionTimer'] {
  let timer: Dialog['sessionTimer'];
  for (const { entry, kind } of sights) {
    const refreshes = kind === 'first' && isSuccess(entry) && (entry.method === 'INVITE' || entry.method === 'UPDATE');
    if (!refreshes || entry.cseq < round.cseq || entry.sessionExpiresSeconds === undefined || entry.at < answer.at) continue;
    timer = { seconds: entry.sessionExpiresSeconds, refreshedAt: entry.at };
  }
  return timer;
}

/** re-INVITEs, each counted once however many hops it crosses. */
function countReinvites(inDialog: readonly TimelineEntry[]): number {
  const seen = new Set<string>();
  for (const entry of inDialog) {
    if (entry.method === 'INVITE') seen.add(`${entry.fromTag ?? 0}|${entry.cseq}`);
  }
  return seen.size;
}
