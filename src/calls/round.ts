import type { Method, TimelineEntry } from '../core/index.ts';
import type { Transaction } from './order.ts';
import type { Seen, Sight } from './seen.ts';
import { invitesRetry } from './invites-retry.ts';
import { newHop } from './new-hop.ts';
import { placeUnasked } from './unasked-hop.ts';

/** One request on one hop (a branch) with everything that answered it there. All arrays are in causal order. */
export interface Hop {
  readonly branch: number;
  readonly depth: number;
  /** Its request was captured. Else `request` is what its answers say of it: times that begin with it are not known. */
  isAsked: boolean;
  /** The request as first seen by the agent whose capture counts. */
  request: TimelineEntry;
  requestSight: Sight;
  /** Responses, first sights only. */
  readonly responses: TimelineEntry[];
  /** Of those the final answer: the first 2xx, else the first other one. */
  final: TimelineEntry | undefined;
  /** The highest status of them; 0 while there is none. */
  highestStatus: number;
  /** The responses have a 180: the callee was alerted (RFC 3261 21.1.2). */
  hasAlerted: boolean;
  /** The ACK of a refusal was seen: it has the branch of its INVITE (RFC 3261 17.1.1.3). */
  isRefusalAcknowledged: boolean;
  /** CANCELs of this branch, first sights only. */
  cancels: readonly TimelineEntry[];
  /** Repetitions of its 2xx. */
  repeatedSuccesses: number;
  /** When the last of these was seen, by its own time. */
  lastSuccessAt: number | undefined;
  /** When the request was last sent, repetitions included. */
  lastSentAt: number;
  /** Those of the responses of which something is known beside the timeline. */
  noted: readonly Seen[];
}

/** One try of the caller: the hops of one request through the network. A challenge is answered by the next round. */
export interface Round {
  readonly cseq: number;
  readonly hops: Hop[];
}

/**
 * Takes one message, in causal order, into the rounds of the out-of-dialog requests of one method. Rounds are by CSeq, then in the order of their first request.
 * `isSettingUp`: nothing shows a dialog yet. True when it is of one of them.
 */
export function takeIntoRounds(rounds: Round[], sight: Sight, method: Method, isSettingUp = false): boolean {
  const { transaction } = sight;
  const isRequested = sight.status === undefined;
  if (transaction.method !== method && (!isRequested || (transaction.method !== 'CANCEL' && transaction.method !== 'ACK'))) return false;
  const hop = findHop(rounds, transaction) ?? openHop(rounds, sight, method, isSettingUp);
  if (hop === undefined) return false;
  addToHop(hop, sight, method);
  return true;
}

/** The hop that a message shows first: its request, or an answer to an INVITE that was not captured there. */
function openHop(rounds: Round[], sight: Sight, method: Method, isSettingUp: boolean): Hop | undefined {
  const { status, entry, transaction, kind } = sight;
  if (transaction.method !== method || kind !== 'first') return undefined;
  if (status !== undefined)
    return method === 'INVITE' ? placeUnasked(rounds, sight, isSettingUp && isNext(sight, rounds.at(-1))) : undefined;
  return entry.toTag === undefined ? placeHop(rounds, makeHop(sight)) : undefined;
}

/** The rounds of one method among these messages, in causal order. */
export function buildRounds(sights: readonly Sight[], method: Method): readonly Round[] {
  const rounds: Round[] = [];
  for (const sight of sights) takeIntoRounds(rounds, sight, method);
  return rounds;
}

/** Hot: each message asks, so there is no closure. */
function findHop(rounds: readonly Round[], { branch, cseq }: Transaction): Hop | undefined {
  for (let place = rounds.length - 1; place >= 0; place -= 1) {
    const round = rounds[place];
    if (round?.cseq === cseq) for (const hop of round.hops) if (hop.branch === branch) return hop;
  }
  return undefined;
}

/** Whether an answer is to the INVITE that follows a round: the caller was asked to retry, which it does with the next CSeq (RFC 3261 8.1.3.5). */
function isNext({ entry, status = 0 }: Sight, last: Round | undefined): boolean {
  if (last === undefined) return false;
  return status >= 180 && entry.cseq === last.cseq + 1 && invitesRetry(roundFinal(last)?.entry.status ?? 0);
}

function makeHop(sight: Sight): Hop {
  const { entry, branch } = sight;
  return newHop({ branch, depth: entry.branches.length, isAsked: true, request: entry, requestSight: sight });
}

/** Adds what came on the branch of a hop after its request. */
function addToHop(hop: Hop, sight: Sight, method: Method): void {
  const { entry, kind, status, transaction } = sight;
  if (status === undefined) {
    if (transaction.method === 'CANCEL' && kind === 'first') hop.cancels = [...hop.cancels, entry];
    if (transaction.method === 'ACK') hop.isRefusalAcknowledged = true;
    if (!hop.isAsked && transaction.method === method) askLate(hop, sight);
    if (transaction.method === method && kind === 'retransmission') hop.lastSentAt = Math.max(hop.lastSentAt, entry.at);
  } else if (transaction.method === method) addResponse(hop, sight, status);
}

/** The request of a hop that its answers had shown before: by another clock it came after them. */
function askLate(hop: Hop, sight: Sight): void {
  hop.isAsked = true;
  hop.request = sight.entry;
  hop.requestSight = sight;
  hop.lastSentAt = sight.entry.at;
}

function addResponse(hop: Hop, { seen, entry, kind }: Sight, status: number): void {
  if (kind === 'first') {
    hop.responses.push(entry);
    if (status >= 200 && (hop.final === undefined || (status < 300 && !isSuccess(hop.final)))) hop.final = entry;
    if (status > hop.highestStatus) hop.highestStatus = status;
    hop.hasAlerted ||= status === 180;
    if (seen.notes !== undefined) hop.noted = [...hop.noted, seen];
  }
  if (kind === 'retransmission' && status >= 200 && status < 300) noteRepeated(hop, entry.at);
}

function noteRepeated(hop: Hop, at: number): void {
  hop.repeatedSuccesses += 1;
  hop.lastSuccessAt = Math.max(hop.lastSuccessAt ?? at, at);
}

/**
 * A hop belongs to the round of its originator's branch. A new originator's branch opens a round, unless the round at hand has the same CSeq and
 * no final answer yet: then a topology-hiding proxy has replaced the Vias.
 */
function placeHop(rounds: Round[], hop: Hop): Hop {
  const { cseq } = hop.request;
  const own = rounds.find((round) => round.cseq === cseq && round.hops.some((one) => originOf(one) === originOf(hop)));
  const open = rounds.at(-1);
  const isOfOpen =
    open?.cseq === cseq && !open.hops.some(({ final, request }) => final !== undefined || request.fromTag !== hop.request.fromTag);
  const round = own ?? (isOfOpen ? open : undefined);
  if (round !== undefined) round.hops.push(hop);
  else {
    rounds.push({ cseq, hops: [hop] });
    if (open !== undefined && open.cseq > cseq) rounds.sort((a, b) => a.cseq - b.cseq);
  }
  return hop;
}

/** The branch that the originator itself put on the request: the bottom Via. */
function originOf({ request }: Hop): number {
  return request.branches.at(-1) ?? 0;
}

/** The hop nearest the originator: the fewest Vias, then the earliest. */
export function callerHop(round: Round): Hop | undefined {
  let nearest: Hop | undefined;
  for (const hop of round.hops) {
    if (nearest === undefined || hop.depth < nearest.depth) nearest = hop;
  }
  return nearest;
}

/** What a round came to: the final answer that the caller saw, or the best one known. */
export interface RoundFinal {
  readonly hop: Hop;
  readonly entry: TimelineEntry;
}

export function isSuccess(entry: { readonly status?: number | undefined }): boolean {
  return entry.status !== undefined && entry.status >= 200 && entry.status < 300;
}

/** Whether a hop is one of several branches of the proxy before it. */
function isBranch({ depth, request }: Hop, { hops }: Round): boolean {
  if (depth < 2 || hops.length < 2) return false;
  let siblings = 0;
  for (const hop of hops) if (hop.depth === depth && hop.request.branches[1] === request.branches[1]) siblings += 1;
  return siblings > 1;
}

/** The caller-side final; when that was not captured, any 2xx, then the best response over the branches (RFC 3261 16.7). */
export function roundFinal(round: Round): RoundFinal | undefined {
  const near = callerHop(round);
  if (near?.final !== undefined && !isBranch(near, round)) return { hop: near, entry: near.final };
  let best: RoundFinal | undefined;
  for (const hop of round.hops) {
    const { final } = hop;
    if (final !== undefined && (best === undefined || rank(final) < rank(best.entry))) best = { hop, entry: final };
  }
  return best;
}

/** Lower is better: 2xx, then 6xx, then the lowest class, and within 4xx the ones that say how to mend the request. */
function rank(entry: TimelineEntry): number {
  const status = entry.status ?? 699;
  if (status < 300) return 0;
  if (status >= 600) return 100 + status;
  const mends = [401, 407, 415, 420, 484].includes(status) ? 0 : 50;
  return Math.floor(status / 100) * 1000 + mends + (status % 100) / 100;
}
