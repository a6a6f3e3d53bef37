import {
  labelText,
  METHOD,
  present,
  secondsBetween,
  statusClass,
  type EventOfType,
  type Method,
  type RegistrationRecord,
  type TimelineEntry,
} from '../core/index.ts';
import type { Advance } from './advance-call.ts';
import { REUSE_SECONDS } from './attempt.ts';
import type { Conversation } from './conversation.ts';
import type { OwnAddresses } from './own-addresses.ts';
import { chainRegistrations, invitesNext, registrationRecord, type RegistrationChain } from './registration.ts';
import { buildRounds, callerHop, hopFinal, roundFinal, type Hop, type Round } from './round.ts';
import { isRequest, type Sight } from './seen.ts';
import type { TrunkOf } from './settings.ts';

/** Methods whose out-of-dialog requests are transactions of their own. REGISTER has chains instead. */
const TRANSACTION_METHODS = METHOD.filter(
  (method) => !['INVITE', 'ACK', 'BYE', 'CANCEL', 'REGISTER', 'PRACK', 'UPDATE', 'INFO'].includes(method),
);
/** In-dialog requests that show a dialog whose beginning was not seen. */
const ORPHAN_METHODS: readonly Method[] = ['BYE', 'INVITE', 'UPDATE', 'INFO', 'PRACK'];

/** What advancing everything that is no call needs. */
export interface OthersContext {
  readonly own: OwnAddresses;
  readonly trunkOf: TrunkOf;
  readonly hashId: (text: string) => string;
}

/** Settles registrations, other transactions and orphans among the messages that belong to no call. Returns when to look again. */
export function advanceOthers(sights: readonly Sight[], conversation: Conversation, context: OthersContext, step: Advance): number {
  if (sights.length === 0) return Number.POSITIVE_INFINITY;
  let dueAt = Number.POSITIVE_INFINITY;
  const registers = buildRounds(sights, 'REGISTER');
  for (const chain of chainRegistrations(registers)) dueAt = Math.min(dueAt, settleChain(chain, conversation, context, step));
  for (const method of TRANSACTION_METHODS) {
    for (const round of buildRounds(sights, method)) dueAt = Math.min(dueAt, settleTransaction(round, method, conversation, context, step));
  }
  return Math.min(dueAt, settleOrphans(sights, conversation, step));
}

/** Whether the round is to be settled now, and when otherwise. */
function roundDueAt(round: Round, wait: number, step: Advance): number {
  const final = roundFinal(round);
  const asked = callerHop(round)?.request.receivedAt ?? step.now;
  return final === undefined ? asked + REUSE_SECONDS : final.entry.receivedAt + wait + step.settings.settleSeconds;
}

function settleChain(chain: RegistrationChain, conversation: Conversation, context: OthersContext, step: Advance): number {
  const last = chain.rounds.at(-1);
  const branch = chain.rounds.flatMap((round) => callerHop(round)?.branch ?? [])[0];
  if (last === undefined || branch === undefined || conversation.settled.has(branch)) return Number.POSITIVE_INFINITY;
  const wait = invitesNext(roundFinal(last)?.entry.status ?? 0) ? step.settings.challengeSeconds : 0;
  const dueAt = roundDueAt(last, wait, step);
  if (!step.isFlush && dueAt > step.now) return dueAt;
  conversation.settled.add(branch);
  const record = registrationRecord(chain, conversation, context.hashId);
  if (record === undefined) return Number.POSITIVE_INFINITY;
  const { source, agent, outcome, isChallenged, sipCode, rrdSeconds, firstRrdSeconds } = record;
  const at = record.endedAt ?? record.startedAt;
  step.emit({ type: 'registration.ended', at, source, agent, outcome, isChallenged, ...present({ sipCode, rrdSeconds, firstRrdSeconds }) });
  if (isInverted(chain, record)) step.emit({ type: 'sip.clock_inverted', at, source, agent, duration: 'rrd' });
  step.output({ type: 'registration.closed', record });
  return Number.POSITIVE_INFINITY;
}

/** Whether the delay of a successful registration came out negative at the one agent that saw both its ends. */
function isInverted(chain: RegistrationChain, record: RegistrationRecord): boolean {
  const last = chain.rounds.at(-1);
  const request = last === undefined ? undefined : callerHop(last)?.request;
  const final = last === undefined ? undefined : roundFinal(last)?.entry;
  return record.outcome === 'registered' && record.rrdSeconds === undefined && request !== undefined && request.agent === final?.agent;
}

function settleTransaction(round: Round, method: Method, conversation: Conversation, context: OthersContext, step: Advance): number {
  const near = callerHop(round);
  if (near === undefined || conversation.settled.has(near.branch)) return Number.POSITIVE_INFINITY;
  const dueAt = roundDueAt(round, 0, step);
  if (!step.isFlush && dueAt > step.now) return dueAt;
  conversation.settled.add(near.branch);
  step.emit(transactionEvent(near, roundFinal(round)?.entry, method, conversation));
  if (method === 'OPTIONS') for (const hop of round.hops) emitPing(hop, conversation, context, step);
  return Number.POSITIVE_INFINITY;
}

function transactionEvent(
  near: Hop,
  final: TimelineEntry | undefined,
  method: Method,
  conversation: Conversation,
): EventOfType<'sip.transaction'> {
  const { at, agent } = near.request;
  const responseSeconds = final?.agent === agent ? secondsBetween(at, final.at) : undefined;
  const answer = present({ statusClass: final?.status === undefined ? undefined : statusClass(final.status), responseSeconds });
  return { type: 'sip.transaction', at: final?.at ?? at, source: conversation.source, agent, method, ...answer };
}

/** OPTIONS to someone else says whether that next hop is up; OPTIONS to the capture agent itself says nothing. */
function emitPing(hop: Hop, conversation: Conversation, context: OthersContext, step: Advance): void {
  const { request } = hop;
  if (context.own.isOwn(request.agent, request.dst)) return;
  const final = hopFinal(hop);
  const responseSeconds = final === undefined ? undefined : secondsBetween(request.at, final.at);
  step.emit({
    type: 'sip.ping',
    at: final?.at ?? request.at,
    source: conversation.source,
    agent: request.agent,
    peer: context.trunkOf(request.dst) ?? labelText(request.dst),
    isUp: final !== undefined && final.status !== 408 && final.status !== 503,
    ...present({ responseSeconds }),
  });
}

/** Counts each request within a dialog that was never seen to begin, once the beginning has had time to arrive. */
function settleOrphans(sights: readonly Sight[], conversation: Conversation, step: Advance): number {
  let dueAt = Number.POSITIVE_INFINITY;
  const counted = new Set<string>();
  for (const { entry, branch, kind } of sights) {
    if (kind !== 'first' || !isRequest(entry) || entry.toTag === undefined || !ORPHAN_METHODS.includes(entry.method)) continue;
    const once = `${entry.method}|${entry.cseq}|${entry.fromTag ?? 0}`;
    if (counted.has(once) || conversation.settled.has(branch)) continue;
    counted.add(once);
    const due = entry.receivedAt + step.settings.settleSeconds;
    if (!step.isFlush && due > step.now) {
      dueAt = Math.min(dueAt, due);
      continue;
    }
    settleAllHops(sights, entry.method, entry.cseq, conversation);
    step.emit({ type: 'sip.orphan', at: entry.at, source: conversation.source, agent: entry.agent, method: entry.method });
  }
  return dueAt;
}

function settleAllHops(sights: readonly Sight[], method: Method, cseq: number, conversation: Conversation): void {
  for (const { entry, branch } of sights) {
    if (entry.method === method && entry.cseq === cseq && isRequest(entry)) conversation.settled.add(branch);
  }
}
