import { present, secondsBetween, type RegistrationOutcome, type RegistrationRecord, type TimelineEntry } from '../core/index.ts';
import { isChallenge } from './cause.ts';
import { type Conversation, keyOf } from './conversation.ts';
import { callerHop, roundFinal, type Hop, type Round, type RoundFinal } from './round.ts';
import type { Notes, Seen } from './seen.ts';
import { isRoundSettled } from './transactions.ts';

/** A REGISTER and the ones that answered its challenges, in order. */
export interface RegistrationChain {
  readonly rounds: readonly Round[];
}

/**
 * Joins REGISTER rounds into chains: a challenged (401, 407) or too brief (423) one is continued by the next of the same phone, when that one came in time. Phones that
 * share a Call-ID are told apart by From-tag, else by address.
 */
export function chainRegistrations(rounds: readonly Round[], challengeSeconds: number): readonly RegistrationChain[] {
  const chains: Round[][] = [];
  for (const round of rounds) {
    const open = chains.findLast((chain) => isOfSamePhone(chain.at(-1), round));
    const before = open?.at(-1);
    // What came to a chain after it was told is another one.
    const isSame = before !== undefined && isRoundSettled(before) === isRoundSettled(round) && isContinued(before, round, challengeSeconds);
    if (open !== undefined && isSame) open.push(round);
    else chains.push([round]);
  }
  return chains.map((chain) => ({ rounds: chain }));
}

function isOfSamePhone(before: Round | undefined, next: Round): boolean {
  const [one, other] = [before, next].map((round) => (round === undefined ? undefined : callerHop(round)?.request));
  return one !== undefined && other !== undefined && (one.fromTag === other.fromTag || one.src === other.src);
}

/**
 * Whether the registering side is expected to try again: with credentials after a challenge, with more time after 423. Credentials that are
 * challenged again were refused, unless the challenge says that only their nonce had grown old (RFC 7616 3.3).
 */
export function invitesNext(round: Round): boolean {
  const final = roundFinal(round);
  if (final === undefined || !isChallenge(final.entry.status ?? 0)) return final?.entry.status === 423;
  return callerHop(round)?.request.hasCredentials !== true || finalNotes(final)?.isStale === true;
}

/** Whether a REGISTER only asks which bindings there are: it has no Contact (RFC 3261 10.2.3). */
export function isQuery(round: Round): boolean {
  return callerHop(round)?.requestSight.seen.notes?.contacts?.length === 0;
}

/** What is known of the final answer beside the timeline. */
export function finalNotes({ hop, entry }: RoundFinal): Notes | undefined {
  return hop.noted.find((seen) => seen.entry === entry)?.notes;
}

/** By their own times, so that it does not matter when messages arrive or how long they may take to settle. */
function isContinued(before: Round, next: Round, challengeSeconds: number): boolean {
  const final = roundFinal(before)?.entry;
  const [asked, again] = [callerHop(before)?.request, callerHop(next)?.request];
  if (final === undefined || asked === undefined || again === undefined || !invitesNext(before)) return false;
  if (isChallenge(final.status ?? 0) && !again.hasCredentials) return false;
  return again.at >= asked.at && again.at - final.at <= challengeSeconds;
}

/** The record of a settled chain. Undefined when the chain has no request, which cannot be. */
export function registrationRecord(
  chain: RegistrationChain,
  conversation: Conversation,
  hashId: (text: string) => string,
): RegistrationRecord | undefined {
  const { rounds } = chain;
  const [first] = rounds.flatMap((round) => callerHop(round) ?? []);
  const lastRound = rounds.at(-1);
  const last = lastRound === undefined ? undefined : callerHop(lastRound);
  if (first === undefined || last === undefined || lastRound === undefined) return undefined;
  const callKey = keyOf(conversation);
  const answer = roundFinal(lastRound);
  const final = answer?.entry;
  const { callee } = first.requestSight.seen.notes?.people ?? {};
  return present({
    id: hashId(`registration|${callKey}|${first.branch}|${first.request.cseq}`),
    callKey,
    callId: conversation.people.callIdOf(conversation.callId ?? '', callKey),
    source: conversation.source,
    agent: first.request.agent,
    user: callee,
    address: first.request.src,
    startedAt: first.request.at,
    isChallenged: rounds.some((round) => isChallenge(roundFinal(round)?.entry.status ?? 0)),
    ...readAnswer(answer, last),
    ...readDelays(final, last.request, rounds.length > 1 ? first.request : undefined),
  });
}

function readAnswer(final: RoundFinal | undefined, { request, requestSight }: Hop) {
  const { at, status, expiresSeconds } = final?.entry ?? {};
  const bound = final === undefined ? undefined : ownExpiry(requestSight.seen, finalNotes(final));
  const outcome = outcomeOf(status, request.expiresSeconds);
  return { endedAt: at, outcome, sipCode: status, expiresSeconds: bound ?? expiresSeconds ?? request.expiresSeconds };
}

/** How long the bindings of this REGISTER hold: the answer tells those of all devices of the user (RFC 3261 10.3). */
function ownExpiry({ notes }: Seen, answer: Notes | undefined): number | undefined {
  const { contacts, contactSeconds } = answer ?? {};
  const own = contactSeconds?.filter((_seconds, place) => notes?.contacts?.includes(contacts?.[place] ?? Number.NaN) === true) ?? [];
  return own.length === 0 ? undefined : Math.max(...own);
}

/** Delays of a successful registration, both ends seen by one agent. */
function readDelays(final: TimelineEntry | undefined, last: TimelineEntry, first: TimelineEntry | undefined) {
  const isRegistered = outcomeOf(final?.status, last.expiresSeconds) === 'registered';
  const answeredAt = isRegistered && final?.agent === last.agent ? final.at : undefined;
  return { rrdSeconds: secondsBetween(last.at, answeredAt), firstRrdSeconds: secondsBetween(first?.at, answeredAt) };
}

function outcomeOf(status: number | undefined, requestedExpires: number | undefined): RegistrationOutcome {
  if (status === undefined) return 'timeout';
  if (status < 300) return requestedExpires === 0 ? 'unregistered' : 'registered';
  return status >= 500 && status < 600 ? 'failed' : 'rejected';
}
