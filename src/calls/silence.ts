import { REUSE_SECONDS } from './invite-try.ts';
import type { Answering } from './answering.ts';
import type { OwnAddresses } from './own-addresses.ts';
import { callerHop, type Hop, type Round } from './round.ts';

/** Timer C (RFC 3261 16.6 step 11): an INVITE that got a 100 and nothing else has failed after more than three minutes. */
const TIMER_C_SECONDS = 180;
/** Timer A (RFC 3261 17.1.1.2) stops at the first response: who still repeats an INVITE after this long had none. */
const UNHEARD_SECONDS = 15;

/** An INVITE that got no answer. */
export interface Silence {
  /** When it counts as failed, by arrival and by its own time. */
  readonly dueAt: number;
  readonly endedAt: number;
  /** Its agent has shown no response of anybody: this says nothing of who was called. */
  readonly isOneDirection: boolean;
}

/** What telling silence from blindness needs to know. */
export interface SilenceContext {
  readonly own: OwnAddresses;
  readonly answering: Answering;
  /** The capture has a gap: messages found no room, or the process was not there. */
  readonly hasGap: boolean;
  /** Caller or next hop is a configured trunk. */
  readonly isTrunkCall: boolean;
  /** An earlier INVITE of the attempt was answered: the caller is no stranger who is ignored. */
  readonly isContinued: boolean;
}

/** Seconds after which a hop without a final answer has failed. Undefined once it got more than a 100. */
export function patienceSeconds(hop: Hop): number | undefined {
  if (hop.highestStatus > 100) return undefined;
  return hop.responses.length === 0 ? REUSE_SECONDS : TIMER_C_SECONDS;
}

/**
 * The silence after the last INVITE of an attempt, when nobody answered it and that tells something. It does not when a stranger calls someone who answers
 * others, for then he chose to answer nothing, nor when later requests show answers that were not captured.
 */
export function readSilence(round: Round, hasRequestWithin: boolean, context: SilenceContext): Silence | undefined {
  const near = callerHop(round);
  if (near === undefined || context.hasGap || near.cancels.length > 0 || !isMeantForUs(near, round, context)) return undefined;
  // The ACK shows a refusal that was not captured.
  if (near.isRefusalAcknowledged) return undefined;
  const isUnheard = near.lastSentAt - near.request.at >= UNHEARD_SECONDS;
  const isOneDirection = (hasRequestWithin || !isUnheard) && !context.answering.seesAnswers(near.request.agent);
  if (hasRequestWithin && !isOneDirection) return undefined;
  let dueAt = 0;
  let endedAt = 0;
  for (const hop of round.hops) {
    const patience = patienceSeconds(hop);
    if (patience === undefined) return undefined;
    dueAt = Math.max(dueAt, hop.request.receivedAt + patience);
    endedAt = Math.max(endedAt, hop.request.at + patience);
  }
  return { dueAt, endedAt, isOneDirection };
}

/** When the call failed because of it, by its own time. Undefined before, and when it says nothing. */
export function failedAt(silence: Silence | undefined, now: number): number | undefined {
  return silence !== undefined && !silence.isOneDirection && silence.dueAt <= now ? silence.endedAt : undefined;
}

function isMeantForUs(near: Hop, round: Round, { own, answering, isTrunkCall, isContinued }: SilenceContext): boolean {
  const { agent, src, dst } = near.request;
  const wasTaken = round.hops.length > 1 || near.responses.length > 0;
  return wasTaken || isTrunkCall || isContinued || own.isOwn(agent, src) || !(own.isOwn(agent, dst) || answering.mayAnswer(agent, dst));
}
