import type { BranchPlan, Plan } from './plan.ts';
import { HOP_SECONDS, type Said, type Way, type Wire } from './wire.ts';

/** The end of one branch at the node that forks. */
export interface BranchEnd {
  readonly index: number;
  readonly at: number;
  readonly code: number;
  readonly tag: string;
}

/** A fork: where it is, when it begins, when a CANCEL of the caller comes there, and what its INVITE says. */
export interface Fork {
  readonly wire: Wire;
  /** The way up to the node that forks, and those of its branches. */
  readonly up: Way;
  readonly ways: readonly Way[];
  readonly startsAt: number;
  readonly cancelAt: number | undefined;
  readonly invite: Said;
}

/** The end of a fork: the answers that go to the caller, the first of them final. */
export interface ForkEnd {
  readonly finals: readonly BranchEnd[];
}

/** The time that a proxy waits for a callee that rings, and for one that is dead. */
const RING_OUT_SECONDS = 12;
const DEAD_SECONDS = 5;
const REPEATS = [0.5, 1.5, 3.5, 7.5, 15.5, 31.5] as const;

/** Plays the branches of a fork until one is taken, all have refused, or the caller gives up (RFC 3261 16.7). */
export function playBranches(fork: Fork, plan: Plan): ForkEnd {
  const isSerial = plan.isSerial && plan.branches.length > 1;
  return isSerial ? playSerial(fork, plan.branches) : playParallel(fork, plan);
}

function playParallel(fork: Fork, { branches, isRace }: Plan): ForkEnd {
  const starts = branches.map((_, index) => fork.startsAt + index / 1000);
  const natural = branches.map((branch, index) => naturalEnd(branch, index, starts[index] ?? 0, fork));
  const taken = natural.filter(({ code }) => isDecisive(code)).toSorted((a, b) => a.at - b.at)[0];
  const stopAt = Math.min(taken?.at ?? Infinity, fork.cancelAt ?? Infinity);
  const isTaken = taken !== undefined && stopAt === taken.at;
  // Callees that answer at once answer before the CANCEL comes (RFC 3261 16.7 step 5).
  const others = isRace && isTaken && taken.code < 300 ? natural.filter(({ code, index }) => code < 300 && index !== taken.index) : [];
  const late = others.map((other, place) => ({ ...other, at: taken === undefined ? other.at : taken.at + (place + 1) / 1000 }));
  const ends = branches.map((branch, index) => {
    const other = late.find((one) => one.index === index);
    const own = other ?? natural[index] ?? naturalEnd(branch, index, 0, fork);
    return playBranch(fork, branch, starts[index] ?? 0, own, other === undefined ? stopAt : Infinity);
  });
  return { finals: [...chosen(ends, isTaken ? taken : undefined), ...late] };
}

function playSerial(fork: Fork, branches: readonly BranchPlan[]): ForkEnd {
  const ends: BranchEnd[] = [];
  let startsAt = fork.startsAt;
  for (const [index, branch] of branches.entries()) {
    if (fork.cancelAt !== undefined && fork.cancelAt <= startsAt) break;
    const end = playBranch(fork, branch, startsAt, naturalEnd(branch, index, startsAt, fork), fork.cancelAt ?? Infinity);
    ends.push(end);
    if (isDecisive(end.code)) return { finals: chosen(ends, end) };
    startsAt = end.at + HOP_SECONDS;
  }
  return { finals: chosen(ends, undefined) };
}

function isDecisive(code: number): boolean {
  return code < 300 || code >= 600;
}

/** Chooses the answer for the caller: the 2xx at once, a 6xx or the best refusal when all have ended. A branch without any end leaves nothing. */
function chosen(ends: readonly BranchEnd[], taken: BranchEnd | undefined): readonly BranchEnd[] {
  if (taken !== undefined && taken.code < 300) return [taken];
  const last = Math.max(...ends.map(({ at }) => at));
  const best = taken ?? ends.toSorted((a, b) => preference(a.code) - preference(b.code))[0];
  return best === undefined || last === Infinity ? [] : [{ ...best, at: last }];
}

/** RFC 3261 16.7 step 6. A 487 goes first among 4xx, for then it was the caller that gave up. */
function preference(code: number): number {
  if (code >= 600) return 0;
  return Math.floor(code / 100) * 1000 + (code === 487 ? 0 : code);
}

/** The time at which a branch ends by itself, and its code at the node that forks. */
function naturalEnd(branch: BranchPlan, index: number, startsAt: number, { ways }: Fork): BranchEnd {
  const tag = `t${index}`;
  const isCallerHop = ways[0]?.branches.length === 1;
  if (branch.final === 'dead') return { index, tag, at: isCallerHop ? Infinity : startsAt + DEAD_SECONDS, code: 408 };
  if (branch.final === 'silent') return { index, tag, at: startsAt + RING_OUT_SECONDS, code: isCallerHop ? 487 : 408 };
  return { index, tag, at: startsAt + branch.finalAfter, code: branch.final };
}

/** Plays one branch to its own end, or until it is stopped. */
function playBranch(fork: Fork, branch: BranchPlan, startsAt: number, natural: BranchEnd, stopAt: number): BranchEnd {
  const { wire, ways, invite } = fork;
  const way = ways[natural.index] ?? { nodes: [], branches: [] };
  const hop = way.branches.length - 1;
  // A CANCEL waits for a provisional answer (RFC 3261 9.1), which a dead callee does not give.
  const isUnheard = natural.at === Infinity;
  const endAt = isUnheard ? Infinity : Math.min(natural.at, stopAt);
  wire.request(way, startsAt, invite, hop);
  if (branch.final === 'dead') {
    for (const after of REPEATS) if (startsAt + after < endAt) wire.request(way, startsAt + after, invite, hop);
    return endAt < natural.at && !isUnheard ? { ...natural, at: stopAt, code: 487 } : natural;
  }
  wire.response(way, startsAt + HOP_SECONDS, { ...invite, status: 100 }, hop, hop);
  playRinging(fork, branch, way, startsAt, endAt, natural.tag);
  if (endAt < natural.at || branch.final === 'silent') return cancelBranch(fork, way, endAt, natural, stopAt);
  const said: Said = { ...invite, status: natural.code, to: natural.tag };
  if (natural.code < 300) wire.response(way, endAt, said, hop, hop);
  else wire.refusal(way, endAt, said, hop, hop);
  return natural;
}

function playRinging(
  { wire, invite }: Fork,
  { ring, ringAfter }: BranchPlan,
  way: Way,
  startsAt: number,
  endAt: number,
  tag: string,
): void {
  if (ring === 'none' || startsAt + ringAfter + 0.02 >= endAt) return;
  wire.response(way, startsAt + ringAfter, {
    ...invite,
    status: ring === 'ringing' ? 180 : 183,
    to: tag,
    ...(ring === 'media' ? { hasSdp: true } : {}),
  });
}

/** A CANCEL of the node that forks, and the 487 of its callee. */
function cancelBranch({ wire, invite }: Fork, way: Way, at: number, natural: BranchEnd, stopAt: number): BranchEnd {
  const hop = way.branches.length - 1;
  const { cseq, from } = invite;
  wire.onHop(way, hop, at, { method: 'CANCEL', cseq, from });
  wire.response(way, at + HOP_SECONDS, { method: 'CANCEL', cseq, from, status: 200 }, hop, hop);
  wire.refusal(way, at + 2 * HOP_SECONDS, { ...invite, status: 487, to: natural.tag }, hop, hop);
  return { ...natural, at: at + 3 * HOP_SECONDS, code: at < stopAt ? natural.code : 487 };
}
