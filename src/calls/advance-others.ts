import {
  labelText,
  METHOD,
  present,
  secondsBetween,
  statusClass,
  type EventOfType,
  type Method,
  type TimelineEntry,
} from '../core/index.ts';
import type { Advance } from './life-cycle.ts';
import { keepOnly, type Conversation } from './conversation.ts';
import { REUSE_SECONDS } from './invite-try.ts';
import { NEVER_DUE, type OthersDue } from './others-due.ts';
import { isQuery } from './registration.ts';
import { buildRounds, callerHop, roundFinal, type Hop, type Round } from './round.ts';
import type { Sight } from './seen.ts';
import { roundDueAt, settleRegistrations, type Others, type OthersContext, type SettledRegistrations } from './settle-registrations.ts';
import { tellUnanswered } from './tell-unanswered.ts';
import { isRoundSettled, overAt, settleRound } from './transactions.ts';
import { NONE, withNew } from './with-new.ts';

/** Methods whose out-of-dialog requests are transactions of their own. REGISTER has chains instead. */
const TRANSACTION_METHODS: ReadonlySet<Method> = new Set(
  METHOD.filter((method) => !['INVITE', 'ACK', 'BYE', 'CANCEL', 'REGISTER', 'PRACK', 'UPDATE', 'INFO'].includes(method)),
);
/** In-dialog requests that show a dialog whose beginning was not seen. */
const ORPHAN_METHODS: readonly Method[] = ['BYE', 'INVITE', 'UPDATE', 'INFO', 'PRACK'];

/** Settles registrations, other transactions and orphans among the messages that belong to no call. */
export function advanceOthers(sights: readonly Sight[], conversation: Conversation, context: OthersContext, step: Advance): OthersDue {
  if (sights.length === 0) return NEVER_DUE;
  const others: Others = { conversation, context, step };
  let methods: readonly Method[] = NONE;
  for (const { transaction } of sights) methods = withNew(methods, transaction.method);
  const registrations = methods.includes('REGISTER') ? settleRegisters(sights, others) : NO_REGISTRATIONS;
  let { dueAt } = registrations;
  for (const method of methods) {
    if (TRANSACTION_METHODS.has(method)) dueAt = Math.min(dueAt, settleTransactions(buildRounds(sights, method), method, others));
  }
  dueAt = Math.min(dueAt, settleOrphans(sights, conversation, step));
  // Beside a call it is let go with it.
  return { dueAt, letGoAt: conversation.calls.length > 0 ? Number.POSITIVE_INFINITY : letGo(sights, registrations.held, others) };
}

const NO_REGISTRATIONS: SettledRegistrations = { dueAt: Number.POSITIVE_INFINITY, held: NONE };

function settleRegisters(sights: readonly Sight[], others: Others): SettledRegistrations {
  const rounds = buildRounds(sights, 'REGISTER');
  const { dueAt, held } = settleRegistrations(
    rounds.filter((round) => !isQuery(round)),
    others,
  );
  return { dueAt: Math.min(dueAt, settleTransactions(rounds.filter(isQuery), 'REGISTER', others)), held };
}

/**
 * Lets go of old messages where there is no call, so that a phone that registers for months with one Call-ID costs no more than a new one.
 * What has not settled stays whole: half of it would be counted as another. Returns when there is more to let go.
 */
function letGo(sights: readonly Sight[], held: readonly Round[], { conversation, step }: Others): number {
  const { over, nextAt } = overAt(sights, { now: step.now, lateSeconds: REUSE_SECONDS, isPending, held });
  if (over.size > 0) keepOnly(conversation, (seen) => !over.has(seen));
  return nextAt;
}

/** Whether something comes of a request that belongs to no call. */
function isPending({ method, toTag }: TimelineEntry): boolean {
  return toTag === undefined ? method === 'REGISTER' || TRANSACTION_METHODS.has(method) : ORPHAN_METHODS.includes(method);
}

function settleTransactions(rounds: readonly Round[], method: Method, others: Others): number {
  const { step } = others;
  let nextAt = Number.POSITIVE_INFINITY;
  for (const round of rounds) {
    if (isRoundSettled(round)) continue;
    const dueAt = roundDueAt(round, 0, step);
    if (!step.isFlush && dueAt > step.now) {
      nextAt = Math.min(nextAt, dueAt);
      continue;
    }
    settleRound(round);
    settleTransaction(round, method, others);
  }
  return nextAt;
}

function settleTransaction(round: Round, method: Method, { conversation, context, step }: Others): void {
  const near = callerHop(round);
  if (near === undefined) return;
  step.emit(transactionEvent(near, roundFinal(round)?.entry, method, conversation));
  tellUnanswered(round, method, conversation.source, context.answering, step);
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
  const final = hop.final;
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
  let orphans: Map<string, Sight[]> | undefined;
  for (const sight of sights) {
    const { method, cseq } = sight.transaction;
    if (sight.status !== undefined || !ORPHAN_METHODS.includes(method) || sight.entry.toTag === undefined) continue;
    orphans ??= new Map();
    const key = `${method}|${cseq}|${sight.entry.fromTag ?? 0}`;
    const hops = orphans.get(key);
    if (hops === undefined) orphans.set(key, [sight]);
    else hops.push(sight);
  }
  let dueAt = Number.POSITIVE_INFINITY;
  if (orphans !== undefined) for (const hops of orphans.values()) dueAt = Math.min(dueAt, settleOrphan(hops, conversation, step));
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
