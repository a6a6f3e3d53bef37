import { scrub, secondsBetween, type RegistrationOutcome, type RegistrationRecord } from '../core/index.ts';
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
  const firstRound = chain.rounds[0];
  const lastRound = chain.rounds.at(-1);
  const first = firstRound === undefined ? undefined : callerHop(firstRound);
  const last = lastRound === undefined ? undefined : callerHop(lastRound);
  if (first === undefined || last === undefined || lastRound === undefined) return undefined;
  const final = roundFinal(lastRound);
  const { people } = first.requestSight.seen;
  const expiresSeconds = final?.entry.expiresSeconds ?? last.request.expiresSeconds;
  const outcome = outcomeOf(final?.entry.status, last.request.expiresSeconds);
  const isLocal = final?.hop === last && final.entry.agent === last.request.agent && outcome === 'registered';
  const rrdSeconds = isLocal ? secondsBetween(last.request.at, final.entry.at) : undefined;
  const firstRrdSeconds = isLocal && chain.rounds.length > 1 ? secondsBetween(first.request.at, final.entry.at) : undefined;
  return {
    id: hashId(`registration|${conversation.key}|${first.branch}|${first.request.cseq}`),
    callKey: conversation.key,
    callId: scrub(conversation.callId ?? '', [people?.caller, people?.callee]),
    source: conversation.source,
    agent: first.request.agent,
    ...(people?.callee === undefined ? {} : { user: people.callee }),
    address: first.request.src,
    startedAt: first.request.at,
    ...(final === undefined ? {} : { endedAt: final.entry.at }),
    outcome,
    ...(final?.entry.status === undefined ? {} : { sipCode: final.entry.status }),
    isChallenged: chain.rounds.length > 1 || (final?.entry.status !== undefined && isChallenge(final.entry.status)),
    ...(expiresSeconds === undefined ? {} : { expiresSeconds }),
    ...(rrdSeconds === undefined ? {} : { rrdSeconds }),
    ...(firstRrdSeconds === undefined ? {} : { firstRrdSeconds }),
  };
}

function outcomeOf(status: number | undefined, requestedExpires: number | undefined): RegistrationOutcome {
  if (status === undefined) return 'timeout';
  if (status < 300) return requestedExpires === 0 ? 'unregistered' : 'registered';
  return status >= 500 && status < 600 ? 'failed' : 'rejected';
}
