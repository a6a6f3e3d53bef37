import type { StoredCall } from './store.ts';

/** How far the times of a captured call and of what a program tells may lie apart when they are of one call: as far as an id is used again. */
const APART_SECONDS = 64;
/** How much later than a captured call what its program told of it may begin, and be found in a store: facts that say no time of the call itself. */
const LATE_SECONDS = 24 * 3600;
/** How much earlier: as far as clocks differ. */
const EARLY_SECONDS = 600;

/** Where what a program tells of a call lies in time, as far as it says. */
export interface ToldSpan {
  readonly offeredAt: number | undefined;
  readonly endedAt: number | undefined;
}

/** A captured call as far as its times go. */
interface CapturedSpan {
  readonly startedAt: number;
  /** Undefined while it is not over. */
  readonly endedAt?: number | undefined;
}

/** Whether a call and what a program tells can be of one call. What says no time may come whenever it likes. */
export function isOfOneTime({ startedAt, endedAt }: CapturedSpan, told: ToldSpan): boolean {
  if (told.offeredAt !== undefined && endedAt !== undefined && told.offeredAt > endedAt + APART_SECONDS) return false;
  return told.endedAt === undefined || startedAt <= told.endedAt + APART_SECONDS;
}

/** The keys by which the other half of a call is found, each once. */
export function halfKeys({ callKey, aliases, isReported }: Pick<StoredCall, 'callKey' | 'aliases' | 'isReported'>): readonly string[] {
  return isReported === true || aliases === undefined ? [callKey] : [...new Set([callKey, ...aliases])];
}

/** The first and the last second in which the other half of a call may begin that is in a store. */
export function otherHalfBegins({ startedAt, isReported }: Pick<StoredCall, 'startedAt' | 'isReported'>): readonly [number, number] {
  return isReported === true
    ? [startedAt - LATE_SECONDS, startedAt + EARLY_SECONDS]
    : [startedAt - EARLY_SECONDS, startedAt + LATE_SECONDS];
}

/**
 * Which of some calls is the other half of one. Of what a program told that is the newest captured call with this Call-ID, else the first one that carries the id in
 * a header. Of a captured call it is the first that a program told of. In whichever order they are given. Undefined: none.
 */
export function chooseHalf(call: StoredCall, others: readonly StoredCall[]): StoredCall | undefined {
  const [first, last] = otherHalfBegins(call);
  const near = others.filter(({ id, startedAt }) => id !== call.id && startedAt >= first && startedAt <= last);
  if (call.isReported !== true) {
    const told = near.filter((other) => other.isReported === true && isOfOneTime(call, spanOf(other))).toSorted(byStart);
    return halfKeys(call).flatMap((key) => told.filter(({ callKey }) => callKey === key))[0];
  }
  const span = spanOf(call);
  const captured = near.filter((other) => other.isReported !== true && isOfOneTime(other, span)).toSorted(byStart);
  return captured.findLast(({ callKey }) => callKey === call.callKey) ?? captured.find(({ aliases }) => aliases?.includes(call.callKey));
}

function spanOf({ told = [] }: StoredCall): ToldSpan {
  const times = (wanted: 'offered' | 'ended'): number[] => told.filter(({ state }) => state === wanted).map(({ at }) => at);
  const [offered, ended] = [times('offered'), times('ended')];
  return {
    offeredAt: offered.length === 0 ? undefined : Math.min(...offered),
    endedAt: ended.length === 0 ? undefined : Math.max(...ended),
  };
}

function byStart(a: StoredCall, b: StoredCall): number {
  return a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1);
}
