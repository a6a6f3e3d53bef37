import { present, secondsBetween, type RegistrationOutcome, type RegistrationRecord, type TimelineEntry } from '../core/index.ts';
import { isChallenge } from './cause.ts';
import type { Conversation } from './conversation.ts';
import { callerHop, roundFinal, type Round } from './round.ts';

/** A REGISTER and the ones that answered its challenges, in order. */
export interface RegistrationChain {
  readonly rounds: readonly Round[];
}

/** Joins REGISTER rounds into chains: a challenged (401, 407) or too brief (423) one is continued by the next. */
export function chainRegistrations(rounds: readonly Round[]): readonly RegistrationChain[] {
  const chains: Round[][] = [];
  let open: Round[] | undefined;
  for (const round of rounds) {
    if (open === undefined) {
      open = [];
      chains.push(open);
    }
    open.push(round);
    const status = roundFinal(round)?.entry.status;
    if (status === undefined || !invitesNext(status)) open = undefined;
  }
  return chains.map((chain) => ({ rounds: chain }));
}

/** Whether the registering side is expected to try again after this answer. */
export function invitesNext(status: number): boolean {
  return isChallenge(status) || status === 423;
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
  const final = roundFinal(lastRound)?.entry;
  const { caller, callee } = first.requestSight.seen.people ?? {};
  return present({
    id: hashId(`registration|${conversation.key}|${first.branch}|${first.request.cseq}`),
    callKey: conversation.key,
    callId: conversation.people.show(conversation.callId ?? '', conversation.key, present({ caller, callee })).callId,
    source: conversation.source,
    agent: first.request.agent,
    user: callee,
    address: first.request.src,
    startedAt: first.request.at,
    isChallenged: rounds.length > 1 || isChallenge(final?.status ?? 0),
    ...readAnswer(final, last.request),
    ...readDelays(final, last.request, rounds.length > 1 ? first.request : undefined),
  });
}

function readAnswer(final: TimelineEntry | undefined, request: TimelineEntry) {
  const expiresSeconds = final?.expiresSeconds ?? request.expiresSeconds;
  return { endedAt: final?.at, outcome: outcomeOf(final?.status, request.expiresSeconds), sipCode: final?.status, expiresSeconds };
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
