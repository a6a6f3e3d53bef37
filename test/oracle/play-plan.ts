import type { Message } from './message.ts';
import type { ByePlan, Plan, WithinPlan } from './plan.ts';
import { playEarly } from './early-dialog.ts';
import { playBranches, type BranchEnd } from './play-branches.ts';
import { HOP_SECONDS, Wire, type Said, type Way } from './wire.ts';

/** A generated dialog, and the time at which its clock may stop. */
export interface Played {
  readonly messages: readonly Message[];
  readonly until: number;
}

const CALLEES = ['uas', 'uas2', 'uas3'] as const;
const CALLER_TAG = 'a';
const REPEATED_AFTER = [0, 0.6, 1.6] as const;

/** Writes the messages of a plan, each once for each hop. */
export function playPlan(plan: Plan): Played {
  const wire = new Wire();
  const ups = ['uac', 'proxy', 'proxy2'].slice(0, plan.proxies + 1);
  const branches = plan.branches.slice(0, plan.proxies === 0 ? 1 : plan.branches.length);
  let at = 0;
  for (const [index, challenger] of plan.challenges.entries()) at = playChallenge(wire, ups, challenger, at, index + 1) + 0.2;
  if (plan.isGivenUp && plan.challenges.length > 0) return { messages: wire.messages, until: at + 40 };
  const cseq = plan.challenges.length + 1;
  const waits = playFrom(wire, { ...plan, branches }, ups, at, cseq);
  const last = Math.max(...wire.messages.map((message) => message.at));
  return { messages: wire.messages, until: last + waits };
}

/** The last round and what comes of it. Gives how long the clock goes on after the last message. */
function playFrom(wire: Wire, plan: Plan, ups: readonly string[], at: number, cseq: number): number {
  const ends = playInvite(wire, plan, ups, at, cseq);
  const [end] = ends;
  const early = playEarly(wire, plan, [...ups, CALLEES[0]], cseq);
  // Timer C, and the time of a challenge or a redirection.
  if (end === undefined) return 190;
  if (end.code >= 300) return end.code < 400 ? 40 : 5;
  const kept = (plan.keepsFirst ? end : ends.at(-1)) ?? end;
  for (const other of ends) if (other !== kept) endAtOnce(wire, [...ups, CALLEES[other.index] ?? ''], other, cseq);
  return playDialog(wire, plan, [...ups, CALLEES[kept.index] ?? ''], kept, { cseq, early }) ? 40 : 5;
}

/** The ACK of a 2xx that the caller does not keep, and its BYE (RFC 3261 13.2.2.4). */
function endAtOnce(wire: Wire, nodes: readonly string[], { at, tag }: BranchEnd, cseq: number): void {
  wire.request(wire.way(nodes), at + 0.01, { method: 'ACK', cseq, from: CALLER_TAG, to: tag });
  const way = wire.way(nodes);
  const bye: Said = { method: 'BYE', cseq: cseq + 1, from: CALLER_TAG, to: tag };
  wire.response(way, wire.request(way, at + 0.02, bye), { ...bye, status: 200 });
}

/** One round that ends with a challenge, of the first proxy or of the callee. */
function playChallenge(wire: Wire, ups: readonly string[], challenger: Plan['challenges'][number], at: number, cseq: number): number {
  const nodes = challenger === 'proxy' && ups.length > 1 ? ups.slice(0, 2) : [...ups, CALLEES[0]];
  const way = wire.way(nodes);
  const invite: Said = { method: 'INVITE', cseq, from: CALLER_TAG, hasSdp: true };
  const arrivesAt = wire.request(way, at, invite);
  const status = { proxy: 407, callee: 401, interval: 422 }[challenger];
  return wire.refusal(way, arrivesAt, { method: 'INVITE', cseq, from: CALLER_TAG, status, to: `c${cseq}` });
}

/** The last round. Gives the final answers that the caller got, when it got them; several only when all are 2xx. */
function playInvite(wire: Wire, plan: Plan, ups: readonly string[], at: number, cseq: number): readonly BranchEnd[] {
  const invite: Said = { method: 'INVITE', cseq, from: CALLER_TAG, hasSdp: true, ...(cseq > 1 ? { hasCredentials: true } : {}) };
  const up = wire.way(ups);
  const isProxied = up.branches.length > 0;
  const sentAt = isProxied ? repeatInvite(wire, plan, up, at, invite) : at;
  const said = { method: 'INVITE', cseq, from: CALLER_TAG } as const;
  for (const hop of up.branches.keys()) {
    const time = sentAt + hop * HOP_SECONDS;
    wire.request({ nodes: ups.slice(0, hop + 2), branches: up.branches.slice(0, hop + 1) }, time, invite, hop);
    wire.response(up, time + HOP_SECONDS / 2, { ...said, status: 100 }, hop, hop);
  }
  if (plan.isHung && isProxied) return [];
  const startsAt = sentAt + up.branches.length * HOP_SECONDS;
  const cancelledAt = cancelTime(plan, startsAt);
  const ways = plan.branches.map((_, index) => wire.way([...ups, CALLEES[index] ?? ''], up.branches));
  const cancelAt = cancelledAt === undefined ? undefined : cancelledAt + up.branches.length * HOP_SECONDS;
  const { finals } = playBranches({ wire, up, ways, startsAt, cancelAt, invite: said }, plan);
  if (!isProxied) return finals.filter(({ at: endsAt }) => endsAt < Infinity);
  const [final] = finals;
  const arrivesAt = final === undefined ? Infinity : final.at + HOP_SECONDS * ups.length;
  if (cancelledAt !== undefined && cancelledAt < arrivesAt) cancelUp(wire, up, cancelledAt, said);
  return finals.map((end) => relay(wire, up, end, said));
}

/** The time at which the caller gives up. A CANCEL waits for a provisional answer (RFC 3261 9.1), and that came before the last INVITE. */
function cancelTime({ cancelAfter, branches }: Plan, startsAt: number): number | undefined {
  if (cancelAfter === 'crossing') return startsAt + (branches[0]?.finalAfter ?? 0) - 0.001;
  return cancelAfter === undefined ? undefined : startsAt + cancelAfter;
}

/** Hands the final answer of a branch on to the caller. */
function relay(wire: Wire, up: Way, end: BranchEnd, said: Said): BranchEnd {
  const relayed: Said = { ...said, status: end.code, to: end.tag };
  const last = up.branches.length - 1;
  const relayedAt = end.at + HOP_SECONDS;
  const arrivedAt = end.code < 300 ? wire.response(up, relayedAt, relayed, last) : wire.refusal(up, relayedAt, relayed, last);
  return { ...end, at: arrivedAt };
}

/** An INVITE that is lost behind its first hop once or twice and so sent again (RFC 3261 17.1.1.2). Gives the time of the last one. */
function repeatInvite(wire: Wire, plan: Plan, up: Way, at: number, invite: Said): number {
  const hop: Way = { nodes: up.nodes.slice(0, 2), branches: up.branches.slice(0, 1) };
  for (const repeat of REPEATED_AFTER.slice(0, plan.inviteRepeats)) wire.request(hop, at + repeat, invite);
  return at + (REPEATED_AFTER[plan.inviteRepeats] ?? 0);
}

/** The CANCEL of the caller on its way to the node that forks. */
function cancelUp(wire: Wire, up: Way, at: number, { cseq, from }: Said): void {
  for (const hop of up.branches.keys()) {
    wire.onHop(up, hop, at + hop * HOP_SECONDS, { method: 'CANCEL', cseq, from });
    wire.response(up, at + hop * HOP_SECONDS + HOP_SECONDS / 2, { method: 'CANCEL', cseq, from, status: 200 }, hop, hop);
  }
}

/** ACK, requests within the dialog and its BYE. Gives whether the BYE got no answer. */
function playDialog(
  wire: Wire,
  plan: Plan,
  nodes: readonly string[],
  answer: BranchEnd,
  { cseq, early }: { readonly cseq: number; readonly early: number },
): boolean {
  const repeatedFrom =
    plan.ackAfter > 0.5
      ? wire.messages.filter(({ method, status, cseq: of }) => method === 'INVITE' && status === answer.code && of === cseq)
      : [];
  for (const message of repeatedFrom) wire.messages.push({ ...message, at: message.at + 0.5 });
  wire.request(wire.way(nodes), answer.at + plan.ackAfter, { method: 'ACK', cseq, from: CALLER_TAG, to: answer.tag });
  let at = answer.at + plan.ackAfter + 0.1;
  const counts = { caller: cseq + early + 1, callee: 1 };
  for (const within of plan.within) {
    const side = within.isOfCaller ? 'caller' : 'callee';
    at = playWithin(wire, within, nodes, at + within.after, answer.tag, counts[side]);
    counts[side] += 1;
  }
  if (plan.bye === undefined) return false;
  playBye(wire, plan.bye, nodes, at + plan.bye.after, answer.tag, counts[plan.bye.isOfCaller ? 'caller' : 'callee']);
  return plan.bye.kind === 'unanswered';
}

function sideOf(
  nodes: readonly string[],
  isOfCaller: boolean,
  tag: string,
): { readonly path: readonly string[]; readonly from: string; readonly to: string } {
  return isOfCaller ? { path: nodes, from: CALLER_TAG, to: tag } : { path: nodes.toReversed(), from: tag, to: CALLER_TAG };
}

function playWithin(wire: Wire, { kind, isOfCaller }: WithinPlan, nodes: readonly string[], at: number, tag: string, cseq: number): number {
  const { path, from, to } = sideOf(nodes, isOfCaller, tag);
  const way = wire.way(path);
  const said: Said = { method: kind === 'info' ? 'INFO' : 'INVITE', cseq, from, to };
  const arrivesAt = wire.request(way, at, said);
  if (kind === 'refused reinvite') return wire.refusal(way, arrivesAt, { ...said, status: 488 });
  const answeredAt = wire.response(way, arrivesAt, { ...said, status: 200 });
  return kind === 'info' ? answeredAt : wire.request(wire.way(path), answeredAt, { ...said, method: 'ACK' });
}

function playBye(wire: Wire, { kind, isOfCaller }: ByePlan, nodes: readonly string[], at: number, tag: string, cseq: number): void {
  const { path, from, to } = sideOf(nodes, isOfCaller, tag);
  const way = wire.way(path);
  const said: Said = { method: 'BYE', cseq, from, to };
  const arrivesAt = wire.request(way, at, said);
  const status = { answered: 200, challenged: 407, unanswered: undefined, repeated: 200, gone: 481 }[kind];
  if (kind === 'repeated' || kind === 'unanswered') wire.request(way, at + 0.5, said);
  if (kind === 'unanswered') wire.request(way, at + 1.5, said);
  if (status === undefined) return;
  const answeredAt = wire.response(way, arrivesAt + (kind === 'repeated' ? 0.5 : 0), { ...said, status });
  if (kind !== 'challenged') return;
  const again: Said = { ...said, cseq: cseq + 1, hasCredentials: true };
  const next = wire.way(path);
  wire.response(next, wire.request(next, answeredAt + 0.05, again), { ...said, cseq: cseq + 1, status: 200 });
}
