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
import { REUSE_SECONDS } from './invite-try.ts';
import type { Conversation } from './conversation.ts';
import type { OwnAddresses } from './own-addresses.ts';
import { chainRegistrations, invitesNext, registrationRecord, type RegistrationChain } from './registration.ts';
import { buildRounds, callerHop, hopFinal, roundFinal, type Hop, type Round } from './round.ts';
import { isRequest, type Sight } from './seen.ts';
import type { TrunkOf } from './settings.ts';
import { Transactions } from './transactions.ts';

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

/** When to look again at what is no call. Infinity: nothing is waited for. */
export interface OthersDue {
  /** Something may settle. */
  readonly dueAt: number;
  /** What has settled may be let go. */
  readonly letGoAt: number;
}

/** Settles registrations, other transactions and orphans among the messages that belong to no call. */
export function advanceOthers(sights: readonly Sight[], conversation: Conversation, context: OthersContext, step: Advance): OthersDue {
  if (sights.length === 0) return { dueAt: Number.POSITIVE_INFINITY, letGoAt: Number.POSITIVE_INFINITY };
  const transactions = new Transactions(sights);
  let dueAt = Number.POSITIVE_INFINITY;
  const registers = settleRegistrations(sights, transactions, conversation, context, step);
  dueAt = Math.min(dueAt, registers.dueAt);
  for (const method of TRANSACTION_METHODS) {
    for (const round of buildRounds(sights, method)) {
      if (transactions.areSettled([round], method)) continue;
      const roundDueAt = roundDue(round, 0, step);
      if (!step.isFlush && roundDueAt > step.now) {
        dueAt = Math.min(dueAt, roundDueAt);
        continue;
      }
      transactions.settle([round], method);
      settleTransaction(round, method, conversation, context, step);
    }
  }
  dueAt = Math.min(dueAt, settleOrphans(sights, conversation, step));
  if (conversation.calls.size > 0) return { dueAt, letGoAt: Number.POSITIVE_INFINITY };
  return { dueAt, letGoAt: letGo(transactions, registers.held, conversation, step) };
}

/**
 * Lets go of old messages where there is no call, so that a phone that registers for months with one Call-ID costs no more than a new one.
 * What has not settled stays whole: half of it would be counted as another. Returns when there is more to let go.
 */
function letGo(transactions: Transactions, held: readonly Round[], conversation: Conversation, step: Advance): number {
  transactions.hold(held, 'REGISTER');
  const { over, nextAt } = transactions.overAt(step.now, REUSE_SECONDS, isPending);
  if (over.size > 0) conversation.seen = conversation.seen.filter((seen) => !over.has(seen));
  return nextAt;
}

/** Settles the chains that are due. Rounds behind one that is not are held: without them its next round might be taken for another. */
function settleRegistrations(
  sights: readonly Sight[],
  transactions: Transactions,
  conversation: Conversation,
  context: OthersContext,
  step: Advance,
): { readonly dueAt: number; readonly held: readonly Round[] } {
  let dueAt = Number.POSITIVE_INFINITY;
  const held: Round[] = [];
  const isSettled = (round: Round): boolean => transactions.areSettled([round], 'REGISTER');
  for (const chain of chainRegistrations(buildRounds(sights, 'REGISTER'), isSettled, step.settings.challengeSeconds)) {
    const chainDueAt = chainDue(chain, step);
    const isTold = chain.rounds.some(isSettled);
    const isDue = step.isFlush || chainDueAt <= step.now;
    if (!isTold && isDue) {
      transactions.settle(chain.rounds, 'REGISTER');
      settleChain(chain, conversation, context, step);
    } else if (!isTold) dueAt = Math.min(dueAt, chainDueAt);
    if (dueAt !== Number.POSITIVE_INFINITY) held.push(...chain.rounds);
  }
  return { dueAt, held };
}

/** Whether something comes of a request that belongs to no call. */
function isPending({ method, toTag }: TimelineEntry): boolean {
  return toTag === undefined ? method === 'REGISTER' || TRANSACTION_METHODS.includes(method) : ORPHAN_METHODS.includes(method);
}

function chainDue(chain: RegistrationChain, step: Advance): number {
  const last = chain.rounds.at(-1);
  return last === undefined ? step.now : roundDue(last, invitesNext(last) ? step.settings.challengeSeconds : 0, step);
}

/** When a round may settle, by arrival. */
function roundDue(round: Round, wait: number, step: Advance): number {
  const final = roundFinal(round);
  const asked = callerHop(round)?.request.receivedAt ?? step.now;
  return final === undefined ? asked + REUSE_SECONDS : final.entry.receivedAt + wait + step.settings.settleSeconds;
}

function settleChain(chain: RegistrationChain, conversation: Conversation, context: OthersContext, step: Advance): void {
  const record = registrationRecord(chain, conversation, context.hashId);
  if (record === undefined) return;
  const { source, agent, outcome, isChallenged, sipCode, rrdSeconds, firstRrdSeconds } = record;
  const at = record.endedAt ?? record.startedAt;
  step.emit({ type: 'registration.ended', at, source, agent, outcome, isChallenged, ...present({ sipCode, rrdSeconds, firstRrdSeconds }) });
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

function settleTransaction(round: Round, method: Method, conversation: Conversation, context: OthersContext, step: Advance): void {
  const near = callerHop(round);
  if (near === undefined) return;
  step.emit(transactionEvent(near, roundFinal(round)?.entry, method, conversation));
  if (method === 'OPTIONS') for (const hop of round.hops) emitPing(hop, conversation, context, step);
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
  const orphans = new Map<string, Sight[]>();
  for (const sight of sights) {
    const { method, cseq, fromTag, toTag } = sight.entry;
    if (!isRequest(sight.entry) || toTag === undefined || !ORPHAN_METHODS.includes(method)) continue;
    const key = `${method}|${cseq}|${fromTag ?? 0}`;
    orphans.set(key, [...(orphans.get(key) ?? []), sight]);
  }
  let dueAt = Number.POSITIVE_INFINITY;
  for (const hops of orphans.values()) dueAt = Math.min(dueAt, settleOrphan(hops, conversation, step));
  return dueAt;
}

/** One request, however many hops show it. */
function settleOrphan(hops: readonly Sight[], conversation: Conversation, step: Advance): number {
  const isTold = hops.some(({ seen }) => seen.isSettled);
  const [first] = hops;
  const dueAt = (first?.entry.receivedAt ?? step.now) + step.settings.settleSeconds;
  if (!isTold && !step.isFlush && dueAt > step.now) return dueAt;
  for (const { seen } of hops) seen.isSettled = true;
  if (isTold || first === undefined) return Number.POSITIVE_INFINITY;
  const { at, agent, method } = first.entry;
  step.emit({ type: 'sip.orphan', at, source: conversation.source, agent, method });
  return Number.POSITIVE_INFINITY;
}
