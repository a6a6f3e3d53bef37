import { present, type RegistrationRecord } from '../core/index.ts';
import type { Advance } from './life-cycle.ts';
import type { Conversation } from './conversation.ts';
import { REUSE_SECONDS } from './invite-try.ts';
import type { Answering } from './answering.ts';
import type { Bindings } from './bindings.ts';
import type { OwnAddresses } from './own-addresses.ts';
import { readBindings } from './read-bindings.ts';
import { chainRegistrations, invitesNext, registrationRecord, type RegistrationChain } from './registration.ts';
import { callerHop, roundFinal, type Round } from './round.ts';
import { tellUnanswered } from './tell-unanswered.ts';
import type { TrunkOf } from './settings.ts';
import { isRoundSettled, settleRound } from './transactions.ts';

/** What advancing everything that is no call needs. */
export interface OthersContext {
  readonly answering: Answering;
  readonly bindings: Bindings;
  readonly own: OwnAddresses;
  readonly trunkOf: TrunkOf;
  readonly hashId: (text: string) => string;
}

/** What belongs to no call in one conversation, and the look at it. */
export interface Others {
  readonly conversation: Conversation;
  readonly context: OthersContext;
  readonly step: Advance;
}

/** What is left of them: when the next one is due, and the rounds that are held. */
export interface SettledRegistrations {
  readonly dueAt: number;
  readonly held: readonly Round[];
}

/** Settles the chains that are due. Rounds behind one that is not are held: without them its next round might be taken for another. */
export function settleRegistrations(rounds: readonly Round[], others: Others): SettledRegistrations {
  const { step } = others;
  let dueAt = Number.POSITIVE_INFINITY;
  const held: Round[] = [];
  for (const chain of chainRegistrations(rounds, step.settings.challengeSeconds)) {
    const chainAt = chainDueAt(chain, step);
    const isTold = chain.rounds.some(isRoundSettled);
    const isDue = step.isFlush || chainAt <= step.now;
    if (!isTold && isDue) {
      for (const round of chain.rounds) settleRound(round);
      settleChain(chain, others);
    } else if (!isTold) dueAt = Math.min(dueAt, chainAt);
    if (dueAt !== Number.POSITIVE_INFINITY) held.push(...chain.rounds);
  }
  return { dueAt, held };
}

function chainDueAt(chain: RegistrationChain, step: Advance): number {
  const last = chain.rounds.at(-1);
  return last === undefined ? step.now : roundDueAt(last, invitesNext(last) ? step.settings.challengeSeconds : 0, step);
}

/** When a round may settle, by arrival. */
export function roundDueAt(round: Round, wait: number, step: Advance): number {
  const final = roundFinal(round);
  const asked = callerHop(round)?.request.receivedAt ?? step.now;
  return final === undefined ? asked + REUSE_SECONDS : final.entry.receivedAt + wait + step.settings.settleSeconds;
}

function settleChain(chain: RegistrationChain, { conversation, context, step }: Others): void {
  const record = registrationRecord(chain, conversation, context.hashId);
  if (record === undefined) return;
  const { source, agent, outcome, isChallenged, sipCode, rrdSeconds, firstRrdSeconds } = record;
  const at = record.endedAt ?? record.startedAt;
  step.emit({ type: 'registration.ended', at, source, agent, outcome, isChallenged, ...present({ sipCode, rrdSeconds, firstRrdSeconds }) });
  for (const round of chain.rounds) tellUnanswered(round, 'REGISTER', conversation.source, context.answering, step);
  const bound = readBindings(chain, record);
  if (bound !== undefined) context.bindings.bind(conversation.source, bound);
  if (isInverted(chain, record)) step.emit({ type: 'sip.clock_inverted', at, source, agent, duration: 'rrd' });
  step.output({ type: 'registration.closed', record });
}

/** Whether the delay of a successful registration came out negative at the one agent that saw both its ends. */
function isInverted(chain: RegistrationChain, record: RegistrationRecord): boolean {
  const last = chain.rounds.at(-1);
  const request = last === undefined ? undefined : callerHop(last)?.request;
  const final = last === undefined ? undefined : roundFinal(last)?.entry;
  return record.outcome === 'registered' && record.rrdSeconds === undefined && request !== undefined && request.agent === final?.agent;
}
