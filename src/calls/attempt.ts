import { isFinal, isRequest, type Sight } from './seen.ts';

/** 64*T1 (RFC 3261): an initial INVITE later than this after the final answer reuses the Call-ID for a new attempt. */
export const REUSE_SECONDS = 32;

/** The messages of one attempt: Call-ID and the caller's tag, told apart by time when a Call-ID is used again. */
export interface Attempt {
  /** The caller's tag; 0 for a caller that sends none. */
  readonly callerTag: number;
  /** Counts the uses of this Call-ID and tag, from 0. */
  readonly generation: number;
  readonly startedAt: number;
  finalAt: number | undefined;
  readonly sights: Sight[];
}

/** What the messages of one Call-ID are: attempts, and those that belong to none. */
export interface Split {
  readonly attempts: readonly Attempt[];
  readonly others: readonly Sight[];
}

/** Divides the messages of one Call-ID, in causal order, into its attempts and the rest. */
export function splitAttempts(sights: readonly Sight[]): Split {
  const attempts: Attempt[] = [];
  const others: Sight[] = [];
  for (const sight of sights) {
    const attempt = attemptOf(sight, attempts);
    if (attempt === undefined) {
      others.push(sight);
      continue;
    }
    attempt.sights.push(sight);
    if (isSetUpFinal(sight)) attempt.finalAt = sight.entry.at;
  }
  return { attempts, others };
}

function isInitialInvite(sight: Sight): boolean {
  return sight.entry.method === 'INVITE' && isRequest(sight.entry) && sight.entry.toTag === undefined;
}

function isSetUpFinal({ entry, branch }: Sight): boolean {
  return entry.method === 'INVITE' && isFinal(entry) && branch !== undefined;
}

function attemptOf(sight: Sight, attempts: Attempt[]): Attempt | undefined {
  const callerTag = sight.entry.fromTag ?? 0;
  const latest = attempts.findLast((one) => one.callerTag === callerTag || one.callerTag === (sight.entry.toTag ?? 0));
  if (!isInitialInvite(sight) || sight.kind !== 'first') return latest;
  if (latest === undefined || isReuse(latest, sight)) {
    const generation = attempts.filter((one) => one.callerTag === callerTag).length;
    const opened: Attempt = { callerTag, generation, startedAt: sight.entry.at, finalAt: undefined, sights: [] };
    attempts.push(opened);
    return opened;
  }
  return latest;
}

function isReuse(latest: Attempt, sight: Sight): boolean {
  return latest.finalAt !== undefined && sight.entry.at - latest.finalAt > REUSE_SECONDS;
}
